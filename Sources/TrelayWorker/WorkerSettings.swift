public import TrelayCore
import TrelaySystem

/// How one worker runs: who it is, what it follows and where it keeps its files.
public struct WorkerSettings: Sendable {
    /// Who this worker is: its id is the key of its acks.
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

extension WorkerSettings {
    /// A worker that was not heard of for so long is silent; one that has not heard of a broker for so long is stale.
    var leaseDuration: Duration { heartbeat * 3 }

    /// The host by which others reach the management endpoint: nobody can connect to a wildcard address.
    var advertisedHost: String {
        if host.isEmpty || host == "0.0.0.0" || host == "::" { return HostInformation.hostName }
        return host.contains(":") ? "[\(host)]" : host
    }

    /// The stem of this worker's file names. Names are escaped, so that two workers never share a file.
    var fileStem: String {
        Self.escaped(identity.worker) + "~" + Self.escaped(namespace)
    }

    private static func escaped(_ name: String) -> String {
        var escaped = ""
        for byte in name.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f:
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return escaped
    }
}
