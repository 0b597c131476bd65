import TrelayCore
import TrelayCrypto
import TrelayFormat

/// The two topics that the record keeps.
enum AuditStream: String, CaseIterable {
    case changes, acks

    func topic(_ topics: TopicNames) -> String {
        switch self {
        case .changes: topics.changes
        case .acks: topics.acks
        }
    }
}

/// Where the record of one partition ends.
///
/// The seal is a hash chain over everything that is written down about the partition's records. Whoever alters,
/// removes or adds a row has to write all rows behind it anew, and then this, too.
struct StreamHead: Hashable {
    /// The offset to go on with.
    var next: Int64 = 0
    /// The offset of the last record; nil when there is none.
    var last: Int64?
    var count: Int64 = 0
    var seal = Digest.zero

    /// Moves on over one record.
    ///
    /// - Parameter decision: what was said about it; nil when nothing was.
    mutating func advance(over record: Record, decision: JSONValue?) {
        seal = SHA256.hash(
            utf8: "trelay.audit.v1\n\(seal)\n\(record.partition)\n\(record.offset)\n\(record.timestamp.milliseconds)\n"
                + "\(record.digest())\n\((decision ?? .null).digest())\n")
        last = record.offset
        next = max(next, record.offset + 1)
        count += 1
    }
}
