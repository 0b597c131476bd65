import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayLog

/// The audit record on disk: every record of the changes topic as it was, what the fold made of it, and every ack.
///
/// One SQLite file. What a batch brought and the position to go on from are written in one transaction, so that a
/// killed recorder neither skips nor repeats. Confined to one thread.
final class AuditStore {
    static let schemaVersion: Int64 = 1
    private let database: Database

    /// Opens or makes the file for the recorder.
    init(recordingTo path: String) throws(DatabaseError) {
        database = try Database(path: path, mode: .readWrite)
        try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
        try database.execute(Self.schema)
        try database.run(
            "INSERT OR IGNORE INTO meta (name, value) VALUES ('schemaVersion', ?)", [.integer(Self.schemaVersion)])
        try checkVersion()
    }

    /// Opens an existing file to read from.
    init(reading path: String) throws(DatabaseError) {
        database = try Database(path: path, mode: .readOnly)
        try checkVersion()
    }

    private func checkVersion() throws(DatabaseError) {
        guard let version = try meta("schemaVersion"), version == Self.schemaVersion else {
            throw DatabaseError(code: 0, operation: "open", message: "not an audit record of this version of trelay")
        }
    }

    func meta(_ name: String) throws(DatabaseError) -> Int64? {
        var value: Int64?
        try database.run("SELECT value FROM meta WHERE name = ?", [.text(name)]) { value = $0.integer(0) }
        return value
    }

    func setMeta(_ name: String, _ value: Int64) throws(DatabaseError) {
        try database.run("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", [.text(name), .integer(value)])
    }

    func transaction(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        try database.transaction(body)
    }

    // MARK: - Positions

    func nextOffset(topic: String, partition: Int32) throws(DatabaseError) -> Int64? {
        var next: Int64?
        try database.run(
            "SELECT next FROM positions WHERE topic = ? AND partition = ?", [.text(topic), .integer(Int64(partition))]
        ) { next = $0.integer(0) }
        return next
    }

    func setNextOffset(_ next: Int64, topic: String, partition: Int32) throws(DatabaseError) {
        try database.run(
            "INSERT OR REPLACE INTO positions (topic, partition, next) VALUES (?, ?, ?)",
            [.text(topic), .integer(Int64(partition)), .integer(next)])
    }

    // MARK: - Changes

    func insert(_ record: Record) throws(DatabaseError) {
        try database.run(
            """
            INSERT OR IGNORE INTO records (partition, "offset", timestamp, key, value, headers, digest)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(record.partition)), .integer(record.offset), .integer(record.timestamp.milliseconds),
                .optional(record.key), .optional(record.value), .blob(HeaderBlob.encode(record.headers)),
                .text(record.digest().description),
            ])
    }

    func insert(_ entry: AuditedChange) throws(DatabaseError) {
        try database.run(
            """
            INSERT OR IGNORE INTO changes (partition, "offset", timestamp, namespace, event, outcome, revision, code,
              pointer, message, author, reason, resources, chain, digest, duplicate)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(entry.partition)), .integer(entry.offset), .integer(entry.timestamp.milliseconds),
                .optional(entry.namespace), .optional(entry.event), .text(entry.outcome),
                .optional(entry.revision.map(Int64.init)), .optional(entry.code), .optional(entry.pointer),
                .optional(entry.message), .optional(entry.author), .optional(entry.reason),
                .text(entry.resources.joined(separator: " ")), .optional(entry.chain), .optional(entry.digest),
                .integer(entry.isDuplicate ? 1 : 0),
            ])
    }

    /// Every change with the record that it came from, in the order of the log.
    func eachRecord(_ body: (StoredRecord) -> Void) throws(DatabaseError) {
        try database.run(
            """
            SELECT r.partition, r."offset", r.timestamp, r.key, r.value, r.headers, r.digest, c."offset" IS NOT NULL,
              c.revision, c.chain, c.outcome, c.code, c.namespace
            FROM records r LEFT JOIN changes c ON c.partition = r.partition AND c."offset" = r."offset"
            ORDER BY r.partition, r."offset"
            """
        ) { row in
            body(StoredRecord(row))
        }
    }

    func changes(_ filter: AuditFilter, _ body: (AuditedChange) -> Void) throws(DatabaseError) {
        try database.run(
            """
            SELECT partition, "offset", timestamp, namespace, event, outcome, revision, code, pointer, message, author,
              reason, resources, chain, digest, duplicate
            FROM changes WHERE (?1 IS NULL OR namespace = ?1) AND (?2 IS NULL OR revision = ?2)
            ORDER BY timestamp DESC, partition, "offset" DESC LIMIT ?3
            """,
            [.optional(filter.namespace), .optional(filter.revision.map(Int64.init)), .integer(Int64(filter.limit))]
        ) { row in
            body(AuditedChange(row))
        }
    }

    // MARK: - Acks

    func insert(_ ack: Ack, at record: Record) throws(DatabaseError) {
        let total = ack.stages.reduce(Int64(0)) { $0 + Int64(clamping: $1.nanoseconds) }
        try database.run(
            """
            INSERT OR IGNORE INTO acks (partition, "offset", timestamp, worker, role, namespace, from_revision,
              to_revision, outcome, code, path, message, stage, digest, unchanged, nanoseconds, event)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(record.partition)), .integer(record.offset), .integer(record.timestamp.milliseconds),
                .text(ack.worker), .text(ack.role), .text(ack.namespace), .integer(Int64(ack.fromRevision)),
                .integer(Int64(ack.toRevision)), .text(ack.outcome.rawValue), .optional(ack.refusal?.code),
                .optional(ack.refusal?.path), .optional(ack.refusal?.message), .optional(ack.refusal?.stage),
                .optional(ack.digest?.description), .integer(ack.unchanged ? 1 : 0), .integer(total),
                .optional(ack.source?.eventID),
            ])
    }

    /// Acks that cover a revision, in the order in which the broker took them.
    func acks(namespace: String, revision: Int, _ body: (AuditedAck) -> Void) throws(DatabaseError) {
        try database.run(
            """
            SELECT timestamp, worker, role, from_revision, to_revision, outcome, code, path, message, nanoseconds
            FROM acks WHERE namespace = ?1 AND to_revision >= ?2 AND (from_revision < ?2 OR to_revision = ?2)
            ORDER BY timestamp, "offset"
            """,
            [.text(namespace), .integer(Int64(revision))]
        ) { row in
            body(AuditedAck(row))
        }
    }

    func count(_ table: CountedTable) throws(DatabaseError) -> Int {
        var count = 0
        try database.run("SELECT count(*) FROM \(table.rawValue)") { count = Int($0.integer(0)) }
        return count
    }

    enum CountedTable: String {
        case records, changes, acks
    }

    private static let schema = """
        CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS positions (
          topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (topic, partition)) STRICT;
        CREATE TABLE IF NOT EXISTS records (
          partition INTEGER NOT NULL, "offset" INTEGER NOT NULL, timestamp INTEGER NOT NULL, key BLOB, value BLOB,
          headers BLOB NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (partition, "offset")) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS changes (
          partition INTEGER NOT NULL, "offset" INTEGER NOT NULL, timestamp INTEGER NOT NULL, namespace TEXT, event TEXT,
          outcome TEXT NOT NULL, revision INTEGER, code TEXT, pointer TEXT, message TEXT, author TEXT, reason TEXT,
          resources TEXT NOT NULL, chain TEXT, digest TEXT, duplicate INTEGER NOT NULL,
          PRIMARY KEY (partition, "offset")) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS changes_by_namespace ON changes (namespace, revision);
        CREATE TABLE IF NOT EXISTS acks (
          partition INTEGER NOT NULL, "offset" INTEGER NOT NULL, timestamp INTEGER NOT NULL, worker TEXT NOT NULL,
          role TEXT NOT NULL, namespace TEXT NOT NULL, from_revision INTEGER NOT NULL, to_revision INTEGER NOT NULL,
          outcome TEXT NOT NULL, code TEXT, path TEXT, message TEXT, stage TEXT, digest TEXT,
          unchanged INTEGER NOT NULL, nanoseconds INTEGER NOT NULL, event TEXT,
          PRIMARY KEY (partition, "offset")) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS acks_by_revision ON acks (namespace, to_revision);
        """
}
