import TrelayCore
import TrelayCrypto
import TrelayFormat

/// The audit record on disk: every record of both topics as it was, and what was made of it.
///
/// One SQLite file. What a batch brought and the place to go on from are written in one transaction, so that a killed
/// recorder neither skips nor repeats. Confined to one thread.
final class AuditStore {
    private let database: Database
    private let path: String

    /// Opens or makes the file for the recorder.
    init(recordingTo path: String) throws(DatabaseError) {
        self.path = path
        database = try Database(path: path, mode: .readWrite)
        // WAL, so that questions are answered while the recorder writes; FULL, so that a batch survives a power cut.
        try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
        try database.transaction { () throws(DatabaseError) in
            try database.execute(AuditSchema.statements)
            try settle("schemaVersion", AuditSchema.version)
        }
    }

    /// Opens an existing file to read from.
    init(reading path: String) throws(DatabaseError) {
        self.path = path
        database = try Database(path: path, mode: .readOnly)
        var tables = 0
        try database.run("SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'heads', 'records')") {
            tables = Int($0.integer(0))
        }
        guard tables == 3, let version = try meta("schemaVersion") else {
            throw refusal("this is not an audit record; a worker of role audit writes one")
        }
        guard version == AuditSchema.version else {
            throw refusal(
                "an audit record of version \(version), and this trelay reads version \(AuditSchema.version)")
        }
    }

    private func refusal(_ message: String) -> DatabaseError {
        DatabaseError(code: 0, operation: path, message: message)
    }

    // MARK: - Facts about the record as a whole

    func meta(_ name: String) throws(DatabaseError) -> String? {
        var value: String?
        try database.run("SELECT value FROM meta WHERE name = ?", [.text(name)]) { value = $0.text(0) }
        return value
    }

    /// Writes a fact down that holds for the whole record.
    /// - Throws: when it was another one before.
    func settle(_ name: String, _ value: String) throws(DatabaseError) {
        guard let known = try meta(name) else {
            return try database.run("INSERT INTO meta (name, value) VALUES (?, ?)", [.text(name), .text(value)])
        }
        guard known == value else {
            throw refusal(
                "the record was made with \(name) \(known), and now it is \(value); move the file away to begin a new one"
            )
        }
    }

    /// Writes down that the log had removed records before they could be recorded.
    ///
    /// - Parameters:
    ///   - from: the first offset that is missing.
    ///   - to: the first offset that is there again.
    func noteGap(
        _ stream: AuditStream, partition: Int32, from: Int64, to: Int64
    ) throws(DatabaseError) {
        try database.run(
            "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
            [.text("gap.\(stream.rawValue).\(partition).\(from)"), .text("\(to)")])
    }

    func transaction(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        try database.transaction(body)
    }

    func reading(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        try database.reading(body)
    }

    // MARK: - Heads

    func heads(_ stream: AuditStream) throws(DatabaseError) -> [Int32: StreamHead] {
        var heads: [Int32: StreamHead] = [:]
        try database.run(
            "SELECT partition, next, last, count, seal FROM heads WHERE stream = ?", [.text(stream.rawValue)]
        ) { row in
            heads[Int32(clamping: row.integer(0))] = StreamHead(
                next: row.integer(1), last: row.isNull(2) ? nil : row.integer(2), count: row.integer(3),
                seal: Digest(row.text(4) ?? "") ?? .zero)
        }
        return heads
    }

    func setHead(_ head: StreamHead, _ stream: AuditStream, partition: Int32) throws(DatabaseError) {
        try database.run(
            "INSERT OR REPLACE INTO heads (stream, partition, next, last, count, seal) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .text(stream.rawValue), .integer(Int64(partition)), .integer(head.next), .optional(head.last),
                .integer(head.count), .text(head.seal.description),
            ])
    }

    // MARK: - Records

    /// - Parameters:
    ///   - previous: the head before the record.
    ///   - head: the head after it.
    func insert(
        _ record: Record, _ stream: AuditStream, after previous: StreamHead, head: StreamHead
    ) throws(DatabaseError) {
        try database.run(
            Self.insertRecord,
            [
                .text(stream.rawValue), .integer(Int64(record.partition)), .integer(record.offset),
                .integer(record.timestamp.milliseconds), .optional(record.key), .optional(record.value),
                .blob(HeaderBlob.encode(record.headers)), .optional(previous.last), .text(record.digest().description),
                .text(head.seal.description),
            ])
    }

    func insert(_ change: AuditedChange) throws(DatabaseError) {
        try database.run(Self.insertChange, change.values)
    }

    func insert(_ ack: AuditedAck) throws(DatabaseError) {
        try database.run(Self.insertAck, ack.values)
    }

    private static let insertRecord = AuditSchema.insert(into: "records", ["stream"] + StoredRecord.columns)
    private static let insertChange = AuditSchema.insert(into: "changes", AuditedChange.columns)
    private static let insertAck = AuditSchema.insert(into: "acks", AuditedAck.columns)

    func digest(_ stream: AuditStream, partition: Int32, offset: Int64) throws(DatabaseError) -> String? {
        var digest: String?
        try database.run(
            #"SELECT digest FROM records WHERE stream = ? AND partition = ? AND "offset" = ?"#,
            [.text(stream.rawValue), .integer(Int64(partition)), .integer(offset)]
        ) { digest = $0.text(0) }
        return digest
    }

    /// Every record with what was said about it, by partition and in the order of the log, for as long as `goOn`
    /// says true.
    func eachRecord(_ stream: AuditStream, goOn: (StoredRecord) -> Bool) throws(DatabaseError) {
        let record = AuditSchema.list(StoredRecord.columns, of: "r")
        let decision = AuditSchema.list(AuditSchema.columns(stream), of: "d")
        try database.run(
            """
            SELECT \(record), \(decision) FROM records r
            LEFT JOIN \(stream.rawValue) d ON d.partition = r.partition AND d."offset" = r."offset"
            WHERE r.stream = ? ORDER BY r.partition, r."offset"
            """, [.text(stream.rawValue)]
        ) { row -> Bool in
            goOn(StoredRecord(row, stream))
        }
    }

    /// The first thing that is said about a record which is not there.
    func firstOrphan(_ stream: AuditStream) throws(DatabaseError) -> (partition: Int32, offset: Int64)? {
        var orphan: (Int32, Int64)?
        try database.run(
            """
            SELECT d.partition, d."offset" FROM \(stream.rawValue) d WHERE NOT EXISTS (SELECT 1 FROM records r
              WHERE r.stream = ? AND r.partition = d.partition AND r."offset" = d."offset")
            ORDER BY d.partition, d."offset" LIMIT 1
            """, [.text(stream.rawValue)]
        ) { orphan = (Int32(clamping: $0.integer(0)), $0.integer(1)) }
        return orphan
    }

    func countRecords(_ stream: AuditStream) throws(DatabaseError) -> Int {
        var count = 0
        try database.run("SELECT count(*) FROM records WHERE stream = ?", [.text(stream.rawValue)]) {
            count = Int($0.integer(0))
        }
        return count
    }

    // MARK: - Questions

    func changes(_ filter: AuditFilter, _ body: (AuditedChange) -> Void) throws(DatabaseError) {
        try database.run(
            """
            SELECT \(AuditSchema.list(AuditedChange.columns))
            FROM changes WHERE (?1 IS NULL OR namespace = ?1) AND (?2 IS NULL OR revision = ?2)
            ORDER BY timestamp DESC, partition, "offset" DESC LIMIT ?3
            """,
            [.optional(filter.namespace), .optional(filter.revision.map(Int64.init)), .integer(Int64(filter.limit))]
        ) { row in
            body(AuditedChange(row))
        }
    }

    /// Acks that cover a revision, in the order in which the broker took them.
    func acks(namespace: String, revision: Int, _ body: (AuditedAck) -> Void) throws(DatabaseError) {
        try database.run(
            """
            SELECT \(AuditSchema.list(AuditedAck.columns))
            FROM acks WHERE namespace = ?1 AND to_revision >= ?2 AND (from_revision < ?2 OR to_revision = ?2)
            ORDER BY timestamp, partition, "offset"
            """,
            [.text(namespace), .integer(Int64(revision))]
        ) { row in
            body(AuditedAck(row))
        }
    }
}
