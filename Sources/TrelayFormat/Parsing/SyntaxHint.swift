/// The words of syntax errors: what is there, what should be, and what people usually meant.
enum SyntaxHint {
    /// What is at the cursor, for a sentence: `'}'`, `the end of the text`, `byte 0x07`.
    static func name(ofByteAt cursor: ByteCursor) -> String {
        guard !cursor.isAtEnd else { return "the end of the text" }
        let byte = cursor.current
        switch byte {
        case UInt8(ascii: "\""): return "a string"
        case 0x21..<0x7F: return "'\(Character(UnicodeScalar(byte)))'"
        case 0x80...: return character(at: cursor)
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            return "byte 0x" + (digits.utf8.count == 1 ? "0" : "") + digits
        }
    }

    static func valueExpected(at cursor: ByteCursor) -> String {
        guard !cursor.isAtEnd else {
            return cursor.count == 0
                ? "the text is empty: expected a JSON value" : "the text ends where a value is expected"
        }
        switch cursor.current {
        case UInt8(ascii: "'"):
            return "strings stand in double quotes, not in single ones"
        case UInt8(ascii: "/"), UInt8(ascii: "#"):
            return "JSON has no comments: remove it"
        case UInt8(ascii: "+"):
            return "a number has no leading '+': remove it"
        case UInt8(ascii: "."):
            return "a number begins with a digit: write '0.' instead of '.'"
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            return unknownWord(at: cursor)
        default:
            return "there must be a value, but there is \(name(ofByteAt: cursor))"
        }
    }

    static func keyExpected(at cursor: ByteCursor) -> String {
        switch cursor.current {
        case UInt8(ascii: "'"):
            "keys stand in double quotes, not in single ones"
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            "keys stand in double quotes: write \"\(word(at: cursor))\""
        case UInt8(ascii: "/"), UInt8(ascii: "#"):
            "JSON has no comments: remove it"
        default:
            "there must be a key in double quotes, but there is \(name(ofByteAt: cursor))"
        }
    }

    static func separatorExpected(at cursor: ByteCursor, in container: String, closing: String) -> String {
        guard !cursor.isAtEnd else { return "the text ends inside an \(container): '\(closing)' is missing" }
        switch cursor.current {
        case UInt8(ascii: "/"), UInt8(ascii: "#"): return "JSON has no comments: remove it"
        default: return "there must be ',' or '\(closing)', but there is \(name(ofByteAt: cursor))"
        }
    }

    /// The key as it may stand in a one-line message, shortened if it is long.
    static func quoted(_ key: String) -> String {
        let shown = key.unicodeScalars.prefix(maximumShown)
        let isWhole = shown.endIndex == key.unicodeScalars.endIndex
        return JSONValue.string(String(shown) + (isWhole ? "" : "…")).canonicalString()
    }

    private static let maximumShown = 60

    private static func unknownWord(at cursor: ByteCursor) -> String {
        let word = word(at: cursor)
        switch word {
        case "True", "TRUE", "False", "FALSE": return "'\(word)' is not JSON: write it in lower case"
        case "None", "nil", "undefined", "Null", "NULL": return "'\(word)' is not JSON: write null"
        case "NaN", "Infinity", "inf", "nan": return "'\(word)' is not JSON: a number must be finite"
        default: return "'\(word)' is not JSON: write true, false or null, or put a string in double quotes"
        }
    }

    private static func word(at cursor: ByteCursor) -> String {
        var end = cursor
        let start = cursor.offset
        while end.offset - start < maximumShown {
            switch end.current {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                end.advance()
            default:
                return String(decoding: end.bytes(from: start), as: UTF8.self)
            }
        }
        return String(decoding: end.bytes(from: start), as: UTF8.self)
    }

    private static func character(at cursor: ByteCursor) -> String {
        var end = cursor
        end.advance(by: 4)
        let scalar = String(decoding: end.bytes(from: cursor.offset), as: UTF8.self).unicodeScalars.first
        guard let scalar, scalar != "\u{FFFD}" else { return "a byte that is not UTF-8" }
        return "the character U+" + String(scalar.value, radix: 16, uppercase: true)
    }
}
