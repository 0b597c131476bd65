/// An error of SQLite, with the code of the library beside the words for people.
public struct DatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// SQLite's extended result code (sqlite3.h).
    public var code: Int32
    /// What was tried.
    public var operation: String
    /// SQLite's own message.
    public var message: String

    public var description: String { "\(operation): \(message) (SQLite code \(code))" }
}
