/// What one command line says: the command, its operands and the values of its options.
public struct Invocation: Sendable {
    /// Where the value of an option comes from.
    public enum Source: Hashable, Sendable {
        case commandLine, environment(String), defaultValue
    }

    struct Setting: Sendable {
        var values: [String]
        var source: Source
    }

    /// The names from the root to the command, such as `["trelay", "topics", "plan"]`.
    public let path: [String]
    public let operands: [String]
    let settings: [String: Setting]

    init(path: [String], operands: [String], settings: [String: Setting]) {
        self.path = path
        self.operands = operands
        self.settings = settings
    }

    /// The value of an option; the last one if it repeats; nil if there is none.
    public func string(_ long: String) -> String? {
        settings[long]?.values.last
    }

    /// All values of an option in the order in which they were given.
    public func strings(_ long: String) -> [String] {
        settings[long]?.values ?? []
    }

    /// Whether a flag is set.
    public func flag(_ long: String) -> Bool {
        count(long) > 0
    }

    /// How often a repeating flag is set.
    public func count(_ long: String) -> Int {
        settings[long]?.values.count ?? 0
    }

    /// Whether the option stands on the command line. The environment and defaults do not count.
    public func wasGiven(_ long: String) -> Bool {
        source(long) == .commandLine
    }

    /// Where the value of an option comes from; nil if it has none.
    public func source(_ long: String) -> Source? {
        settings[long]?.source
    }

    public func operand(_ index: Int) -> String? {
        operands.indices.contains(index) ? operands[index] : nil
    }

    /// The value of an option as a whole number, within the range if there is one.
    public func integer(_ long: String, in range: ClosedRange<Int>? = nil) throws(UsageError) -> Int? {
        guard let text = string(long) else { return nil }
        let number = Int(text)
        if let range {
            guard let number, range.contains(number) else {
                throw refusal(long, "a whole number from \(range.lowerBound) to \(range.upperBound)", text)
            }
        }
        guard let number else { throw refusal(long, "a whole number", text) }
        return number
    }

    /// The value of an option as a duration: a whole number with the unit `ms`, `s`, `m`, `h` or `d`.
    public func duration(_ long: String) throws(UsageError) -> Duration? {
        guard let text = string(long) else { return nil }
        guard let duration = DurationText.parse(text) else {
            throw refusal(long, "a duration such as 500ms, 10s, 5m or 1h", text)
        }
        return duration
    }

    /// A usage error of this command, for what only the command itself can check.
    public func usageError(_ message: String) -> UsageError {
        UsageError(message: message, commandPath: path)
    }

    private func refusal(_ long: String, _ expected: String, _ text: String) -> UsageError {
        var name = "option '--\(long)'"
        if case .environment(let variable) = source(long) {
            name = "environment variable \(variable)"
        }
        return usageError("\(name) needs \(expected), not \(quoted(text))")
    }
}

/// Durations as people write them.
enum DurationText {
    private static let milliseconds: [(unit: String, factor: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    static func parse(_ text: String) -> Duration? {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        let unit = text.utf8.dropFirst(digits.count)
        guard let factor = milliseconds.first(where: { $0.unit.utf8.elementsEqual(unit) })?.factor,
            let number = Int64(Substring(digits))
        else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : .milliseconds(product)
    }
}
