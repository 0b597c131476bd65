public import TrelayLog

/// What went wrong between a client and the log, in one line for people.
public struct ClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What, where, what to do.
    public var message: String
    /// The log's own error, if it comes from there.
    public var log: LogError?

    public init(message: String) {
        self.message = message
    }

    public init(_ error: LogError) {
        message = error.message
        log = error
    }

    public var description: String { message }
}
