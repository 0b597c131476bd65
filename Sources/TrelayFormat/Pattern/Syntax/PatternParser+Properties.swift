// `\p{...}` and `\P{...}`.
extension PatternParser {
    /// What was asked for: the text in the braces, and whether the `P` was a capital letter.
    struct Property: Hashable {
        var text: [UInt8]
        var isNegated: Bool
    }

    /// Longer than any name and value.
    private static let maximumLength = 80

    /// Begins behind the `p` or `P`.
    mutating func readProperty(at offset: Int, isNegated: Bool) throws(PatternError) -> CodePointSet {
        guard skip("{") else {
            throw syntax(
                "\\p and \\P must be followed by a property in braces, as in \\p{L} or \\p{Script=Greek}", at: offset)
        }
        var text: [UInt8] = []
        while let character = current, character != "}", text.count < Self.maximumLength, character.isASCII {
            text.append(UInt8(truncatingIfNeeded: character.value))
            index += 1
        }
        guard skip("}") else {
            throw syntax("the property that begins here is not closed: '}' is missing", at: offset)
        }
        let key = Property(text: text, isNegated: isNegated)
        if let known = properties[key] { return known }
        guard let found = Self.lookUp(text) else { throw unknownProperty(text, at: offset) }
        let set = isNegated ? found.complement : found
        properties[key] = set
        return set
    }

    private static func lookUp(_ text: [UInt8]) -> CodePointSet? {
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { return UnicodeProperty.set(text) }
        return UnicodeProperty.set(Array(text[..<equals]), value: Array(text[(equals + 1)...]))
    }

    private func unknownProperty(_ text: [UInt8], at offset: Int) -> PatternError {
        let name = String(decoding: text, as: UTF8.self)
        let isVisible = text.allSatisfy { (0x21...0x7E).contains($0) }
        let shown = isVisible ? "'\(name)'" : "of that name"
        if UnicodeProperty.isScript(text) {
            return syntax("\(shown) is a script: write \\p{Script=\(name)}", at: offset)
        }
        return syntax(
            "there is no property \(shown) in Unicode \(UnicodeData.version): names are written exactly as in the "
                + "standard, such as Lu, Letter, Alphabetic or Script=Greek", at: offset)
    }
}
