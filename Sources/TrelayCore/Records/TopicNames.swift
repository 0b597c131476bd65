/// The names of the topics of one installation.
public struct TopicNames: Hashable, Sendable {
    /// Stands in front of every name, so that installations can share a cluster.
    public var prefix: String

    public init(prefix: String = "trelay.") {
        self.prefix = prefix
    }

    /// The log: every change set.
    public var changes: String { prefix + "changes" }
    /// What each worker did with each revision.
    public var acks: String { prefix + "acks" }
    /// The roster: the lease of each worker.
    public var workers: String { prefix + "workers" }
    /// Folded states.
    public var snapshots: String { prefix + "snapshots" }
}
