/// What went wrong with the log.
public struct LogError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of error. An open set: handle what you know, pass on the rest.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public var description: String { rawValue }

        /// No broker can be reached.
        public static let unreachable = Code(rawValue: "unreachable")
        /// The brokers did not answer in time; nothing was changed.
        public static let timedOut = Code(rawValue: "timedOut")
        /// Nobody knows whether the log has the record: only reading the log tells.
        public static let inDoubt = Code(rawValue: "inDoubt")
        /// The wanted position lies outside of what the log holds; ``LogError/truncation`` has the numbers.
        public static let truncated = Code(rawValue: "truncated")
        /// The topic, or the partition of it, does not exist.
        public static let unknownTopic = Code(rawValue: "unknownTopic")
        /// The principal lacks a right.
        public static let unauthorized = Code(rawValue: "unauthorized")
        /// The login was refused.
        public static let authenticationFailed = Code(rawValue: "authenticationFailed")
        /// The record is larger than the log takes.
        public static let tooLarge = Code(rawValue: "tooLarge")
        /// Too many records are without an outcome.
        public static let queueFull = Code(rawValue: "queueFull")
        /// The client is beyond repair and must be opened anew.
        public static let fatal = Code(rawValue: "fatal")
        /// The log, reader or writer is closed.
        public static let closed = Code(rawValue: "closed")
        /// A setting is unknown or has a wrong value.
        public static let invalidConfiguration = Code(rawValue: "invalidConfiguration")
        /// This log, or this version of it, cannot do that.
        public static let unsupported = Code(rawValue: "unsupported")
        /// Anything else; see the message.
        public static let other = Code(rawValue: "other")
    }

    /// The numbers of a `truncated` error.
    public struct Truncation: Hashable, Sendable {
        public var topic: String
        public var partition: Int32
        /// The offset that was to be read next.
        public var requested: Int64
        /// The first offset that the partition holds.
        public var low: Int64
        /// The offset that the partition's next record will get.
        public var high: Int64

        public init(topic: String, partition: Int32, requested: Int64, low: Int64, high: Int64) {
            self.topic = topic
            self.partition = partition
            self.requested = requested
            self.low = low
            self.high = high
        }
    }

    public var code: Code
    /// One line: what, where, what to do.
    public var message: String
    /// The numbers, if the code is `truncated`.
    public var truncation: Truncation?
    /// The code of the library below, if the error comes from one.
    public var libraryCode: Int32?

    public init(code: Code, message: String, truncation: Truncation? = nil, libraryCode: Int32? = nil) {
        self.code = code
        self.message = message
        self.truncation = truncation
        self.libraryCode = libraryCode
    }

    /// The `truncated` error for these numbers.
    public static func truncated(_ truncation: Truncation, libraryCode: Int32? = nil) -> LogError {
        let place = "\(truncation.topic)[\(truncation.partition)]"
        let bounds = "offsets \(truncation.low) up to \(truncation.high) (exclusive)"
        let cause =
            truncation.requested < truncation.low
            ? "older records were removed; start again from a snapshot or from the beginning"
            : "the log lost its tail or was replaced; compare the hash chain before reading on"
        return LogError(
            code: .truncated,
            message: "\(place) holds \(bounds), not the wanted offset \(truncation.requested): \(cause)",
            truncation: truncation, libraryCode: libraryCode)
    }

    /// Whether the same call may succeed later without anybody's help, and repeating it does no harm.
    public var isRetriable: Bool {
        switch code {
        case .unreachable, .timedOut, .queueFull: true
        default: false
        }
    }

    public var description: String { "\(code): \(message)" }
}
