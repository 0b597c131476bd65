import CSQLite

/// One connection to one SQLite file. Confined to the thread that opened it.
///
/// A thin safe face of the library: statements are prepared once and kept, values are copied both ways, every result
/// code is looked at.
final class Database {
    private let connection: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]
    private let path: String

    enum Mode {
        case readWrite
        case readOnly
    }

    init(path: String, mode: Mode) throws(DatabaseError) {
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        flags |= mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(opened)
            throw DatabaseError(code: code, operation: "open \(path)", message: message)
        }
        connection = opened
        self.path = path
        // A reader (`trelay audit log`) and the recorder share the file: wait for each other, not for ever.
        sqlite3_busy_timeout(opened, 5_000)
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(connection)
    }

    /// Runs statements that take no values and yield no rows.
    func execute(_ sql: String) throws(DatabaseError) {
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, sql) }
    }

    /// Runs one statement with values; `row` is called with each row it yields.
    func run(_ sql: String, _ values: [DatabaseValue] = [], row: (Row) -> Void = { _ in }) throws(DatabaseError) {
        try run(sql, values) { found -> Bool in
            row(found)
            return true
        }
    }

    /// Runs one statement with values, for as long as `goOn` says true of the row that it is called with.
    func run(_ sql: String, _ values: [DatabaseValue] = [], goOn: (Row) -> Bool) throws(DatabaseError) {
        let statement = try prepare(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try bind(value, to: statement, at: Int32(index + 1), sql) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: guard goOn(Row(statement: statement)) else { return }
            case SQLITE_DONE: return
            case let code: throw error(code, sql)
            }
        }
    }

    /// Runs `body` in one transaction: all of it is durable afterwards, or nothing.
    func transaction(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        try within("BEGIN IMMEDIATE", body)
    }

    /// Runs queries that see the file as it is at the first of them, whatever a recorder writes meanwhile.
    func reading(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        try within("BEGIN", body)
    }

    private func within(_ begin: String, _ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        try execute(begin)
        do throws(DatabaseError) {
            try body()
            try execute("COMMIT")
        } catch {
            // The first error is the one to tell; a failed rollback leaves nothing that a close would not undo.
            sqlite3_exec(connection, "ROLLBACK", nil, nil, nil)
            throw error
        }
    }

    private func prepare(_ sql: String) throws(DatabaseError) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw error(code, sql) }
        statements[sql] = prepared
        return prepared
    }

    private func bind(
        _ value: DatabaseValue, to statement: OpaquePointer, at index: Int32, _ sql: String
    ) throws(DatabaseError) {
        // SQLITE_TRANSIENT, a cast macro that Swift does not import: the library copies the bytes.
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code: Int32
        switch value {
        case .null: code = sqlite3_bind_null(statement, index)
        case .integer(let integer): code = sqlite3_bind_int64(statement, index, integer)
        case .text(let text):
            // As bytes with a length, because a text may hold a NUL; never a nil pointer, which would bind NULL.
            let bytes = text.utf8CString
            code = bytes.withUnsafeBufferPointer {
                sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count - 1), copies)
            }
        case .blob(let bytes):
            // A nil pointer would bind NULL: an empty blob is something else.
            code =
                bytes.isEmpty
                ? sqlite3_bind_zeroblob(statement, index, 0)
                : bytes.withUnsafeBytes {
                    sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), copies)
                }
        }
        guard code == SQLITE_OK else { throw error(code, sql) }
    }

    private func error(_ code: Int32, _ sql: String) -> DatabaseError {
        let words = sql.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true).prefix(3)
        return DatabaseError(
            code: code, operation: "\(path): \(words.joined(separator: " "))",
            message: String(cString: sqlite3_errmsg(connection)))
    }
}

/// A value that goes into or comes out of SQLite.
enum DatabaseValue {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    static func optional(_ text: String?) -> DatabaseValue { text.map(DatabaseValue.text) ?? .null }
    static func optional(_ bytes: [UInt8]?) -> DatabaseValue { bytes.map(DatabaseValue.blob) ?? .null }
    static func optional(_ integer: Int64?) -> DatabaseValue { integer.map(DatabaseValue.integer) ?? .null }
}

/// One row while a query stands on it: valid only inside the callback that it is given to.
struct Row {
    fileprivate let statement: OpaquePointer

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func text(_ column: Int32) -> String? {
        guard let pointer = sqlite3_column_text(statement, column) else { return nil }
        // Not up to the first NUL: a JSON Pointer may hold one.
        let bytes = UnsafeBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(statement, column)))
        return String(decoding: bytes, as: UTF8.self)
    }

    func blob(_ column: Int32) -> [UInt8]? {
        guard !isNull(column) else { return nil }
        guard let pointer = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
