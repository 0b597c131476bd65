import TrelayCore
import TrelayFormat

/// A record as it was stored, beside what was said about it when it was recorded.
struct StoredRecord {
    /// Nil when the headers are not what was written.
    var record: Record?
    var partition: Int32
    var offset: Int64
    /// The offset of the record that was written before it in this partition; nil for the first.
    var previous: Int64?
    var digest: String
    var seal: String
    /// Nil when the row is missing.
    var change: AuditedChange?
    var ack: AuditedAck?

    static let columns = ["partition", "offset", "timestamp", "key", "value", "headers", "previous", "digest", "seal"]

    /// - Parameter stream: says which decision follows the record's own columns in the row.
    init(_ row: Row, _ stream: AuditStream) {
        partition = Int32(clamping: row.integer(0))
        offset = row.integer(1)
        previous = row.isNull(6) ? nil : row.integer(6)
        digest = row.text(7) ?? ""
        seal = row.text(8) ?? ""
        record = HeaderBlob.decode(row.blob(5) ?? []).map { headers in
            Record(
                partition: Int32(clamping: row.integer(0)), offset: row.integer(1),
                timestamp: Timestamp(milliseconds: row.integer(2)), key: row.blob(3), value: row.blob(4),
                headers: headers)
        }
        let first = Int32(Self.columns.count)
        guard !row.isNull(first) else { return }
        switch stream {
        case .changes: change = AuditedChange(row, from: first)
        case .acks: ack = AuditedAck(row, from: first)
        }
    }

    /// What was said about it, as a value.
    var decision: JSONValue? { change?.json ?? ack?.json }
}
