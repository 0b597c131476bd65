import Synchronization
import TrelayKafka
import TrelayLog
import TrelaySystem

/// The brokers that the suite shares: starting them for every test would take longer than the tests.
enum SharedCluster {
    private struct State {
        var embedded: EmbeddedCluster?
        var admin: KafkaAdmin?
        /// Topics on somebody's real cluster, to be removed at the end.
        var realTopics: [String] = []
    }

    private static let state = Mutex(State())
    private static let timeout = Duration.seconds(30)

    /// The settings of the real cluster, if there is one to test on: those of the properties file that KAFKA_CONFIG
    /// names (a login, a client certificate), else a plain connection to KAFKA_BOOTSTRAP.
    static let realSettings: KafkaSettings? = {
        if let path = HostInformation.environment("KAFKA_CONFIG"), !path.isEmpty { return properties(of: path) }
        guard let bootstrap = HostInformation.environment("KAFKA_BOOTSTRAP"), !bootstrap.isEmpty else { return nil }
        return KafkaSettings(bootstrap: bootstrap)
    }()

    private static func properties(of path: String) -> KafkaSettings {
        do {
            var file = try RegularFile(path)
            let text = String(decoding: try file.nextChunk(), as: UTF8.self)
            return KafkaSettings(bootstrap: "", properties: try KafkaSettings.parseProperties(text, path: path))
        } catch {
            // Without it the suite would pass on the other logs alone.
            preconditionFailure("KAFKA_CONFIG: \(error)")
        }
    }

    static func embedded() throws -> EmbeddedCluster {
        try state.withLock { state in
            if let cluster = state.embedded { return cluster }
            let cluster = try EmbeddedCluster()
            state.embedded = cluster
            return cluster
        }
    }

    static func createRealTopic(_ name: String, partitions: Int32, on settings: KafkaSettings) throws {
        try state.withLock { state in
            let admin = try state.admin ?? KafkaAdmin(settings: settings)
            state.admin = admin
            try admin.createTopic(
                name, partitions: partitions, settings: ["message.timestamp.type": "LogAppendTime"], timeout: timeout)
            state.realTopics.append(name)
        }
    }

    /// Ends what was started and removes what was made.
    static func close() {
        let (embedded, admin, topics) = state.withLock { state in
            defer { state = State() }
            return (state.embedded, state.admin, state.realTopics)
        }
        embedded?.close()
        for topic in topics {
            do throws(KafkaError) {
                try admin?.deleteTopic(topic, timeout: timeout)
            } catch {
                StandardStreams.writeError("could not delete topic '\(topic)': \(error)\n")
            }
        }
        admin?.close()
    }
}

extension LogProvider {
    static let embedded = LogProvider(
        name: "embedded", testDescription: "embedded",
        makeLog: { KafkaEventLog(settings: KafkaSettings(bootstrap: try SharedCluster.embedded().bootstrap)) },
        makeTopic: { _, topic, partitions in
            try SharedCluster.embedded().createTopic(topic, partitions: partitions)
        },
        makeUnreachable: unreachableKafka)

    /// One provider if there is a real cluster, none otherwise.
    static let kafka: [LogProvider] =
        if let settings = SharedCluster.realSettings {
            [
                LogProvider(
                    name: "kafka", testDescription: "Kafka at \(settings.bootstrap)",
                    makeLog: { KafkaEventLog(settings: settings) },
                    makeTopic: { _, topic, partitions in
                        try SharedCluster.createRealTopic(topic, partitions: partitions, on: settings)
                    },
                    makeUnreachable: unreachableKafka)
            ]
        } else {
            []
        }

    /// Nobody listens on port 1.
    @Sendable private static func unreachableKafka() -> any EventLog {
        KafkaEventLog(settings: KafkaSettings(bootstrap: "127.0.0.1:1"))
    }
}
