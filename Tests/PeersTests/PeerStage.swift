import Testing
import TrelayCore
import TrelayFormat
import TrelayKafka
import TrelaySystem

/// A broker with the topics of an installation, and one `trelay worker` as a process of its own.
final class PeerStage {
    static let worker = "gateway-1"
    static let role = "gateway"
    private static let patience = Duration.seconds(30)

    let topics = TopicNames()
    let folder: String
    private let cluster: EmbeddedCluster
    private let process: ChildProcess

    var bootstrap: String { cluster.bootstrap }

    /// `TRELAY_BINARY`, else the program that was built beside these tests.
    static let program: String =
        HostInformation.environment("TRELAY_BINARY")
        ?? HostInformation.executablePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/") + "/trelay"

    /// - Parameter options: more options of the worker.
    init(_ options: [String] = []) throws {
        folder = (HostInformation.environment("TMPDIR") ?? "/tmp") + "/trelay-peers-" + Self.newID()
        try DurableFile.createDirectory(folder)
        // Several partitions: a peer that hashes keys otherwise would publish beside the namespace's place.
        cluster = try EmbeddedCluster(
            topics: [(topics.changes, 5), (topics.acks, 1), (topics.workers, 1), (topics.snapshots, 1)])
        process = try ChildProcess.spawn(
            Self.program,
            [
                "worker", "--role", Self.role, "--id", Self.worker, "--bootstrap", cluster.bootstrap,
                "--state-dir", folder + "/state",
            ] + options, standardOutput: .null, standardError: .file(folder + "/worker.log"))
    }

    func close() {
        process.signal(SystemSignal.terminate)
        if process.wait(timeout: Self.patience) == nil {
            process.signal(SystemSignal.kill)
            _ = process.wait(timeout: Self.patience)
        }
        cluster.close()
        DurableFile.removeTree(folder)
    }

    static func newID() -> String {
        UUIDv7.string(milliseconds: SystemClock.wallMilliseconds(), random: SystemRandom.bytes(10))
    }

    /// Reads the acks with `peer`, again and again, until there is one about that event.
    func ack(of event: String, readBy peer: Peer) throws -> ReadRecord {
        let deadline = Deadline(after: Self.patience)
        while !deadline.hasPassed {
            let found = try peer.read(topics.acks, on: self).last { record in
                record.body["source"]?["eventID"]?.stringValue == event
            }
            if let found { return found }
        }
        let log = (try? DurableFile.read(folder + "/worker.log", maximumBytes: 1 << 20)) ?? []
        Issue.record("no ack of event \(event) in time; the worker says: \(String(decoding: log, as: UTF8.self))")
        throw MissingAck()
    }

    /// What `trelay` prints for `arguments`, as JSON.
    func ask(_ arguments: [String]) throws -> JSONValue {
        let process = try ChildProcess.spawn(
            Self.program, arguments + ["--bootstrap", bootstrap, "--output", "json"], standardOutput: .pipe)
        let output = try process.readOutput(maximumBytes: 8 << 20)
        try #require(process.wait(timeout: Self.patience) == .exited(0))
        return try JSONParser.parse(output)
    }
}

struct MissingAck: Error {}
