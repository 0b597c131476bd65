import TrelaySystem

/// Log lines on standard error: for people on a terminal, one JSON object a line for machines.
///
/// Levels and their order are those of swift-log, so that an adapter is a page. Any thread; one write(2) a line.
public struct Logger: Sendable {
    public enum Level: String, CaseIterable, Comparable, Sendable {
        case trace, debug, info, notice, warning, error, critical

        private var rank: Int {
            switch self {
            case .trace: 0
            case .debug: 1
            case .info: 2
            case .notice: 3
            case .warning: 4
            case .error: 5
            case .critical: 6
            }
        }

        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    }

    public enum Form: Sendable {
        case text, json
    }

    public let label: String
    /// Lines below it are not written, and their texts not made.
    public let level: Level
    private let form: Form
    private let metadata: [String: String]
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - metadata: added to every line.
    ///   - write: takes each line with its newline; nil is standard error.
    public init(
        label: String, level: Level = .info, form: Form = .text, metadata: [String: String] = [:],
        write: (@Sendable (String) -> Void)? = nil
    ) {
        self.label = label
        self.level = level
        self.form = form
        self.metadata = metadata
        self.write = write ?? { StandardStreams.writeError($0) }
    }

    /// The same with more metadata on every line.
    public func with(_ metadata: [String: String]) -> Logger {
        Logger(
            label: label, level: level, form: form, metadata: self.metadata.merging(metadata) { $1 }, write: write)
    }

    public func log(
        _ level: Level, _ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [String: String] = [:]
    ) {
        guard level >= self.level else { return }
        let line = LogLine(
            milliseconds: SystemClock.wallMilliseconds(), level: level, label: label, message: message(),
            metadata: self.metadata.merging(metadata()) { $1 })
        write(form == .json ? line.json : line.text)
    }

    public func trace(_ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.trace, message(), metadata())
    }

    public func debug(_ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.debug, message(), metadata())
    }

    public func info(_ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.info, message(), metadata())
    }

    public func notice(_ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.notice, message(), metadata())
    }

    public func warning(_ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.warning, message(), metadata())
    }

    public func error(_ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.error, message(), metadata())
    }

    public func critical(_ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        log(.critical, message(), metadata())
    }
}
