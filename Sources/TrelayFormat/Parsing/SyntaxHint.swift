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

    static func fourDigits(_ byte: UInt8) -> String {
        (byte < 0x10 ? "000" : "00") + String(byte, radix: 16)
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
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
            return "a value is missing before \(name(ofByteAt: cursor))"
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            return unknownWord(word(at: cursor))
        default:
            return "there must be a value, but there is \(name(ofByteAt: cursor))\(CharacterHint.advice(at: cursor))"
        }
    }

    static func keyExpected(at cursor: ByteCursor) -> String {
        guard !cursor.isAtEnd else { return "the text ends where a key is expected" }
        return switch cursor.current {
        case UInt8(ascii: "'"):
            "keys stand in double quotes, not in single ones"
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            "keys stand in double quotes: write \"\(word(at: cursor))\""
        case UInt8(ascii: "/"), UInt8(ascii: "#"):
            "JSON has no comments: remove it"
        case UInt8(ascii: ","):
            "there is a comma too many: remove it"
        default:
            "there must be a key in double quotes, but there is "
                + name(ofByteAt: cursor) + CharacterHint.advice(at: cursor)
        }
    }

    static func colonExpected(at cursor: ByteCursor) -> String {
        guard !cursor.isAtEnd else { return "the text ends where ':' and a value are expected" }
        return "there must be ':' after a key, but there is " + name(ofByteAt: cursor)
            + CharacterHint.advice(at: cursor)
    }

    /// What stands where a container goes on or ends.
    static func separatorExpected(at cursor: ByteCursor, closing: String) -> String {
        switch cursor.current {
        case UInt8(ascii: "/"), UInt8(ascii: "#"): return "JSON has no comments: remove it"
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["):
            return "',' is missing before \(name(ofByteAt: cursor)): add it"
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            let (line, column) = Opening.innermost(before: cursor).map { ($0.line, $0.column) } ?? (1, 1)
            let opening = closing == "]" ? "[" : "{"
            return
                "there must be ',' or '\(closing)', but there is \(name(ofByteAt: cursor)): the '\(opening)' at line "
                + "\(line), column \(column) is still open"
        default:
            if let hint = afterValue(at: cursor) { return hint }
            return "there must be ',' or '\(closing)', but there is \(name(ofByteAt: cursor))"
                + CharacterHint.advice(at: cursor)
        }
    }

    static func endExpected(at cursor: ByteCursor) -> String {
        switch cursor.current {
        case UInt8(ascii: "/"), UInt8(ascii: "#"): return "JSON has no comments: remove it"
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["):
            return "a second value begins here, and a text holds one: remove it, or put both in an array"
        default:
            if let hint = afterValue(at: cursor) { return hint }
            return "there is \(name(ofByteAt: cursor)) after the end of the value: remove it"
        }
    }

    /// What people mean who go on with a number or a word where it has ended; nil if nobody does.
    static func afterValue(at cursor: ByteCursor) -> String? {
        guard cursor.offset > 0 else { return nil }
        let last = cursor.all[cursor.offset - 1]
        guard ASCIIClass.isDigit(last) || ASCIIClass.isLetter(last) else { return nil }
        let isNumber = ASCIIClass.isDigit(last)
        switch cursor.current {
        case UInt8(ascii: "x") where isNumber, UInt8(ascii: "X") where isNumber,
            UInt8(ascii: "o") where isNumber, UInt8(ascii: "b") where isNumber:
            return "a number is decimal in JSON: write it so, or as a string in double quotes"
        case UInt8(ascii: "_") where isNumber:
            return "a number has no '_': remove it"
        case UInt8(ascii: ".") where isNumber:
            return "a number has one '.' at most: write a string in double quotes"
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"),
            UInt8(ascii: "-") where isNumber, UInt8(ascii: ":") where isNumber:
            return "the value has ended before \(name(ofByteAt: cursor)): put a string in double quotes"
        default:
            return nil
        }
    }

    /// The key as it may stand in a one-line message, shortened if it is long.
    static func quoted(_ key: String) -> String {
        let shown = key.unicodeScalars.prefix(maximumShown)
        let isWhole = shown.endIndex == key.unicodeScalars.endIndex
        return JSONValue.string(String(shown) + (isWhole ? "" : "…")).canonicalString()
    }

    private static let maximumShown = 60

    private static func unknownWord(_ word: String) -> String {
        switch word {
        case "True", "TRUE", "False", "FALSE": return "'\(word)' is not JSON: write it in lower case"
        case "None", "nil", "undefined", "Null", "NULL": return "'\(word)' is not JSON: write null"
        case "NaN", "Infinity", "inf", "nan":
            return "'\(word)' is not JSON: a number must be finite, write null or a string"
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

    /// A minus sign before a word.
    static func afterMinus(at cursor: ByteCursor) -> String? {
        let word = word(at: cursor)
        switch word {
        case "Infinity", "inf", "Inf", "INF", "NaN", "nan":
            return "'-\(word)' is not JSON: a number must be finite, write null or a string"
        default:
            return nil
        }
    }

    private static func character(at cursor: ByteCursor) -> String {
        var end = cursor
        end.advance(by: 4)
        let scalar = String(decoding: end.bytes(from: cursor.offset), as: UTF8.self).unicodeScalars.first
        guard let scalar, scalar != "\u{FFFD}" else { return "a byte that is not UTF-8" }
        return "the character U+" + String(scalar.value, radix: 16, uppercase: true)
    }
}
