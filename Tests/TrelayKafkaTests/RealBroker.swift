import TrelayCore
import TrelayKafka
import TrelaySystem

/// A real Apache Kafka, if the environment names one. Tests that need it are skipped otherwise.
enum RealBroker {
    /// `KAFKA_BOOTSTRAP`: a listener whose user may do everything.
    static let bootstrap = HostInformation.environment("KAFKA_BOOTSTRAP") ?? ""
    static var isThere: Bool { !bootstrap.isEmpty }
    static var settings: KafkaSettings { KafkaSettings(bootstrap: bootstrap) }

    /// `KAFKA_LOCAL`: a script that runs Kafka's own tools (`tool acls …`) against the cluster in `KAFKA_LOCAL_DIR`.
    static let script = HostInformation.environment("KAFKA_LOCAL") ?? ""
    static let folder = HostInformation.environment("KAFKA_LOCAL_DIR") ?? ""
    static var hasTools: Bool { isThere && !script.isEmpty && !folder.isEmpty }
    /// The cluster has listeners with logins, and access rules.
    static var isSecure: Bool { hasTools && DurableFile.exists("\(folder)/client-stranger.plain.properties") }

    /// A name that no other test and no other run has.
    static func freshName(_ prefix: String) -> String {
        let random = SystemRandom.bytes(10)
        return "\(prefix)-\(UUIDv7.string(milliseconds: SystemClock.wallMilliseconds(), random: random))"
    }

    static func withTopic(
        _ partitions: Int32 = 1, settings topicSettings: [String: String] = [:],
        _ body: (String, KafkaAdmin) throws -> Void
    ) throws {
        let admin = try KafkaAdmin(settings: settings)
        defer { admin.close() }
        let topic = freshName("trelay-test")
        try admin.createTopic(topic, partitions: partitions, settings: topicSettings, timeout: patience)
        defer { try? admin.deleteTopic(topic, timeout: patience) }
        try body(topic, admin)
    }

    /// The settings of a user of the secure listeners.
    static func user(_ name: String, _ login: String = "plain") throws -> KafkaSettings {
        let path = "\(folder)/client-\(name).\(login).properties"
        let text = String(decoding: try DurableFile.read(path, maximumBytes: 65_536), as: UTF8.self)
        return KafkaSettings(bootstrap: "", properties: try KafkaSettings.parseProperties(text, path: path))
    }

    /// Runs one of Kafka's tools.
    static func tool(_ arguments: String...) throws -> Bool {
        let process = try ChildProcess.spawn(
            script, ["tool"] + arguments, environment: nil, standardOutput: .null, standardError: .null)
        return process.wait(timeout: .seconds(60)) == .exited(0)
    }
}
