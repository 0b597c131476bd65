import CRdKafka

/// What went wrong with Kafka: librdkafka's code with one line that says what, where and what to do.
public struct KafkaError: Error, Hashable, Sendable, CustomStringConvertible {
    public var code: Code
    /// One line: what happened, to whom, where, and what to do about it.
    public var message: String
    /// Nobody knows whether the log has the record: it was on its way when this happened.
    public var isInDoubt: Bool
    /// The client is beyond repair. A producer builds itself a new one.
    public var isFatal: Bool
    /// The numbers, when a position lies outside of what the partition holds.
    public var truncation: KafkaTruncation?

    public init(
        code: Code, message: String, isInDoubt: Bool = false, isFatal: Bool = false,
        truncation: KafkaTruncation? = nil
    ) {
        self.code = code
        self.message = message
        self.isInDoubt = isInDoubt
        self.isFatal = isFatal
        self.truncation = truncation
    }

    /// librdkafka's name of the code: `_TIMED_OUT`, `TOPIC_AUTHORIZATION_FAILED`…
    public var name: String { code.name }

    /// Whether the same call may succeed later without anybody's help, and repeating it does no harm.
    public var isRetriable: Bool { !isInDoubt && !isFatal && code.isTransient }

    public var description: String { "\(name): \(message)" }
}

/// A position that the log does not hold (any more).
public struct KafkaTruncation: Hashable, Sendable {
    public var topic: String
    public var partition: Int32
    /// The offset that was to be read next.
    public var requested: Int64
    /// The first offset that the partition holds.
    public var low: Int64
    /// The offset that the partition's next record will get.
    public var high: Int64

    public init(topic: String, partition: Int32, requested: Int64, low: Int64, high: Int64) {
        self.topic = topic
        self.partition = partition
        self.requested = requested
        self.low = low
        self.high = high
    }
}

extension KafkaError {
    /// librdkafka's error code: negative ones are its own, positive ones come from the broker (Kafka protocol,
    /// "Error Codes").
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }

        init(_ code: rd_kafka_resp_err_t) { rawValue = code.rawValue }

        var library: rd_kafka_resp_err_t { rd_kafka_resp_err_t(rawValue: rawValue) }

        /// `_TIMED_OUT`, `TOPIC_AUTHORIZATION_FAILED`…
        public var name: String { rd_kafka_err2name(library).map { String(cString: $0) } ?? "ERR_\(rawValue)" }

        /// What librdkafka says about the code.
        public var explanation: String { rd_kafka_err2str(library).map { String(cString: $0) } ?? name }

        public static let noError = Code(RD_KAFKA_RESP_ERR_NO_ERROR)
        /// The client was closed.
        public static let closed = Code(RD_KAFKA_RESP_ERR__DESTROY)
        public static let transport = Code(RD_KAFKA_RESP_ERR__TRANSPORT)
        public static let allBrokersDown = Code(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
        public static let resolve = Code(RD_KAFKA_RESP_ERR__RESOLVE)
        public static let timedOut = Code(RD_KAFKA_RESP_ERR__TIMED_OUT)
        public static let messageTimedOut = Code(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
        public static let requestTimedOut = Code(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT)
        public static let queueFull = Code(RD_KAFKA_RESP_ERR__QUEUE_FULL)
        public static let purgedInQueue = Code(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
        public static let purgedInFlight = Code(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
        public static let fatal = Code(RD_KAFKA_RESP_ERR__FATAL)
        public static let invalidArgument = Code(RD_KAFKA_RESP_ERR__INVALID_ARG)
        public static let failed = Code(RD_KAFKA_RESP_ERR__FAIL)
        public static let unsupportedFeature = Code(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)
        public static let offsetRefused = Code(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
        public static let offsetOutOfRange = Code(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
        public static let endOfPartition = Code(RD_KAFKA_RESP_ERR__PARTITION_EOF)
        public static let unknownTopicOrPartition = Code(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
        public static let unknownTopicLocally = Code(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
        public static let unknownPartitionLocally = Code(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
        public static let topicAlreadyExists = Code(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        public static let leaderNotAvailable = Code(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
        public static let notLeader = Code(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
        public static let topicAuthorizationFailed = Code(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
        public static let clusterAuthorizationFailed = Code(RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED)
        public static let groupAuthorizationFailed = Code(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
        public static let authentication = Code(RD_KAFKA_RESP_ERR__AUTHENTICATION)
        public static let saslAuthenticationFailed = Code(RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED)
        public static let tls = Code(RD_KAFKA_RESP_ERR__SSL)
        public static let messageTooLarge = Code(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
        public static let recordListTooLarge = Code(RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE)
        public static let badMessage = Code(RD_KAFKA_RESP_ERR__BAD_MSG)
        public static let corruptMessage = Code(RD_KAFKA_RESP_ERR_INVALID_MSG)
        public static let outOfOrderSequence = Code(RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER)
    }
}

extension KafkaError.Code {
    /// The brokers could not be reached.
    public var isConnectionLoss: Bool { [.transport, .allBrokersDown, .resolve].contains(self) }

    /// Nobody answered in time.
    public var isTimeout: Bool { [.timedOut, .messageTimedOut, .requestTimedOut].contains(self) }

    /// The login was refused, or the connection could not be secured.
    public var isRefusedLogin: Bool {
        [
            .authentication, .saslAuthenticationFailed, .tls,
            KafkaError.Code(RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM),
            KafkaError.Code(RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE),
        ].contains(self)
    }

    /// The principal lacks a right.
    public var isMissingRight: Bool {
        [.topicAuthorizationFailed, .clusterAuthorizationFailed, .groupAuthorizationFailed].contains(self)
    }

    /// The topic or the partition does not exist.
    public var isUnknownTopic: Bool {
        [.unknownTopicOrPartition, .unknownTopicLocally, .unknownPartitionLocally].contains(self)
    }

    /// Passes by itself.
    var isTransient: Bool {
        isConnectionLoss || isTimeout
            || [
                .queueFull, .leaderNotAvailable, .notLeader,
                KafkaError.Code(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS),
                KafkaError.Code(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE),
                KafkaError.Code(RD_KAFKA_RESP_ERR_NOT_COORDINATOR),
                KafkaError.Code(RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION),
                KafkaError.Code(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS),
                KafkaError.Code(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND),
                KafkaError.Code(RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE),
                KafkaError.Code(RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR),
                KafkaError.Code(RD_KAFKA_RESP_ERR__WAIT_CACHE),
                KafkaError.Code(RD_KAFKA_RESP_ERR__WAIT_COORD),
                KafkaError.Code(RD_KAFKA_RESP_ERR__IN_PROGRESS),
            ].contains(self)
    }
}

extension KafkaError {
    static func closed(_ what: String) -> KafkaError {
        KafkaError(code: .closed, message: "the \(what) is closed")
    }
}
