import TrelayKafka
import TrelayLog
import TrelaySystem

/// Where the records go: an embedded cluster of this process, or a Kafka that is there.
final class BenchmarkBroker {
    let bootstrap: String
    let isEmbedded: Bool
    private let cluster: EmbeddedCluster?
    private let admin: KafkaAdmin?
    private var created: [String] = []
    private static let patience = Duration.seconds(30)

    init(bootstrap: String?) throws {
        if let bootstrap {
            self.bootstrap = bootstrap
            cluster = nil
            admin = try KafkaAdmin(settings: KafkaSettings(bootstrap: bootstrap))
        } else {
            let embedded = try EmbeddedCluster()
            self.bootstrap = embedded.bootstrap
            cluster = embedded
            admin = nil
        }
        isEmbedded = cluster != nil
    }

    var settings: KafkaSettings { KafkaSettings(bootstrap: bootstrap, clientIdentifier: "trelay-bench") }

    var description: String {
        isEmbedded ? "embedded (librdkafka's mock cluster, in this process)" : "Kafka at \(bootstrap)"
    }

    func openLog() -> KafkaEventLog { KafkaEventLog(settings: settings) }

    /// A prefix that no run had before.
    static func uniquePrefix() -> String {
        "bench-\(SystemClock.wallMilliseconds())-\(HostInformation.processIdentifier)."
    }

    func createTopic(_ name: String) throws {
        if let cluster { return try cluster.createTopic(name, partitions: 1) }
        try admin?.createTopic(
            name, partitions: 1, settings: ["message.timestamp.type": "LogAppendTime"], timeout: Self.patience)
        created.append(name)
    }

    /// Takes the topics of this run away again, and ends what was started.
    func close() {
        for name in created {
            do throws(KafkaError) {
                try admin?.deleteTopic(name, timeout: Self.patience)
            } catch {
                StandardStreams.writeError("trelay-bench: topic \(name) is left behind: \(error.message)\n")
            }
        }
        admin?.close()
        cluster?.close()
    }
}
