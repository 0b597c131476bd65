import TrelayFormat

/// Why a plain word is not taken.
struct YAMLTrap: Error {
    var code: FormatError.Code
    var message: String
}

/// The type of a plain scalar.
///
/// A number is what JSON takes for one, null is `null`, `Null`, `NULL`, `~` or nothing at all, and a boolean is `true` or
/// `false`, each also as `True` or `TRUE`: about these all readers of YAML agree. What only some of them take for a number
/// or a boolean is refused, whatever the version of YAML (1.1 or 1.2, section 10.3.2). All else is a string, dates too:
/// JSON has no other form for them.
enum YAMLPlainScalar {
    static func resolve(_ text: String) throws(YAMLTrap) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if let meaning = ambiguousMeaning(of: text) {
            throw YAMLTrap(
                code: .ambiguousScalar,
                message: "'\(text)' is a string to some readers and \(meaning) to others; quote it or write \(meaning)")
        }
        guard let first = text.utf8.first, Self.canBeginNumber(first) else { return .string(text) }
        return try number(text).map(JSONValue.number) ?? .string(text)
    }

    /// What a word means in YAML 1.1, where in YAML 1.2 it is a string.
    static func ambiguousMeaning(of text: String) -> String? {
        switch text {
        case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": "true"
        case "n", "N", "no", "No", "NO", "off", "Off", "OFF": "false"
        default: nil
        }
    }

    private static func canBeginNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    // MARK: Numbers

    /// Nil if no reader takes the text for a number.
    private static func number(_ text: String) throws(YAMLTrap) -> Double? {
        switch YAMLNumber(text).form {
        case .none: return nil
        case .json: return try value(text)
        case .notFinite:
            throw YAMLTrap(
                code: .numberNotExact, message: "'\(text)' is not a finite number; quote it to make it a string")
        case .other(let problem, let replacement):
            let advice = replacement.map { "write \($0), or quote it" } ?? "quote it"
            throw YAMLTrap(code: .ambiguousScalar, message: "'\(YAMLWording.singleLine(text))' \(problem); \(advice)")
        }
    }

    /// The same numbers as in JSON, and so the same ones refused.
    private static func value(_ text: String) throws(YAMLTrap) -> Double? {
        do throws(FormatError) {
            return try JSONParser.parse(text).numberValue
        } catch {
            throw YAMLTrap(code: error.code, message: error.message)
        }
    }
}
