import CRdKafka
import TrelayCore

/// Hands records over to the library, which copies them.
enum RecordProduction {
    /// Puts a record into the library's queue. Never blocks.
    static func produce(
        _ record: OutgoingRecord, to topic: String, partition: Int32, slot: Int, _ handle: ClientHandle
    ) -> KafkaError.Code {
        let headers = libraryHeaders(record.headers)
        return withBytes(record.key) { key, keyCount in
            withBytes(record.value) { value, valueCount in
                KafkaError.Code(
                    trelay_kafka_produce(
                        handle.pointer, topic, partition, record.key == nil ? 0 : 1, key, keyCount,
                        record.value == nil ? 0 : 1, value, valueCount, headers, OutstandingRecords.opaque(slot)))
            }
        }
    }

    /// The shim takes them over, also when producing fails.
    private static func libraryHeaders(_ headers: RecordHeaders) -> OpaquePointer? {
        guard !headers.isEmpty, let target = rd_kafka_headers_new(headers.count) else { return nil }
        for (name, value) in headers {
            withBytes(value) { bytes, count in
                _ = trelay_kafka_add_header(target, name, name.utf8.count, value == nil ? 0 : 1, bytes, count)
            }
        }
        return target
    }

    private static func withBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> Result) -> Result {
        guard let bytes else { return body(nil, 0) }
        return bytes.withUnsafeBytes { body($0.baseAddress, $0.count) }
    }
}
