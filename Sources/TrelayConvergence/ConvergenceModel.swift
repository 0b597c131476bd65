public import TrelayCore
import TrelayCrypto

/// A member that the roster declares: it is expected, whether or not it was ever heard of.
public struct DeclaredMember: Hashable, Sendable {
    public var worker: String
    public var role: String
    public var labels: [String: String]

    public init(worker: String, role: String, labels: [String: String] = [:]) {
        self.worker = worker
        self.role = role
        self.labels = labels
    }
}

/// Knows who has what: folds the log itself, listens to acks and leases, and tells the state of every worker of one
/// namespace at any moment.
///
/// A value: feed it the records of the three topics, in the order of each partition, in any interleaving of the topics.
/// No record makes it fail; what cannot be read is counted and shown.
public struct ConvergenceModel: Sendable {
    /// The roles whose projections are followed from the first record on. Any other role consumes every kind, as
    /// `audit` does.
    static let knownRoles = ["gateway", "model", "audit"]

    public let namespace: String
    public let limits: ConvergenceLimits
    public let declared: [DeclaredMember]

    private(set) var fold: Fold
    private(set) var tracks: [ProjectionTrack] = []
    /// Which track a role follows: every view asks for it, for every worker.
    private var trackOfRole: [String: Int] = [:]
    private(set) var accepted: BoundedHistory<PublishedChange>
    private(set) var rejected: BoundedHistory<PublishedChange>
    private(set) var acks: BoundedHistory<ObservedAck>
    private(set) var members: [String: Member] = [:]
    private(set) var counters = ObservationCounters()
    /// The newest broker timestamp of any record.
    public private(set) var newestTimestamp: Timestamp?

    struct ObservedAck: Sendable {
        var ack: Ack
        var timestamp: Timestamp
    }

    /// - Parameters:
    ///   - partitionCount: partitions of the topic of changes.
    ///   - expected: the declared roster; empty when there is none, and then the leases tell who is expected.
    public init(
        namespace: String, partitionCount: Int32, expected: [DeclaredMember] = [], limits: ConvergenceLimits = .init()
    ) {
        self.namespace = namespace
        self.limits = limits
        declared = expected
        fold = Fold(partitionCount: partitionCount, only: namespace)
        accepted = BoundedHistory(maximum: limits.maximumRevisions)
        rejected = BoundedHistory(maximum: limits.maximumRejections)
        acks = BoundedHistory(maximum: limits.maximumAcks)
        for role in Self.knownRoles + expected.map(\.role) { ensureTrack(of: role) }
    }

    /// The folded state of the namespace.
    public var state: NamespaceState { fold.state(of: namespace) }

    /// The last revision.
    public var revision: Int { state.revision }

    /// Reads records of the topic of changes ahead, on whatever thread.
    public var eventReader: EventReader { fold.eventReader }

    /// Takes the next record of the topic of changes.
    ///
    /// - Parameter reading: what `eventReader` made of the record, if it was read before.
    /// - Returns: the fold's verdict; nil for a record of another namespace or one that was taken before.
    @discardableResult
    public mutating func observe(change record: Record, _ reading: EventReading? = nil) -> Verdict? {
        guard let verdict = fold.apply(record, reading) else { return nil }
        // A record without a readable namespace may have been meant for this one: it is shown, not hidden.
        guard verdict.namespace == nil || verdict.namespace == namespace else { return verdict }
        noteTime(record.timestamp)
        guard !verdict.isDuplicate else {
            counters.duplicateChanges += 1
            return verdict
        }
        let change = PublishedChange(verdict, record)
        switch verdict.outcome {
        case .accepted:
            accepted.append(change)
            let state = fold.refreshedState(of: namespace)
            for index in tracks.indices {
                tracks[index].advance(to: state, changes: verdict.changes, at: record.timestamp)
            }
        case .rejected:
            counters.rejectedChanges += 1
            rejected.append(change)
        }
        return verdict
    }

    /// Takes a record of the topic of acks.
    public mutating func observe(ack record: Record) {
        let ack: Ack
        do {
            ack = try Ack.decode(record: record)
        } catch {
            counters.refuse(ack: record, "\(error)")
            return
        }
        guard ack.namespace == namespace else { return }
        noteTime(record.timestamp)
        acks.append(ObservedAck(ack: ack, timestamp: record.timestamp))
        withMember(ack.worker, role: ack.role, labels: ack.labels) { member in
            member.observe(ack, at: record.timestamp)
        }
    }

    /// Takes a record of the topic of workers. A tombstone takes the worker's lease in this namespace off
    /// the roster.
    public mutating func observe(lease record: Record) {
        guard record.value != nil else {
            if let key = record.key.flatMap({ Lease.decode(key: $0) }), key.namespace == namespace {
                members[key.worker]?.removeLease()
            }
            return
        }
        let lease: Lease
        do {
            lease = try Lease.decode(record: record)
        } catch {
            counters.refuse(lease: record, "\(error)")
            return
        }
        guard lease.namespace == namespace else { return }
        noteTime(record.timestamp)
        withMember(lease.worker, role: lease.role, labels: lease.labels) { member in
            member.observe(lease, at: record.timestamp)
        }
    }

    /// The track of a role; nil only for a role that was never named to this model.
    func track(of role: String) -> ProjectionTrack? {
        trackOfRole[role].map { tracks[$0] }
    }

    private mutating func ensureTrack(of role: String) {
        guard trackOfRole[role] == nil else { return }
        let kinds = Projection.kinds(ofRole: role)
        if let shared = tracks.firstIndex(where: { $0.kinds == kinds }) {
            trackOfRole[role] = shared
            return
        }
        trackOfRole[role] = tracks.count
        tracks.append(ProjectionTrack(role: role, state: state, maximumSteps: limits.maximumProjectionSteps))
    }

    private mutating func noteTime(_ timestamp: Timestamp) {
        newestTimestamp = max(newestTimestamp ?? timestamp, timestamp)
    }

    private mutating func withMember(
        _ worker: String, role: String, labels: [String: String], _ body: (inout Member) -> Bool
    ) {
        guard members[worker] != nil || members.count < limits.maximumWorkers else {
            counters.droppedWorkers += 1
            return
        }
        ensureTrack(of: role)
        let newcomer = Member(worker: worker, role: role, labels: labels, maximumSteps: limits.maximumStepsPerWorker)
        if !body(&members[worker, default: newcomer]) { counters.supersededWords += 1 }
    }
}

/// What was seen and could not be used: shown on every status screen, never swallowed.
public struct ObservationCounters: Hashable, Sendable {
    /// Acks and leases that could not be decoded.
    public var undecodableAcks = 0
    public var undecodableLeases = 0
    /// The last of them: which record, and what was wrong.
    public var lastUndecodable: String?
    /// Changes that the fold rejected, and deliveries of a change that was there before.
    public var rejectedChanges = 0
    public var duplicateChanges = 0
    /// Late acks and leases of older incarnations.
    public var supersededWords = 0
    /// Acks and leases of workers beyond `ConvergenceLimits.maximumWorkers`.
    public var droppedWorkers = 0

    public init() {}

    mutating func refuse(ack record: Record, _ message: String) {
        undecodableAcks += 1
        lastUndecodable = "ack at partition \(record.partition) offset \(record.offset): \(message)"
    }

    mutating func refuse(lease record: Record, _ message: String) {
        undecodableLeases += 1
        lastUndecodable = "lease at partition \(record.partition) offset \(record.offset): \(message)"
    }
}
