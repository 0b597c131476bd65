import CRdKafka
import Synchronization
import TrelaySystem

/// librdkafka's mock cluster: brokers inside of this process, reachable by every process of the machine over loopback.
///
/// For trying things and for tests. It forgets everything when it closes; a partition keeps about 5 MiB (or 100,000
/// batches) and drops the oldest; transactions and lookups by time do not work. It has no administration either: topics
/// are made here.
///
/// It does not check a producer's sequence either: after a broken connection a record may be there twice.
///
/// Its delivery reports tell no timestamp, and a fetch that finds nothing waits out its whole time (see
/// ``EmbeddedDetection``).
public final class EmbeddedCluster: @unchecked Sendable {
    // SAFETY: the pointers never change, and the library's functions for them are thread-safe (each sends an order to the
    // cluster's own thread); `lifetime` sees to it that none is called after destruction.
    private let client: OpaquePointer
    private let cluster: OpaquePointer
    private let lifetime = Mutex(false)

    /// `host:port` of every broker, for clients of any process.
    public let bootstrap: String
    /// The brokers are numbered from 1 to this.
    public let brokerCount: Int32

    public static let maximumBrokers = 16

    /// Starts the brokers on free ports of 127.0.0.1.
    public init(brokers: Int = 1, topics: [(name: String, partitions: Int32)] = []) throws(KafkaError) {
        guard (1...Self.maximumBrokers).contains(brokers) else {
            throw KafkaError(
                code: .invalidArgument, message: "an embedded cluster has 1 to \(Self.maximumBrokers) brokers")
        }
        brokerCount = Int32(brokers)
        client = try Self.makeClient()
        guard let cluster = rd_kafka_mock_cluster_new(client, brokerCount) else {
            rd_kafka_destroy(client)
            throw KafkaError(code: .failed, message: "cannot start the embedded cluster on 127.0.0.1")
        }
        self.cluster = cluster
        bootstrap = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
        EmbeddedDetection.remember(bootstrap)
        // From version 4 on a metadata request says that the topic must not be created by asking for it, which the mock
        // cluster understands but does not offer (its own default would create four partitions at the first mention).
        rd_kafka_mock_set_apiversion(cluster, Request.metadata.rawValue, 0, 4)
        do {
            for topic in topics { try createTopic(topic.name, partitions: topic.partitions) }
        } catch {
            close()
            throw error
        }
    }

    /// The client that the library wants as the cluster's host. It connects to nothing.
    private static func makeClient() throws(KafkaError) -> OpaquePointer {
        let configuration = rd_kafka_conf_new()
        rd_kafka_conf_set_log_cb(configuration) { _, _, _, _ in }
        var reason = ReasonBuffer()
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, &reason.bytes, reason.count) else {
            rd_kafka_conf_destroy(configuration)
            throw KafkaError(code: .failed, message: "cannot start the embedded cluster: \(reason.text)")
        }
        return client
    }

    public func createTopic(_ name: String, partitions: Int32) throws(KafkaError) {
        let replicas = min(3, brokerCount)
        try perform("create topic '\(name)'") { rd_kafka_mock_topic_create(cluster, name, partitions, replicas) }
    }

    /// Ends the brokers; what they kept is gone. A second call does nothing.
    public func close() {
        lifetime.withLock { isClosed in
            guard !isClosed else { return }
            isClosed = true
            rd_kafka_mock_cluster_destroy(cluster)
            rd_kafka_destroy(client)
        }
    }

    private func perform(_ what: String, _ body: () -> rd_kafka_resp_err_t) throws(KafkaError) {
        let code = lifetime.withLock { isClosed in isClosed ? RD_KAFKA_RESP_ERR__DESTROY : body() }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let code = KafkaError.Code(code)
            throw KafkaError(code: code, message: "the embedded cluster cannot \(what): \(code.explanation)")
        }
    }
}

// MARK: - Faults, for tests

extension EmbeddedCluster {
    /// Kafka's request types (protocol guide, "API Keys").
    public enum Request: Int16, Sendable {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case metadata = 3
        case apiVersions = 18
        case initProducerID = 22
    }

    /// Closes the connections of a broker (nil: of all) and takes no new ones.
    public func setDown(broker: Int32? = nil) throws(KafkaError) {
        try perform("take a broker down") { rd_kafka_mock_broker_set_down(cluster, broker ?? -1) }
    }

    /// Ends ``setDown(broker:)``, on the same port.
    public func setUp(broker: Int32? = nil) throws(KafkaError) {
        try perform("bring a broker up") { rd_kafka_mock_broker_set_up(cluster, broker ?? -1) }
    }

    /// Lets every answer take at least this long.
    public func setRoundTripTime(_ time: Duration, broker: Int32? = nil) throws(KafkaError) {
        try perform("delay a broker") {
            rd_kafka_mock_broker_set_rtt(cluster, broker ?? -1, time.wholeMilliseconds)
        }
    }

    /// Answers the next requests of that kind, at any broker, with these errors, one each. `transport` disconnects.
    public func pushErrors(_ errors: [KafkaError.Code], for request: Request) throws(KafkaError) {
        let codes = errors.map(\.library)
        try perform("fail requests") {
            rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, codes.count, codes)
            return RD_KAFKA_RESP_ERR_NO_ERROR
        }
    }

    /// Answers the next request of that kind at one broker with an error (or `noError`), after a delay.
    public func pushError(
        _ error: KafkaError.Code, after delay: Duration, for request: Request, broker: Int32
    ) throws(KafkaError) {
        try perform("fail a request") {
            trelay_kafka_mock_push_error(cluster, broker, request.rawValue, error.library, delay.wholeMilliseconds)
        }
    }

    /// Takes back the errors of ``pushErrors(_:for:)``.
    public func clearErrors(for request: Request) throws(KafkaError) {
        try perform("forget errors") {
            rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
            return RD_KAFKA_RESP_ERR_NO_ERROR
        }
    }

    /// The error that metadata answers carry for a topic; nil ends it.
    public func setTopicError(_ error: KafkaError.Code?, topic: String) throws(KafkaError) {
        try perform("fail a topic") {
            rd_kafka_mock_topic_set_error(cluster, topic, (error ?? .noError).library)
            return RD_KAFKA_RESP_ERR_NO_ERROR
        }
    }

    /// Moves a partition to another broker; nil leaves it without a leader.
    public func setLeader(_ broker: Int32?, topic: String, partition: Int32) throws(KafkaError) {
        try perform("move partition \(partition) of '\(topic)'") {
            rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker ?? -1)
        }
    }
}
