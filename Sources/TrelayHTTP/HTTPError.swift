/// What can go wrong in the HTTP server or client, as one value.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    /// The kind of error; open, so that later versions may add to it.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The server cannot listen: address in use, no such address, no permission.
        public static let cannotListen = Code(rawValue: "cannotListen")
        /// The request is not valid HTTP (method, URL, header) or not allowed (scheme).
        public static let invalidRequest = Code(rawValue: "invalidRequest")
        public static let unresolvedHost = Code(rawValue: "unresolvedHost")
        public static let cannotConnect = Code(rawValue: "cannotConnect")
        /// No connection within the connect timeout.
        public static let connectTimedOut = Code(rawValue: "connectTimedOut")
        /// Connected, but no complete answer within the total timeout.
        public static let timedOut = Code(rawValue: "timedOut")
        /// Connected, but no byte of an answer within the first-byte timeout.
        public static let firstByteTimedOut = Code(rawValue: "firstByteTimedOut")
        /// The answer has begun, and then no further byte of it came within the idle timeout.
        public static let idleTimedOut = Code(rawValue: "idleTimedOut")
        /// The connection ended before the answer was complete.
        public static let connectionLost = Code(rawValue: "connectionLost")
        /// TLS failed: certificate not trusted, name does not match, handshake refused.
        public static let tlsFailed = Code(rawValue: "tlsFailed")
        /// The answer is larger than the request allows.
        public static let responseTooLarge = Code(rawValue: "responseTooLarge")
        /// What came back is not HTTP.
        public static let protocolViolation = Code(rawValue: "protocolViolation")
        public static let cancelled = Code(rawValue: "cancelled")
        /// The client or server was closed.
        public static let closed = Code(rawValue: "closed")
        /// More requests in flight than the client's maximum.
        public static let queueFull = Code(rawValue: "queueFull")
        /// The system refused a resource: descriptors, threads, memory.
        public static let systemFailure = Code(rawValue: "systemFailure")
    }

    public let code: Code
    /// One line: what, where, what to do.
    public let message: String
    /// libcurl's code or errno, if there is one.
    public let libraryCode: Int32?
    /// Whether the same request may be sent again without the risk that it takes effect twice.
    public let isRetriable: Bool

    public init(code: Code, message: String, libraryCode: Int32? = nil, isRetriable: Bool = false) {
        self.code = code
        self.message = message
        self.libraryCode = libraryCode
        self.isRetriable = isRetriable
    }

    public var description: String { message }
}
