import TrelayFormat

/// Why a plain word is not taken.
struct YAMLTrap: Error {
    var code: FormatError.Code
    var message: String
}

/// The type of a plain scalar by the core schema (YAML 1.2.2, section 10.3.2), with its traps refused.
enum YAMLPlainScalar {
    /// Words that are true or false in YAML 1.1 and strings in YAML 1.2.
    private static let ambiguous: [(words: [String], meaning: String)] = [
        (["yes", "Yes", "YES", "on", "On", "ON"], "true"), (["no", "No", "NO", "off", "Off", "OFF"], "false"),
    ]

    static func resolve(_ text: String) throws(YAMLTrap) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if let meaning = ambiguous.first(where: { $0.words.contains(text) })?.meaning {
            throw YAMLTrap(
                code: .ambiguousScalar,
                message: "'\(text)' is a string to some readers and \(meaning) to others; quote it or write \(meaning)")
        }
        return try number(text).map(JSONValue.number) ?? .string(text)
    }

    // MARK: Numbers

    /// Nil if the text is not a number at all.
    private static func number(_ text: String) throws(YAMLTrap) -> Double? {
        let bytes = Array(text.utf8)
        let unsigned = bytes.first == 0x2B || bytes.first == 0x2D ? bytes[1...] : bytes[...]
        guard let first = unsigned.first, isDigit(first) || first == 0x2E else { return nil }
        if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(where: { $0.utf8.elementsEqual(unsigned) }) {
            throw YAMLTrap(
                code: .numberNotExact, message: "'\(text)' is not a finite number; quote it to make it a string")
        }
        if unsigned.allSatisfy(isDigit) {
            return try decimal(text, digits: unsigned)
        }
        if bytes.count > 2, bytes[0] == 0x30, bytes[1] == 0x6F || bytes[1] == 0x78 {
            return try prefixed(text, digits: bytes[2...], radix: bytes[1] == 0x6F ? 8 : 16)
        }
        guard isFloat(unsigned) else { return nil }
        return try float(text)
    }

    /// The same floats as in JSON: neither infinite nor zero by lack of room.
    private static func float(_ text: String) throws(YAMLTrap) -> Double {
        guard let value = Double(text), value.isFinite else {
            throw YAMLTrap(
                code: .numberNotExact, message: "the number \(cut(text)) is too large; quote it to make it a string")
        }
        let mantissa = text.utf8.prefix { $0 != 0x65 && $0 != 0x45 }
        guard value != 0 || !mantissa.contains(where: { (0x31...0x39).contains($0) }) else {
            throw YAMLTrap(
                code: .numberNotExact, message: "the number \(cut(text)) is too small; write 0 or quote it")
        }
        return value
    }

    private static func decimal(_ text: String, digits: ArraySlice<UInt8>) throws(YAMLTrap) -> Double {
        if digits.count > 1, digits.first == 0x30 {
            throw YAMLTrap(
                code: .ambiguousScalar,
                message: "'\(cut(text))' is octal to some readers and decimal to others; "
                    + "drop the leading zeros, write 0o for octal, or quote it")
        }
        guard let integer = Int(text), abs(integer) <= JSONValue.greatestInteger else { throw inexact(text) }
        // "-0" keeps its sign, as in JSON.
        return integer == 0 && text.utf8.first == 0x2D ? -0.0 : Double(integer)
    }

    private static func prefixed(
        _ text: String, digits: ArraySlice<UInt8>, radix: Int
    ) throws(YAMLTrap) -> Double? {
        guard digits.allSatisfy({ isDigit($0, radix: radix) }) else { return nil }
        guard let integer = Int(String(decoding: digits, as: UTF8.self), radix: radix),
            integer <= JSONValue.greatestInteger
        else {
            throw inexact(text)
        }
        return Double(integer)
    }

    private static func inexact(_ text: String) -> YAMLTrap {
        YAMLTrap(
            code: .numberNotExact,
            message: "the integer \(cut(text)) is beyond ±\(JSONValue.greatestInteger) and would lose digits; quote it")
    }

    /// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isFloat(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        let whole = skipDigits(&rest)
        var fraction = 0
        if rest.first == 0x2E {
            rest = rest.dropFirst()
            fraction = skipDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        if rest.first == 0x65 || rest.first == 0x45 {
            rest = rest.dropFirst()
            if rest.first == 0x2B || rest.first == 0x2D { rest = rest.dropFirst() }
            guard skipDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func skipDigits(_ bytes: inout ArraySlice<UInt8>) -> Int {
        let before = bytes.count
        bytes = bytes.drop(while: isDigit)
        return before - bytes.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }

    private static func isDigit(_ byte: UInt8, radix: Int) -> Bool {
        radix == 8
            ? (0x30...0x37).contains(byte)
            : isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// Digits come in any number, but a message is one short line.
    private static func cut(_ text: String) -> String {
        let maximum = 40
        return text.utf8.count <= maximum ? text : text.prefix(maximum) + "…"
    }
}
