import Synchronization
import TrelayCore
import TrelayKafka
import TrelaySystem

/// What the demo needs around it: a broker with topics, a folder, and worker processes. Closed from any thread.
final class DemoStage: Sendable {
    static let roles = ["gateway", "model", "audit"]
    private static let patience: Duration = .seconds(10)

    private struct Open {
        var broker: EmbeddedCluster?
        var workers: [ChildProcess] = []
        /// Topics that were made for this play on somebody's Kafka.
        var madeTopics: [String] = []
        var isClosed = false
    }

    let settings: KafkaSettings
    let topics: TopicNames
    let namespace: String
    let folder: String
    let isEmbedded: Bool
    private let open = Mutex(Open())

    init(session: Session) throws {
        let identifier = EventIdentifier.new()
        folder = (HostInformation.environment("TMPDIR") ?? "/tmp") + "/trelay-demo-" + identifier
        guard let given = try session.givenKafkaSettings() else {
            isEmbedded = true
            namespace = "demo"
            topics = TopicNames()
            let broker = try EmbeddedCluster(
                brokers: 1, topics: TopicDeclaration.all(topics).map { ($0.name, $0.partitions) })
            settings = KafkaSettings.forEmbedded(broker.bootstrap)
            open.withLock { $0.broker = broker }
            try DurableFile.createDirectory(folder)
            return
        }
        isEmbedded = false
        settings = given
        let ownTopics = TopicNames(prefix: "trelay-demo-\(identifier.suffix(8)).")
        let made = try Self.createTopics(given, ownTopics, try session.timeout)
        // An embedded cluster of another process has no administration: its topics are shared, the namespace is not.
        topics = made.isEmpty ? try session.topics : ownTopics
        namespace = made.isEmpty ? "demo-\(identifier.suffix(8))" : "demo"
        open.withLock { $0.madeTopics = made }
        try DurableFile.createDirectory(folder)
    }

    /// - Returns: the topics that were made; none at an embedded cluster.
    private static func createTopics(
        _ settings: KafkaSettings, _ topics: TopicNames, _ timeout: Duration
    ) throws -> [String] {
        let admin = try KafkaAdmin(settings: settings)
        defer { admin.close() }
        var made: [String] = []
        do throws(KafkaError) {
            for declaration in TopicDeclaration.all(topics) {
                try admin.createTopic(
                    declaration.name, partitions: declaration.partitions, settings: declaration.configuration,
                    timeout: timeout)
                made.append(declaration.name)
            }
        } catch {
            guard error.code == .unsupportedFeature else {
                for topic in made { try? admin.deleteTopic(topic, timeout: patience) }
                throw error
            }
        }
        return made
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
                [
                    "worker", "--role", role, "--id", "\(role)-1", "--namespace", namespace, "--state-dir",
                    "\(folder)/\(role)",
                ] + arguments,
                standardOutput: .null, standardError: .file(logFile(role)))
            open.withLock { $0.workers.append(worker) }
        }
    }

    func logFile(_ role: String) -> String { "\(folder)/\(role).log" }

    var auditDatabase: String { "\(folder)/audit/audit.sqlite" }

    /// Stops the workers in order, then the broker, and removes the folder and the topics that were made.
    func close() {
        let (workers, broker, madeTopics) = open.withLock { open in
            defer { open = Open(isClosed: true) }
            return (open.workers, open.broker, open.madeTopics)
        }
        for worker in workers { worker.signal(SystemSignal.terminate) }
        for worker in workers where worker.wait(timeout: Self.patience) == nil {
            worker.signal(SystemSignal.kill)
            _ = worker.wait(timeout: Self.patience)
        }
        broker?.close()
        DurableFile.removeTree(folder)
        guard !madeTopics.isEmpty, let admin = try? KafkaAdmin(settings: settings) else { return }
        defer { admin.close() }
        for topic in madeTopics { try? admin.deleteTopic(topic, timeout: Self.patience) }
    }
}
