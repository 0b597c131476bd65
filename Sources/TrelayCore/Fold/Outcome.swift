/// How an event ended.
public enum Outcome: Hashable, Sendable {
    /// It became this revision.
    case accepted(revision: Int)
    /// It changed nothing.
    case rejected(Rejection)

    /// Nil when it was rejected.
    public var revision: Int? {
        if case .accepted(let revision) = self { revision } else { nil }
    }

    /// Nil when it was accepted.
    public var rejection: Rejection? {
        if case .rejected(let rejection) = self { rejection } else { nil }
    }
}

/// What the fold says about one record.
public struct Verdict: Sendable {
    /// Nil when the key names none.
    public let namespace: String?
    /// Nil when the headers have no legal one.
    public var eventID: String?
    /// For a duplicate: the outcome of the first event with the id.
    public var outcome: Outcome
    /// True for an event whose id was seen before: it changed nothing.
    public var isDuplicate: Bool
    /// The change set, as far as the record could be read. Nil for a duplicate, whose body is not read again.
    public var changeSet: ChangeSet? {
        if case .reading(let reading) = content { reading.changeSet } else { nil }
    }
    /// What the headers say, as far as they could be read.
    public var metadata: EventMetadata? {
        switch content {
        case .nothing: nil
        case .headers(let metadata): metadata
        case .reading(let reading): reading.metadata
        }
    }
    /// What an accepted change set did, in its order. A resource that got the value that it had is left out.
    public var changes: [ResourceChange]
    public var partition: Int32
    public var offset: Int64
    /// The broker's timestamp of the record.
    public var timestamp: Timestamp

    /// What could be read of the record. Behind a reference: a verdict is made for each of a million records.
    private let content: Content

    enum Content {
        case nothing
        /// Those of a duplicate.
        indirect case headers(EventMetadata?)
        case reading(EventReading)
    }

    init(
        _ record: Record, namespace: String?, eventID: String?, outcome: Outcome, isDuplicate: Bool = false,
        content: Content = .nothing, changes: [ResourceChange] = []
    ) {
        self.namespace = namespace
        self.eventID = eventID
        self.outcome = outcome
        self.isDuplicate = isDuplicate
        self.content = content
        self.changes = changes
        partition = record.partition
        offset = record.offset
        timestamp = record.timestamp
    }
}

/// A rejected record, as the ledger keeps it.
public struct LedgerEntry: Hashable, Sendable {
    /// Nil when the headers have no legal one.
    public var eventID: String?
    public var rejection: Rejection
    public var partition: Int32
    public var offset: Int64
    public var timestamp: Timestamp

    public init(eventID: String?, rejection: Rejection, partition: Int32, offset: Int64, timestamp: Timestamp) {
        self.eventID = eventID
        self.rejection = rejection
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
    }
}
