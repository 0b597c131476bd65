import TrelayFormat

/// How a string is spelled in YAML so that every reader takes it for that string.
enum YAMLScalarText {
    /// A key on one line has at most 1024 characters (YAML 1.2.2, section 7.4.2).
    static let maximumSimpleKeyBytes = 1_000

    /// On one line: plain if nobody can take it for something else, otherwise in double quotes.
    static func spelled(_ string: String) -> String {
        isPlain(string) ? string : quoted(string)
    }

    /// The text as it is, line by line, with a heading that says how it ends; nil for a text that has one line, or that
    /// a block cannot hold.
    ///
    /// - Parameter column: where the lines begin.
    static func literal(_ string: String, column: Int) -> String? {
        let lines = string.utf8.split(separator: lineFeed, omittingEmptySubsequences: false)
        // The first line decides on the indentation, so it must begin with the text itself.
        guard lines.count > 1, let first = lines.first?.first, first != space, first != tab else { return nil }
        guard string.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || isPrintable($0) }) else { return nil }
        let breaks = lines.reversed().prefix { $0.isEmpty }.count
        var content = lines.dropLast(breaks)
        var text = breaks == 0 ? "|-" : breaks == 1 ? "|" : "|+"
        // Kept breaks are lines of their own; the last one ends the scalar.
        if breaks > 1 { content = lines.dropLast(1) }
        let margin = String(repeating: " ", count: column)
        for line in content {
            text += "\n"
            if !line.isEmpty { text += margin + String(Substring(line)) }
        }
        return text
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")

    /// Letters, digits and what stands in names and paths, the first a letter; and no word that any version of YAML
    /// takes for something else.
    private static func isPlain(_ string: String) -> Bool {
        guard let first = string.utf8.first, isLetter(first) else { return false }
        guard string.utf8.allSatisfy({ isLetter($0) || isInName($0) }), string.utf8.count <= 100 else { return false }
        return !words.contains(string.lowercased())
    }

    private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }

    /// Digits and one of `- . / _`.
    private static func isInName(_ byte: UInt8) -> Bool {
        (0x2D...0x39).contains(byte) || byte == 0x5F
    }

    /// JSON's spelling is one of YAML's double-quoted ones, but for characters that YAML does not let stand in a text,
    /// or takes for line breaks.
    private static func quoted(_ string: String) -> String {
        let json = JSONValue.string(string).canonicalString()
        guard !json.unicodeScalars.allSatisfy(isPrintable) else { return json }
        var text = ""
        for scalar in json.unicodeScalars {
            if isPrintable(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
            }
        }
        return text
    }

    /// YAML 1.2.2, section 5.1, without the line breaks of YAML 1.1 and the byte order mark.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
