public import TrelayCore

/// How one worker runs: who it is, what it follows and where it keeps its files.
public struct WorkerSettings: Sendable {
    /// Who this worker is: its id is the key of its acks and of its lease.
    public var identity: WorkerIdentity
    /// The namespace whose configuration it serves.
    public var namespace: String
    /// The topics it reads and writes.
    public var topics: TopicNames
    /// The folder of its last-known-good file and crash fuse; created when absent.
    public var stateDirectory: String
    /// Where its management endpoint listens; port 0 takes any free port.
    public var host: String
    public var port: UInt16
    /// Time between two heartbeats; the lease counts as expired after three.
    public var heartbeat: Duration
    /// How long an orderly stop may take for each of its steps.
    public var stopDeadline: Duration
    /// What this program is, for acks: `trelay 0.1.0`.
    public var build: String

    public init(
        identity: WorkerIdentity, namespace: String, topics: TopicNames = TopicNames(), stateDirectory: String,
        host: String = "127.0.0.1", port: UInt16 = 0, heartbeat: Duration = .seconds(1),
        stopDeadline: Duration = .seconds(5), build: String
    ) {
        self.identity = identity
        self.namespace = namespace
        self.topics = topics
        self.stateDirectory = stateDirectory
        self.host = host
        self.port = port
        self.heartbeat = heartbeat
        self.stopDeadline = stopDeadline
        self.build = build
    }
}
