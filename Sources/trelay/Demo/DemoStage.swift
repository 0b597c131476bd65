import Synchronization
import TrelayCore
import TrelayGateway
import TrelayKafka
import TrelayStandIn
import TrelaySystem

/// What the demo needs around it: a broker with topics, a folder, and worker processes. Closed from any thread.
final class DemoStage: Sendable {
    static let roles = ["gateway", "model", "audit"]
    private static let patience: Duration = .seconds(10)

    private struct Open {
        var broker: EmbeddedCluster?
        var workers: [ChildProcess] = []
        var traffic: DemoTraffic?
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
    /// Held while closing: who closes second returns when everything is gone.
    private let closing = Mutex(())

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
            try makeFolder()
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
        try makeFolder()
    }

    /// Settings may be secret (`sasl.password`): they go into a file that only its owner reads, not into the command
    /// lines of workers, which everybody on the machine sees.
    private func makeFolder() throws {
        try DurableFile.createDirectory(folder)
        try DurableFile.replace(
            propertiesFile, with: Array(KafkaSettings.formatProperties(settings.properties).utf8), synchronize: false)
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
        ["--bootstrap", settings.bootstrap, "--topic-prefix", topics.prefix, "--config", propertiesFile]
    }

    /// Starts one worker of each role, as processes of their own; what they say goes into files.
    func startWorkers() throws {
        for role in Self.roles {
            // Under the lock: `close` sees every worker that runs, and none starts after it.
            try open.withLock { open in
                guard !open.isClosed else { throw CommandError("interrupted") }
                open.workers.append(try spawnWorker(role))
            }
        }
    }

    /// Makes a copy of the story in which a stand-in on this machine plays the providers, and lets callers ask the
    /// gateway from now on: when there is something to ask for, the story's first change.
    func playProviders(of story: Story) throws -> (story: Story, upstream: StandInUpstream) {
        let upstream = try StandInUpstream(StandInConfiguration(name: "stand-in"))
        let copy = folder + "/story"
        try DurableFile.createDirectory(copy)
        for file in Story.files {
            let bytes = try DurableFile.read(story.folder + "/" + file, maximumBytes: 1 << 20)
            var text = String(decoding: bytes, as: UTF8.self)
            text = Self.replacing("https://api.openai.com", with: upstream.address, in: text)
            text = Self.replacing("https://api.anthropic.com", with: upstream.address, in: text)
            try DurableFile.replace(copy + "/" + file, with: Array(text.utf8), synchronize: false)
        }
        return (try Story(folder: copy), upstream)
    }

    private static func replacing(_ old: String, with new: String, in text: String) -> String {
        var pieces: [Substring] = []
        var rest = text[...]
        while let range = rest.firstRange(of: old) {
            pieces += [rest[..<range.lowerBound], new[...]]
            rest = rest[range.upperBound...]
        }
        return (pieces + [rest]).joined()
    }

    /// Lets callers ask the gateway until the traffic is finished or the stage is closed.
    func startTraffic(_ upstream: StandInUpstream) throws -> DemoTraffic {
        let bytes = try DurableFile.read("\(folder)/gateway/serving.address", maximumBytes: 1_000)
        let traffic = try DemoTraffic(upstream: upstream, gateway: String(decoding: bytes.dropLast(), as: UTF8.self))
        open.withLock { $0.traffic = traffic }
        return traffic
    }

    private func spawnWorker(_ role: String) throws -> ChildProcess {
        try ChildProcess.spawn(
            HostInformation.executablePath,
            [
                "worker", "--role", role, "--id", "\(role)-1", "--namespace", namespace, "--state-dir",
                "\(folder)/\(role)",
            ] + (role == GatewayRole.name ? ["--serve", "127.0.0.1:0"] : []) + arguments,
            standardOutput: .null, standardError: .file(logFile(role)))
    }

    private var propertiesFile: String { "\(folder)/kafka.properties" }

    /// True once `close` has begun: while a play runs, only an interruption does that.
    var isClosed: Bool { open.withLock { $0.isClosed } }

    func logFile(_ role: String) -> String { "\(folder)/\(role).log" }

    var auditDatabase: String { "\(folder)/audit/audit.sqlite" }

    /// Stops the workers in order, then the broker, and removes the folder and the topics that were made.
    func close() {
        closing.withLock { _ in closeOnce() }
    }

    private func closeOnce() {
        let (workers, broker, madeTopics, traffic) = open.withLock { open in
            defer { open = Open(isClosed: true) }
            return (open.workers, open.broker, open.madeTopics, open.traffic)
        }
        traffic?.stop()
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
