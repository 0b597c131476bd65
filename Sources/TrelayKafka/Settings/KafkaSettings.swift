/// How to reach a Kafka cluster: the bootstrap servers and any librdkafka property.
///
/// The properties are librdkafka's (`security.protocol`, `sasl.username`, `ssl.ca.location`, `socket.timeout.ms`…; see
/// its `CONFIGURATION.md`). Trelay gives some of them its own default, which a property overrides; a few are fixed,
/// because the promises of the log rest on them (see ``FixedProperty``), and setting those otherwise is an error.
public struct KafkaSettings: Sendable, Hashable {
    /// `host:port`, comma-separated.
    public var bootstrap: String
    /// Property name to value. `bootstrap.servers` in here counts only while ``bootstrap`` is empty.
    public var properties: [String: String]
    /// What brokers see as `client.id`, unless the property of that name is set.
    public var clientIdentifier: String

    public init(bootstrap: String, properties: [String: String] = [:], clientIdentifier: String = "trelay") {
        self.bootstrap = bootstrap.isEmpty ? properties["bootstrap.servers"] ?? "" : bootstrap
        self.properties = properties
        self.clientIdentifier = clientIdentifier
    }

    /// Settings for the embedded cluster, which answers a waiting fetch only after the whole `fetch.wait.max.ms`.
    ///
    /// Not needed for correctness: a consumer finds out by itself whom it talks to (see ``EmbeddedCluster``).
    public static func forEmbedded(_ bootstrap: String) -> KafkaSettings {
        KafkaSettings(bootstrap: bootstrap, properties: ["fetch.wait.max.ms": EmbeddedDetection.fetchWait])
    }

    /// Checks every property without connecting.
    /// - Throws: an error that names the first property that is unknown, has a wrong value or is fixed.
    public func validate() throws(KafkaError) {
        guard !bootstrap.isEmpty else {
            throw KafkaError(
                code: .invalidArgument, message: "no bootstrap servers: give host:port of at least one Kafka broker")
        }
        for role in [ClientRole.producer(KafkaProducerOptions()), .consumer] {
            var configuration = try ClientConfiguration(settings: self, role: role)
            configuration.discard()
        }
    }

    /// Whom the brokers see, in words, for error messages: the SASL user, the client certificate, or nobody.
    public var principal: String {
        if isSASL, let user = properties["sasl.username"] ?? properties["sasl.user.name"] {
            return "principal '\(user)'"
        }
        if let path = properties["ssl.certificate.location"] ?? properties["ssl.keystore.location"] {
            return "the principal of certificate '\(path)'"
        }
        return "the anonymous principal"
    }

    var securityProtocol: String { (properties["security.protocol"] ?? "plaintext").lowercased() }
    var isSASL: Bool { securityProtocol.hasPrefix("sasl") }
    var mechanism: String { (properties["sasl.mechanism"] ?? properties["sasl.mechanisms"] ?? "GSSAPI").uppercased() }
}

/// A property that the promises of the log rest on.
struct FixedProperty: Sendable {
    var name: String
    var value: String
    /// Completes "…: ".
    var reason: String

    static let all: [FixedProperty] = [
        .init(name: "enable.idempotence", value: "true", reason: "without it a retry may double or reorder records"),
        .init(name: "enable.auto.commit", value: "false", reason: "positions are kept by the reader, not by Kafka"),
        .init(
            name: "enable.auto.offset.store", value: "false", reason: "positions are kept by the reader, not by Kafka"),
        .init(name: "enable.partition.eof", value: "true", reason: "catching up is recognised by it"),
        .init(name: "auto.offset.reset", value: "error", reason: "otherwise lost records would be skipped silently"),
        .init(name: "log.queue", value: "false", reason: "log lines go to Trelay's own log"),
        .init(name: "allow.auto.create.topics", value: "false", reason: "topics are created by 'trelay topics apply'"),
    ]

    static func named(_ name: String) -> FixedProperty? { all.first { $0.name.utf8.elementsEqual(name.utf8) } }
}
