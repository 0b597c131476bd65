import Synchronization
import TrelayCore
public import TrelayKafka

/// The log on Kafka: a real cluster or the embedded one, which need no distinction here.
///
/// Nothing is connected until the first call, and settings are checked then; ``KafkaSettings/validate()`` does it before.
public final class KafkaEventLog: EventLog {
    private let settings: KafkaSettings
    private let logHandler: KafkaLogHandler?
    private let state = Mutex(State())

    private struct State: Sendable {
        /// Asks for metadata and offsets; opened with the first question.
        var admin: KafkaAdmin?
        var isClosed = false
    }

    /// - Parameter logHandler: takes what librdkafka logs; without one it is dropped.
    public init(settings: KafkaSettings, logHandler: KafkaLogHandler? = nil) {
        self.settings = settings
        self.logHandler = logHandler
    }

    public func partitionCount(of topic: String, timeout: Duration) throws(LogError) -> Int32 {
        let admin = try admin()
        return try LogError.translating { () throws(KafkaError) in
            try admin.partitionCount(of: topic, timeout: timeout)
        }
    }

    public func watermarks(of topic: String, partition: Int32, timeout: Duration) throws(LogError) -> Watermarks {
        let admin = try admin()
        let all = try LogError.translating { () throws(KafkaError) in
            try admin.watermarks(of: topic, partitions: [partition], timeout: timeout)
        }
        guard let bounds = all[partition] else {
            throw LogError(code: .unknownTopic, message: "topic '\(topic)' has no partition \(partition)")
        }
        return Watermarks(low: bounds.low, high: bounds.high)
    }

    public func openReader(of topic: String, from positions: [Int32: StartPosition]) throws(LogError) -> any LogReader {
        try requireOpen()
        return try KafkaLogReader(settings: settings, topic: topic, positions: positions, logHandler: logHandler)
    }

    public func openWriter(_ options: WriterOptions) throws(LogError) -> any LogWriter {
        try requireOpen()
        return try KafkaLogWriter(settings: settings, options: options, logHandler: logHandler)
    }

    public func close() {
        let admin = state.withLock { state in
            state.isClosed = true
            defer { state.admin = nil }
            return state.admin
        }
        admin?.close()
    }

    private func requireOpen() throws(LogError) {
        guard state.withLock({ !$0.isClosed }) else { throw LogError(code: .closed, message: "the log is closed") }
    }

    private func admin() throws(LogError) -> KafkaAdmin {
        try requireOpen()
        return try LogError.translating { () throws(KafkaError) in
            try state.withLock { state throws(KafkaError) in
                if let admin = state.admin { return admin }
                let admin = try KafkaAdmin(settings: settings, logHandler: logHandler)
                state.admin = admin
                return admin
            }
        }
    }
}
