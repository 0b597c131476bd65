import Synchronization
import TrelayCore
import TrelayKafka
import TrelaySystem

/// What the demo needs around it: a broker with topics, a folder, and worker processes. Closed from any thread.
final class DemoStage: Sendable {
    static let namespace = "demo"
    static let roles = ["gateway", "model", "audit"]
    private static let patience: Duration = .seconds(10)

    private struct Open {
        var broker: EmbeddedCluster?
        var workers: [ChildProcess] = []
        var isClosed = false
    }

    let settings: KafkaSettings
    let topics: TopicNames
    let folder: String
    let isEmbedded: Bool
    private let open = Mutex(Open())

    init(session: Session) throws {
        let identifier = EventIdentifier.new()
        folder = (HostInformation.environment("TMPDIR") ?? "/tmp") + "/trelay-demo-" + identifier
        try DurableFile.createDirectory(folder)
        if let given = try? session.kafkaSettings() {
            isEmbedded = false
            settings = given
            topics = TopicNames(prefix: "trelay-demo-\(identifier.suffix(8)).")
            try Self.createTopics(given, topics, try session.timeout)
        } else {
            isEmbedded = true
            topics = TopicNames()
            let broker = try EmbeddedCluster(
                brokers: 1, topics: TopicDeclaration.all(topics).map { ($0.name, $0.partitions) })
            settings = KafkaSettings.forEmbedded(broker.bootstrap)
            open.withLock { $0.broker = broker }
        }
    }

    private static func createTopics(_ settings: KafkaSettings, _ topics: TopicNames, _ timeout: Duration) throws {
        let admin = try KafkaAdmin(settings: settings)
        defer { admin.close() }
        for declaration in TopicDeclaration.all(topics) {
            try admin.createTopic(
                declaration.name, partitions: declaration.partitions, settings: declaration.configuration, timeout: timeout)
        }
    }

    /// The options that lead any command to this stage.
    var arguments: [String] {
        let properties = settings.properties.sorted { $0.key < $1.key }.flatMap { ["-X", "\($0.key)=\($0.value)"] }
        return ["--bootstrap", settings.bootstrap, "--topic-prefix", topics.prefix] + properties
    }

    /// Starts one worker of each role, as processes of their own; what they say goes into files.
    func startWorkers() throws {
        for role in Self.roles {
            let worker = try ChildProcess.spawn(
                HostInformation.executablePath,
                ["worker", "--role", role, "--id", "\(role)-1", "--namespace", Self.namespace, "--state-dir",
                 "\(folder)/\(role)"] + arguments,
                standardOutput: .null, standardError: .file(logFile(role)))
            open.withLock { $0.workers.append(worker) }
        }
    }

    func logFile(_ role: String) -> String { "\(folder)/\(role).log" }

    var auditDatabase: String { "\(folder)/audit/audit.sqlite" }

    /// Stops the workers in order, then the broker, and removes the folder.
    func close() {
        let (workers, broker) = open.withLock { open in
            defer { open = Open(isClosed: true) }
            return (open.workers, open.broker)
        }
        for worker in workers { worker.signal(SystemSignal.terminate) }
        for worker in workers where worker.wait(timeout: Self.patience) == nil {
            worker.signal(SystemSignal.kill)
            _ = worker.wait(timeout: Self.patience)
        }
        broker?.close()
        DurableFile.removeTree(folder)
    }
}
