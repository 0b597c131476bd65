/// Text of the input as it may stand in a message of one line.
enum YAMLWording {
    private static let maximumShown = 60

    /// In single quotes.
    static func quoted(_ text: String) -> String {
        "'" + singleLine(text) + "'"
    }

    /// What nobody sees is escaped, and the rest is cut.
    static func singleLine(_ text: String) -> String {
        var result = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < maximumShown else { return result + "…" }
            result += isVisible(scalar) ? String(Character(scalar)) : scalar.escaped(asASCII: true)
        }
        return result
    }

    /// By fixed ranges, so that no version of Unicode changes a message.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
        default: true
        }
    }
}
