public import TrelayCrypto

/// What became of a revision on a worker.
public enum AckOutcome: String, Hashable, Sendable, CaseIterable {
    /// It serves, and a probe has passed.
    case effective
    /// A shadow copy is ready to be swapped in.
    case prepared
    /// It waits by policy.
    case held
    /// It was refused; what served before serves on.
    case nacked
    /// It served, and was taken back.
    case reverted
    /// It brought the worker down before and is not tried again.
    case quarantined
    /// The worker left in order.
    case retired
}

/// The record of a change that an ack speaks of.
public struct AckSource: Hashable, Sendable {
    public var partition: Int32
    public var offset: Int64
    /// The broker's timestamp of the change.
    public var timestamp: Timestamp
    public var eventID: String

    public init(partition: Int32, offset: Int64, timestamp: Timestamp, eventID: String) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.eventID = eventID
    }
}

/// What a worker did with a revision. As immutable as the change: the acks are the history of the fleet.
public struct Ack: Hashable, Sendable {
    public var worker: String
    public var role: String
    public var labels: [String: String]
    /// Version of the program.
    public var build: String
    /// One life of the process; a restart is another.
    public var incarnation: String
    public var namespace: String
    /// What was effective before. Several revisions may be applied as one.
    public var fromRevision: Int
    public var toRevision: Int
    public var outcome: AckOutcome
    /// Why not, unless it is effective.
    public var refusal: Refusal?
    /// Computed from what serves, after the attempt.
    public var digest: Digest?
    /// The worker's projection did not change: there was nothing to swap.
    public var unchanged: Bool
    /// In the order in which they ran.
    public var stages: [StageDuration]
    /// The change that led to `toRevision`; nil when the worker knows it from a file only.
    public var source: AckSource?
    /// The worker's wall clock when the change arrived.
    public var receivedAt: Timestamp

    public init(
        worker: String, role: String, labels: [String: String], build: String, incarnation: String, namespace: String,
        fromRevision: Int, toRevision: Int, outcome: AckOutcome, refusal: Refusal? = nil, digest: Digest? = nil,
        unchanged: Bool = false, stages: [StageDuration] = [], source: AckSource? = nil, receivedAt: Timestamp
    ) {
        self.worker = worker
        self.role = role
        self.labels = labels
        self.build = build
        self.incarnation = incarnation
        self.namespace = namespace
        self.fromRevision = fromRevision
        self.toRevision = toRevision
        self.outcome = outcome
        self.refusal = refusal
        self.digest = digest
        self.unchanged = unchanged
        self.stages = stages
        self.source = source
        self.receivedAt = receivedAt
    }
}
