import TrelayFormat
public import TrelaySystem

/// Log lines on standard error: for people on a terminal, one JSON object a line for machines.
///
/// Levels and their order are those of swift-log, so that an adapter is a page. Any thread; one write(2) a line.
public struct Logger: Sendable {
    public enum Level: String, CaseIterable, Comparable, Sendable {
        case trace, debug, info, notice, warning, error, critical

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    }

    public enum Form: Sendable {
        case text, json
    }

    public let label: String
    public let level: Level
    private let form: Form
    private let write: @Sendable (String) -> Void

    /// - Parameter write: takes each line with its newline.
    public init(
        label: String, level: Level = .info, form: Form = .text,
        write: @escaping @Sendable (String) -> Void = { StandardStreams.writeError($0) }
    ) {
        self.label = label
        self.level = level
        self.form = form
        self.write = write
    }

    public func log(_ level: Level, _ message: @autoclosure () -> String, _ metadata: @autoclosure () -> [String: String] = [:]) {
        guard level >= self.level else { return }
        write(line(level, message(), metadata()))
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

    private func line(_ level: Level, _ message: String, _ metadata: [String: String]) -> String {
        let milliseconds = SystemClock.wallMilliseconds()
        let sorted = metadata.sorted { $0.key < $1.key }
        switch form {
        case .text:
            let pairs = sorted.map { " \($0.key)=\(Self.oneLine($0.value))" }.joined()
            return "\(Self.clock(milliseconds)) \(level.rawValue) \(label): \(Self.oneLine(message))\(pairs)\n"
        case .json:
            var object: JSONObject = [
                "time": JSONValue(Int(milliseconds)), "level": .string(level.rawValue), "label": .string(label),
                "message": .string(message),
            ]
            for (name, value) in sorted { object.set(name, .string(value)) }
            return JSONValue.object(object).canonicalString() + "\n"
        }
    }

    /// Data must not end a line or move a cursor.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    /// The time of day in UTC, with milliseconds.
    private static func clock(_ milliseconds: Int64) -> String {
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let day = ((milliseconds % 86_400_000) + 86_400_000) % 86_400_000
        return "\(padded(day / 3_600_000, 2)):\(padded(day / 60_000 % 60, 2)):\(padded(day / 1_000 % 60, 2))."
            + padded(day % 1_000, 3)
    }
}
