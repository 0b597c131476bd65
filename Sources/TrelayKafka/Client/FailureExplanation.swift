import CRdKafka

/// What was being done when Kafka refused: the words for it and the right that it needs.
enum Operation: String, Sendable {
    case describe, read, write, create, alter, delete

    /// The operation of an access rule (ACL), in Kafka's words.
    var right: String { rawValue.uppercased() }
}

/// Turns a code of the library into one line that says who, where, what and what to do.
struct FailureExplanation: Sendable {
    var settings: KafkaSettings
    var operation: Operation
    var topic: String?

    private var place: String { topic.map { "topic '\($0)'" } ?? "the cluster" }
    private var doing: String { "\(operation.rawValue) \(place)" }

    /// The error for a code that a broker or the library gave.
    func error(_ code: KafkaError.Code, text: String? = nil, isInDoubt: Bool = false) -> KafkaError {
        KafkaError(code: code, message: message(code, text: text), isInDoubt: isInDoubt)
    }

    /// The error for an operation that got no answer, with the reason that the client has seen, if any.
    func unanswered(_ code: KafkaError.Code, within timeout: Duration?, _ health: ClientDiagnostics.Snapshot)
        -> KafkaError
    {
        // A cluster that let this client in before may be in the middle of a restart.
        if let refused = health.refusedLogin, !health.hasConnected { return error(refused.code, text: refused.text) }
        let time = timeout.map { " within \($0.wholeMilliseconds) ms" } ?? ""
        let reason = health.problem.map { " (last: \($0.text))" } ?? ""
        if health.hasConnected, health.problem == nil {
            return KafkaError(
                code: code.isTimeout ? code : .timedOut,
                message: "cannot \(doing): \(settings.bootstrap) did not answer\(time); try again, or allow more time")
        }
        return KafkaError(
            code: health.problem?.code.isConnectionLoss == true
                ? .transport : code.isConnectionLoss ? code : .transport,
            message: "cannot \(doing): no broker of \(settings.bootstrap) can be reached\(time)\(reason); "
                + "check the bootstrap servers and that Kafka runs")
    }

    private func message(_ code: KafkaError.Code, text: String?) -> String {
        if code.isMissingRight { return missingRight(code) }
        if code == .tls { return tls(text) }
        if code.isRefusedLogin { return refusedLogin(text ?? code.explanation) }
        if code.isUnknownTopic {
            return "\(place) does not exist\(text.map { ": \($0)" } ?? ""); create it with 'trelay topics apply'"
        }
        if code == .messageTooLarge || code == .recordListTooLarge {
            return "the record is too large for \(place): Kafka's limits are message.max.bytes here and "
                + "max.message.bytes of the topic"
        }
        if code == .queueFull {
            return "too many records for \(place) are without an outcome: wait for some before appending more"
        }
        return "cannot \(doing): \(text ?? code.explanation)"
    }

    private func missingRight(_ code: KafkaError.Code) -> String {
        if code == .clusterAuthorizationFailed, operation == .write {
            return "\(settings.principal) may not write to any topic of \(settings.bootstrap): grant it WRITE and "
                + "DESCRIBE on \(place) (brokers before 3.0: IDEMPOTENT_WRITE on the cluster too)"
        }
        let resource = code == .clusterAuthorizationFailed ? "the cluster" : place
        return "\(settings.principal) may not \(operation.rawValue) \(resource): grant it the right "
            + "\(operation.right) on \(resource), or log in as another principal"
    }

    private func tls(_ text: String?) -> String {
        "no secure connection to \(settings.bootstrap): \(text ?? "TLS failed"); check ssl.ca.location, "
            + "ssl.certificate.location, ssl.key.location and that security.protocol fits the port"
    }

    private func refusedLogin(_ text: String) -> String {
        let refused = "the login of \(settings.principal) was refused: \(text)"
        if settings.mechanism.hasPrefix("SCRAM"), LibraryVersion.current < LibraryVersion.correctSCRAM {
            return refused + "; librdkafka \(LibraryVersion.current) repeats its SCRAM nonce, which Kafka 4 refuses as "
                + "wrong credentials: use a client certificate, SASL PLAIN over TLS, or librdkafka 2.6.1 or newer"
        }
        return refused + "; check sasl.username, sasl.password and sasl.mechanism"
    }
}

/// The version of the librdkafka that runs, not of the one that this was built with.
struct LibraryVersion: Comparable, CustomStringConvertible, Sendable {
    var major: Int32
    var minor: Int32
    var patch: Int32

    /// Since then the client's final SCRAM message does not repeat the nonce (librdkafka pull request 4895).
    static let correctSCRAM = LibraryVersion(major: 2, minor: 6, patch: 1)

    /// `rd_kafka_version` is 0xMMmmrrxx.
    static let current: LibraryVersion = {
        let number = rd_kafka_version()
        return LibraryVersion(major: number >> 24 & 0xff, minor: number >> 16 & 0xff, patch: number >> 8 & 0xff)
    }()

    static func < (left: LibraryVersion, right: LibraryVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    var description: String { "\(major).\(minor).\(patch)" }
}
