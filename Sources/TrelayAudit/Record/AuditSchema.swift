/// The tables of an audit record, and statements over lists of columns.
enum AuditSchema {
    /// Changes with every change of the tables, and of what the chain and the digests in them cover.
    static let version = "2"

    /// `records` keeps both topics as they were; `changes` and `acks` say what was made of each record, and could be
    /// computed again from it; `heads` says where each partition ends.
    static let statements = """
        CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS heads (
          stream TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, last INTEGER, count INTEGER NOT NULL,
          seal TEXT NOT NULL, PRIMARY KEY (stream, partition)) STRICT;
        CREATE TABLE IF NOT EXISTS records (
          stream TEXT NOT NULL, partition INTEGER NOT NULL, "offset" INTEGER NOT NULL, timestamp INTEGER NOT NULL,
          key BLOB, value BLOB, headers BLOB NOT NULL, previous INTEGER, digest TEXT NOT NULL, seal TEXT NOT NULL,
          PRIMARY KEY (stream, partition, "offset")) STRICT;
        CREATE TABLE IF NOT EXISTS changes (
          partition INTEGER NOT NULL, "offset" INTEGER NOT NULL, timestamp INTEGER NOT NULL, namespace TEXT, event TEXT,
          outcome TEXT NOT NULL, revision INTEGER, code TEXT, pointer TEXT, message TEXT, author TEXT, reason TEXT,
          resources TEXT NOT NULL, chain TEXT, digest TEXT, duplicate INTEGER NOT NULL,
          PRIMARY KEY (partition, "offset")) STRICT;
        CREATE INDEX IF NOT EXISTS changes_by_namespace ON changes (namespace, revision);
        CREATE INDEX IF NOT EXISTS changes_by_time ON changes (timestamp);
        CREATE TABLE IF NOT EXISTS acks (
          partition INTEGER NOT NULL, "offset" INTEGER NOT NULL, timestamp INTEGER NOT NULL, worker TEXT NOT NULL,
          role TEXT NOT NULL, namespace TEXT NOT NULL, from_revision INTEGER NOT NULL, to_revision INTEGER NOT NULL,
          outcome TEXT NOT NULL, code TEXT, path TEXT, message TEXT, stage TEXT, digest TEXT,
          unchanged INTEGER NOT NULL, nanoseconds INTEGER NOT NULL, event TEXT,
          PRIMARY KEY (partition, "offset")) STRICT;
        CREATE INDEX IF NOT EXISTS acks_by_revision ON acks (namespace, to_revision);
        """

    static func columns(_ stream: AuditStream) -> [String] {
        switch stream {
        case .changes: AuditedChange.columns
        case .acks: AuditedAck.columns
        }
    }

    /// `a."x", a."y"`: quoted, because `offset` is a word of SQL.
    static func list(_ columns: [String], of table: String? = nil) -> String {
        columns.map { (table.map { $0 + "." } ?? "") + "\"\($0)\"" }.joined(separator: ", ")
    }

    static func insert(into table: String, _ columns: [String]) -> String {
        let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        return "INSERT INTO \(table) (\(list(columns))) VALUES (\(places))"
    }
}
