/// Folds a log into the state of its namespaces: state + record -> state + verdict.
///
/// Pure and total: the same records give the same states and verdicts on every machine, and no bytes whatever make it
/// fail. A state depends only on the records of the partition that its namespace belongs to, so that one who reads
/// one partition and one who reads all of them agree.
///
/// The records of each partition must come in the order of their offsets; ones that come again are recognised.
public struct Fold: Sendable {
    /// Rejected records without a valid namespace, or out of place, that are kept; more drive the oldest out.
    public static let maximumStrays = 1_000

    /// Partitions of the topic.
    public let partitionCount: Int32
    public let limits: FoldLimits
    /// The namespace that this fold is for; nil for all.
    public let only: String?
    public private(set) var namespaces: [String: NamespaceState] = [:]
    /// Strays that are no longer kept.
    public private(set) var droppedStrays = 0

    private var strayLedger = BoundedQueue<LedgerEntry>()
    /// The last offset of a stray in each partition, so that one that is delivered again is not entered again.
    private var strayOffsets: [Int32: Int64] = [:]

    /// - Parameters:
    ///   - partitionCount: of the topic; where a namespace belongs depends on it.
    ///   - namespace: folds only the records of this one. Records without a valid namespace are shown all the same.
    public init(partitionCount: Int32, limits: FoldLimits = FoldLimits(), only namespace: String? = nil) {
        self.partitionCount = partitionCount
        self.limits = limits
        only = namespace
    }

    /// Records without a valid namespace, or in another partition than their key's; oldest first.
    public var strays: [LedgerEntry] { strayLedger.ordered }

    /// The state of a namespace; an empty one if the log says nothing about it.
    public func state(of namespace: String) -> NamespaceState {
        namespaces[namespace] ?? NamespaceState(namespace: namespace)
    }

    /// As `state(of:)`, with all digests computed and kept: for those who ask for the digest of one state after another.
    public mutating func refreshedState(of namespace: String) -> NamespaceState {
        guard let index = namespaces.index(forKey: namespace) else { return NamespaceState(namespace: namespace) }
        namespaces.values[index].resources.refreshDigest()
        return namespaces.values[index]
    }

    /// Starts from a state that was folded before, instead of from nothing.
    ///
    /// The caller must have checked that the log still holds the record at the state's position.
    public mutating func restore(_ state: NamespaceState) {
        namespaces[state.namespace] = state
    }

    /// Folds one record.
    ///
    /// - Parameter reading: what this fold's `eventReader` made of the record, if it was read before; nil to read it now.
    /// - Returns: nil for a record of a namespace that this fold is not for, and for one that it has folded already.
    public mutating func apply(_ record: Record, _ reading: EventReading? = nil) -> Verdict? {
        guard let key = record.key, Names.isValidNamespace(key) else {
            return stray(record, namespace: nil, Self.withoutNamespace(record.key))
        }
        let namespace = String(decoding: key, as: UTF8.self)
        if let only, only != namespace { return nil }
        let home = JavaPartitioner.partition(key: key, count: partitionCount)
        guard record.partition == home else {
            return stray(record, namespace: namespace, Self.misplaced(record, namespace, home))
        }
        if let index = namespaces.index(forKey: namespace) {
            // In place: taking the state out and putting it back would copy what it holds.
            return namespaces.values[index].foldUnlessFolded(record, reading, limits)
        }
        return namespaces[namespace, default: NamespaceState(namespace: namespace)].fold(record, reading, limits)
    }

    private mutating func stray(_ record: Record, namespace: String?, _ rejection: Rejection) -> Verdict? {
        if let last = strayOffsets[record.partition], record.offset <= last { return nil }
        strayOffsets[record.partition] = record.offset
        let eventID = EventHeaders(record.headers).eventID
        let entry = LedgerEntry(
            eventID: eventID, rejection: rejection, partition: record.partition, offset: record.offset,
            timestamp: record.timestamp)
        droppedStrays += strayLedger.append(entry, capacity: Self.maximumStrays).count
        return Verdict(record, namespace: namespace, eventID: eventID, outcome: .rejected(rejection))
    }

    private static func withoutNamespace(_ key: [UInt8]?) -> Rejection {
        guard let key else {
            return Rejection(.malformed, "the record has no key; the key of a change is its namespace")
        }
        // A key of a megabyte must not be made a string only to be cut.
        let text = String(decoding: key.prefix(400), as: UTF8.self)
        return Rejection(.malformed, "the key \(quoted(text)) is not a namespace; use \(Names.namespaceRule)")
    }

    private static func misplaced(_ record: Record, _ namespace: String, _ home: Int32) -> Rejection {
        Rejection(
            .misplaced,
            "the record is in partition \(record.partition), and namespace \(quoted(namespace)) belongs to partition "
                + "\(home); set partitioner=murmur2_random in the producer (the default of librdkafka is another)")
    }
}
