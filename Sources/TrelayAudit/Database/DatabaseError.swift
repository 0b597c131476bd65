import CSQLite

/// An error of SQLite, with the code of the library beside the words for people.
public struct DatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// SQLite's extended result code (sqlite3.h); 0 when SQLite is content and the contents are not what they must be.
    public var code: Int32
    /// What was tried.
    public var operation: String
    /// SQLite's own message.
    public var message: String

    public var description: String {
        code == SQLITE_OK ? "\(operation): \(message)" : "\(operation): \(message) (SQLite code \(code))"
    }

    /// Whether the file itself is of no use: trying again does not make it another.
    var isFinal: Bool {
        // An extended code holds the primary one in its low byte.
        code == SQLITE_OK || code & 0xff == SQLITE_CORRUPT || code & 0xff == SQLITE_NOTADB
    }
}
