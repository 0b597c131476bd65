/// The pieces of Prometheus' text format, version 0.0.4.
enum MetricText {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
    static func isMetricName(_ name: String) -> Bool {
        isName(name) { $0 == UInt8(ascii: ":") }
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`, and not `__…`, which is Prometheus' own.
    static func isLabelName(_ name: String) -> Bool {
        isName(name) { _ in false } && !name.hasPrefix("__")
    }

    /// The labels as they are printed, in the order of their names; nil if a name is not allowed or comes twice.
    static func labels(_ labels: [(String, String)], reserved: [String]) -> String? {
        guard !labels.isEmpty else { return "" }
        let sorted = labels.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        for (index, label) in sorted.enumerated() {
            guard isLabelName(label.0), !reserved.contains(label.0), index == 0 || sorted[index - 1].0 != label.0 else {
                return nil
            }
        }
        return sorted.map { "\($0.0)=\"\(escaped($0.1, quote: true))\"" }.joined(separator: ",")
    }

    static func escapedHelp(_ text: String) -> String { escaped(text, quote: false) }

    /// As Go reads numbers.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func isName(_ name: String, _ isExtra: (UInt8) -> Bool) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
            default: isExtra(byte)
            }
        }
    }

    /// By scalars: the Character of "\r\n" is not that of "\n".
    private static func escaped(_ text: String, quote: Bool) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\"" where quote: result.append(contentsOf: "\\\"".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
