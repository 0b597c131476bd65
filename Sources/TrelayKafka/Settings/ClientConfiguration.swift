import CRdKafka

/// What a client is for.
enum ClientRole: Sendable {
    case producer(KafkaProducerOptions)
    case consumer
    /// Asks for metadata, offsets and administrates. A producer without records: a consumer would look for a group
    /// coordinator, which needs rights of its own and makes a fresh cluster create its offsets topic.
    case administrator

    var isConsumer: Bool { if case .consumer = self { true } else { false } }
}

/// Owns an `rd_kafka_conf_t` until a client takes it over or it is discarded.
struct ClientConfiguration: ~Copyable {
    /// SAFETY of the pointer: this value is its only owner; `take` and `discard` end that.
    private var pointer: OpaquePointer?

    /// - Throws: an error that names the property at fault.
    init(settings: KafkaSettings, role: ClientRole) throws(KafkaError) {
        pointer = rd_kafka_conf_new()
        do {
            for (name, value) in Self.defaults(settings, role) { try set(name, value, isOurs: true) }
            for (name, value) in settings.properties.sorted(by: { $0.key < $1.key }) { try apply(name, value) }
            for property in FixedProperty.all { try set(property.name, property.value, isOurs: true) }
            // Idempotence asks the cluster for a producer id at once, which needs a right that asking does not.
            if case .administrator = role { try set("enable.idempotence", "false", isOurs: true) }
            try set("bootstrap.servers", settings.bootstrap, isOurs: false)
        } catch {
            discard()
            throw error
        }
    }

    /// Hands the pointer over: to `rd_kafka_new`, which owns it if it succeeds.
    mutating func take() -> OpaquePointer? {
        defer { pointer = nil }
        return pointer
    }

    mutating func discard() {
        if let pointer { rd_kafka_conf_destroy(pointer) }
        pointer = nil
    }

    /// Each default has its reason; all of them may be overridden by a property.
    private static func defaults(_ settings: KafkaSettings, _ role: ClientRole) -> [(String, String)] {
        var defaults = [
            ("client.id", settings.clientIdentifier),
            ("client.software.name", "trelay"),
            // A broker that comes back is found within a second (the default's ten are an outage of their own).
            ("reconnect.backoff.ms", "50"), ("reconnect.backoff.max.ms", "1000"),
            // A broker that hangs (its machine is gone, its process stopped) is noticed by this alone.
            ("socket.timeout.ms", "10000"), ("socket.connection.setup.timeout.ms", "10000"),
            // A topic that does not exist is reported soon, and one that was just created is still waited for.
            ("topic.metadata.propagation.max.ms", "5000"),
            ("topic.metadata.refresh.fast.interval.ms", "100"),
            // Nagle's algorithm would add latency to small requests.
            ("socket.nagle.disable", "true"),
        ]
        switch role {
        case .producer(let options):
            defaults += [
                ("linger.ms", options.linger.wholeMilliseconds.description),
                ("delivery.timeout.ms", max(1, options.deliveryTimeout.wholeMilliseconds).description),
                ("compression.type", "lz4"),
                ("queue.buffering.max.messages", max(1, options.maximumOutstanding).description),
                // Bytes are bounded too, not only records.
                ("queue.buffering.max.kbytes", "131072"),
            ]
            // A real broker refuses a gap in a producer's sequence, so the library takes the acknowledgement of a batch
            // for one of those before it. The embedded cluster does not look: a batch that failed would be lost.
            if EmbeddedDetection.isKnown(settings.bootstrap) { defaults.append(("max.in.flight", "1")) }
        case .consumer:
            defaults += [
                // Required even for manual assignment; nothing ever joins it.
                ("group.id", "trelay-readers"),
                ("isolation.level", "read_committed"), ("check.crcs", "true"),
                // Below this a full queue stalls the fetcher for a second.
                ("queued.min.messages", "100000"), ("queued.max.messages.kbytes", "32768"),
                ("fetch.wait.max.ms", fetchWait(settings)), ("fetch.error.backoff.ms", "100"),
            ]
        case .administrator: break
        }
        return defaults
    }

    /// A real broker answers a waiting fetch as soon as there is a record; the embedded one only after this time.
    private static func fetchWait(_ settings: KafkaSettings) -> String {
        EmbeddedDetection.isKnown(settings.bootstrap) ? EmbeddedDetection.fetchWait : "500"
    }

    private func apply(_ name: String, _ value: String) throws(KafkaError) {
        if let fixed = FixedProperty.named(name) {
            guard fixed.value.utf8.elementsEqual(value.utf8) else {
                throw KafkaError(
                    code: .invalidArgument,
                    message: "Kafka property '\(name)' is fixed at '\(fixed.value)': \(fixed.reason)")
            }
            return
        }
        guard name != "bootstrap.servers" else { return }
        try set(name, value, isOurs: false)
    }

    private func set(_ name: String, _ value: String, isOurs: Bool) throws(KafkaError) {
        var reason = ReasonBuffer()
        switch trelay_kafka_configure(pointer, name, value, &reason.bytes, reason.count) {
        case RD_KAFKA_CONF_OK: return
        case RD_KAFKA_CONF_UNKNOWN:
            // A default of ours that this version of the library does not know yet is no loss.
            guard !isOurs else { return }
            throw KafkaError(
                code: .invalidArgument,
                message: "unknown Kafka property '\(name)'\(PropertyAdvice.about(name))")
        default:
            // The library knows some of the Java client's properties, in order to refuse them.
            let problem = PropertyAdvice.aboutJava(name) ?? reason.text
            throw KafkaError(code: .invalidArgument, message: "Kafka property '\(name)': \(problem)")
        }
    }
}
