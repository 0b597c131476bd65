import CRdKafka
import TrelayCore

/// Copies messages out of the library's memory: once, straight into records.
///
/// Nothing of the library's is kept: it frees the buffer of a fetch only when all of its messages are given back.
enum RecordConversion {
    /// - Parameter lastKey: the key of the record before. Equal keys share their memory: most logs have few.
    static func record(
        _ message: borrowing rd_kafka_message_t, _ pointer: UnsafePointer<rd_kafka_message_t>, lastKey: [UInt8]?
    ) -> Record {
        Record(
            partition: message.partition, offset: message.offset,
            timestamp: Timestamp(milliseconds: rd_kafka_message_timestamp(pointer, nil)),
            // Null (no key, a tombstone) and empty differ by the pointer alone.
            key: key(message, lastKey), value: bytes(message.payload, message.len),
            headers: headers(of: pointer))
    }

    private static func key(_ message: borrowing rd_kafka_message_t, _ lastKey: [UInt8]?) -> [UInt8]? {
        if let lastKey, let key = message.key, lastKey.count == message.key_len,
            lastKey.elementsEqual(UnsafeRawBufferPointer(start: key, count: message.key_len))
        {
            return lastKey
        }
        return bytes(message.key, message.key_len)
    }

    private static func bytes(_ pointer: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8]? {
        pointer.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
    }

    private static func headers(of message: UnsafePointer<rd_kafka_message_t>) -> RecordHeaders {
        var headers = RecordHeaders()
        guard let source = trelay_kafka_headers(message) else { return headers }
        headers.reserveCapacity(headers: rd_kafka_header_cnt(source), bytes: 256)
        var header = trelay_kafka_header()
        var index = 0
        while trelay_kafka_header_at(source, index, &header) != 0 {
            headers.append(
                name: UnsafeRawBufferPointer(start: header.name, count: header.name_size),
                value: header.value.map { UnsafeRawBufferPointer(start: $0, count: header.value_size) })
            index += 1
        }
        return headers
    }
}
