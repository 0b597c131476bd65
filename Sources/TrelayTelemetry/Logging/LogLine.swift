import TrelayFormat

/// One line of the log, in both forms, with its newline.
struct LogLine {
    /// Bytes of a message and of a metadata value that are kept.
    static let maximumBytes = 8_192

    var milliseconds: Int64
    var level: Logger.Level
    var label: String
    var message: String
    var metadata: [String: String]

    /// `2026-01-31T12:00:00.000Z info label: message name=value`
    var text: String {
        let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, value in
            " \(Self.oneLine(name))=\(Self.quoted(Self.oneLine(Self.limited(value))))"
        }
        let message = Self.oneLine(Self.limited(message))
        return "\(Self.time(milliseconds)) \(level.rawValue) \(Self.oneLine(label)): \(message)\(pairs.joined())\n"
    }

    /// Metadata has an object of its own: no name in it can hide the level or the time.
    var json: String {
        var object: JSONObject = [
            "time": .string(Self.time(milliseconds)), "level": .string(level.rawValue), "label": .string(label),
            "message": .string(Self.limited(message)),
        ]
        if !metadata.isEmpty {
            var values = JSONObject()
            for (name, value) in metadata { values.set(name, .string(Self.limited(value))) }
            object.set("metadata", .object(values))
        }
        return JSONValue.object(object).canonicalString() + "\n"
    }

    private static func limited(_ text: String) -> String {
        guard text.utf8.count > maximumBytes else { return text }
        return String(decoding: text.utf8.prefix(maximumBytes), as: UTF8.self) + "…"
    }

    /// Data must not end a line, move a cursor or change the direction of what follows.
    private static func oneLine(_ text: String) -> String {
        func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isHarmful(scalar) ? " " : scalar) }
        return String(result)
    }

    private static func quoted(_ text: String) -> String {
        guard text.isEmpty || text.utf8.contains(where: { " \"=".utf8.contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }

    /// ISO 8601 in UTC. The date by Howard Hinnant's `civil_from_days`.
    static func time(_ milliseconds: Int64) -> String {
        let day = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
        let rest = milliseconds - day * 86_400_000
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = [
            padded(year, 4), padded(month, 2), padded(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, 2),
        ].joined(separator: "-")
        let clock = [padded(rest / 3_600_000, 2), padded(rest / 60_000 % 60, 2), padded(rest / 1_000 % 60, 2)]
        return "\(date)T\(clock.joined(separator: ":")).\(padded(rest % 1_000, 3))Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
