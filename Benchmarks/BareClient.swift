import CRdKafka
import TrelaySystem

/// librdkafka as a C program would use it: the twin of every case that goes through Kafka.
///
/// With the settings that Trelay's own clients have, so that the difference is what Trelay adds. Confined to one thread.
final class BareClient {
    private let client: OpaquePointer
    private let topic: String

    static func producer(_ broker: BenchmarkBroker, topic: String) throws(BenchmarkFailure) -> BareClient {
        try BareClient(
            RD_KAFKA_PRODUCER, topic,
            [
                "bootstrap.servers": broker.bootstrap, "enable.idempotence": "true", "linger.ms": "0",
                "compression.type": "lz4", "socket.nagle.disable": "true",
                "max.in.flight": broker.isEmbedded ? "1" : "5",
            ])
    }

    static func consumer(_ broker: BenchmarkBroker, topic: String) throws(BenchmarkFailure) -> BareClient {
        try BareClient(
            RD_KAFKA_CONSUMER, topic,
            [
                "bootstrap.servers": broker.bootstrap, "group.id": "trelay-bench", "enable.auto.commit": "false",
                "enable.auto.offset.store": "false", "auto.offset.reset": "error", "check.crcs": "true",
                "isolation.level": "read_committed", "queued.min.messages": "100000",
                "queued.max.messages.kbytes": "32768", "socket.nagle.disable": "true",
                // As Trelay's consumers: the embedded cluster answers a fetch that waits only when its time is up.
                "fetch.wait.max.ms": broker.isEmbedded ? "5" : "500",
            ])
    }

    private init(
        _ kind: rd_kafka_type_t, _ topic: String, _ properties: [String: String]
    ) throws(BenchmarkFailure) {
        self.topic = topic
        let configuration = rd_kafka_conf_new()
        var reason = [CChar](repeating: 0, count: 512)
        for (name, value) in properties {
            guard trelay_kafka_configure(configuration, name, value, &reason, reason.count) == RD_KAFKA_CONF_OK else {
                rd_kafka_conf_destroy(configuration)
                throw BenchmarkFailure(message: "\(name)=\(value): \(Self.text(reason))")
            }
        }
        rd_kafka_conf_set_log_cb(configuration) { _, _, _, _ in }
        guard let client = rd_kafka_new(kind, configuration, &reason, reason.count) else {
            rd_kafka_conf_destroy(configuration)
            throw BenchmarkFailure(message: Self.text(reason))
        }
        self.client = client
    }

    private static func text(_ reason: [CChar]) -> String {
        String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    }

    func produce(key: [UInt8], value: [UInt8]) throws(BenchmarkFailure) {
        let code = trelay_kafka_produce(
            client, topic, 0, 1, key, key.count, 1, value, value.count, nil, nil)
        try check(code, "produce")
    }

    /// Reads partition 0 from an offset on.
    func assign(from offset: Int64) throws(BenchmarkFailure) {
        let list = rd_kafka_topic_partition_list_new(1)
        defer { rd_kafka_topic_partition_list_destroy(list) }
        rd_kafka_topic_partition_list_add(list, topic, 0).pointee.offset = offset
        try check(rd_kafka_assign(client, list), "assign")
    }

    /// Waits for the next message and drops it.
    /// - Returns: false if none came in time.
    func consumeOne(timeout: Int32) -> Bool {
        guard let message = rd_kafka_consumer_poll(client, timeout) else { return false }
        defer { rd_kafka_message_destroy(message) }
        return message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR
    }

    /// Drains batches up to an offset and drops them.
    /// - Returns: how many messages there were.
    func consume(upTo end: Int64, deadline: Deadline) throws -> Int {
        guard let queue = rd_kafka_queue_get_consumer(client) else { throw BenchmarkFailure(message: "no queue") }
        let event = try EventDescriptor()
        trelay_kafka_enable_events(queue, event.fileDescriptor)
        defer {
            trelay_kafka_disable_events(queue)
            rd_kafka_queue_destroy(queue)
        }
        var messages = [UnsafeMutablePointer<rd_kafka_message_t>?](repeating: nil, count: 10_000)
        var count = 0
        var next: Int64 = 0
        while next < end, !deadline.hasPassed {
            event.drain()
            let found = trelay_kafka_drain(queue, &messages, messages.count)
            for message in messages.prefix(found) where message?.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                count += 1
                next = max(next, (message?.pointee.offset ?? 0) + 1)
            }
            trelay_kafka_release(&messages, found)
            if found == 0, next < end { _ = event.wait(timeout: .milliseconds(100)) }
        }
        return count
    }

    private func check(_ code: rd_kafka_resp_err_t, _ what: String) throws(BenchmarkFailure) {
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        throw BenchmarkFailure(message: "\(what): \(String(cString: rd_kafka_err2str(code)))")
    }
}
