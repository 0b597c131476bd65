/// A line that librdkafka logs.
public struct KafkaLogEntry: Sendable {
    /// syslog's severity: 0 (emergency) to 7 (debug).
    public var level: Int
    /// librdkafka's word for the subject: `FAIL`, `GETPID`…
    public var facility: String
    public var message: String

    public init(level: Int, facility: String, message: String) {
        self.level = level
        self.facility = facility
        self.message = message
    }
}

/// Takes the log lines of a client, on any of the library's threads: it must not block, nor call the client.
/// Without one they are dropped: what a caller must know comes as an error with its reason.
public typealias KafkaLogHandler = @Sendable (KafkaLogEntry) -> Void
