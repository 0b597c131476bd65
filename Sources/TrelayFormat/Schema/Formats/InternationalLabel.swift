/// Labels of host names that stand for others with characters beyond ASCII: A-labels (RFC 5890, section 2.3.2.1). The
/// characters are those that RFC 5892 allows, by the Unicode tables of `Pattern`.
enum InternationalLabel {
    private static let prefix = "xn--".utf8

    static func hasPrefix(_ label: ArraySlice<UInt8>) -> Bool {
        label.count >= prefix.count && zip(label, prefix).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }

    /// What an A-label stands for; nil if it is none.
    ///
    /// - Parameter label: letters, digits and hyphens, with the prefix.
    static func decode(_ label: ArraySlice<UInt8>) -> [Unicode.Scalar]? {
        let folded = label.dropFirst(prefix.count).map { ASCIIClass.isLetter($0) ? $0 | 0x20 : $0 }
        guard let characters = Punycode.decode(folded[...]), characters.contains(where: { !$0.isASCII }),
            Punycode.encode(characters) == folded, isUnicodeLabel(characters)
        else { return nil }
        return characters
    }

    /// How many bytes the A-label of a U-label has; nil if it is longer than any label.
    static func encodedCount(_ characters: [Unicode.Scalar]) -> Int? {
        Punycode.encode(characters).map { $0.count + prefix.count }
    }

    /// RFC 5891, section 4.2.3.
    static func isUnicodeLabel(_ characters: [Unicode.Scalar]) -> Bool {
        guard let first = characters.first, let last = characters.last, first != "-", last != "-" else { return false }
        guard characters.count < 4 || characters[2] != "-" || characters[3] != "-" else { return false }
        guard !InternationalTables.isMark(first) else { return false }
        return characters.indices.allSatisfy { isAllowed(characters, at: $0) }
            && InternationalTables.areStable(characters)
    }

    /// Whether the neighbours of a character allow it (RFC 5892, appendix A). True for one that has no such rule.
    private static func isAllowed(_ characters: [Unicode.Scalar], at index: Int) -> Bool {
        let before = index > 0 ? characters[index - 1] : nil
        let after = index + 1 < characters.count ? characters[index + 1] : nil
        switch characters[index].value {
        case 0x200C:
            return before.map(InternationalTables.isVirama) == true
                || InternationalTables.joinsAround(characters, index)
        case 0x200D: return before.map(InternationalTables.isVirama) == true
        case 0xB7: return before == "l" && after == "l"
        case 0x375: return after.map(InternationalTables.isGreek) == true
        case 0x5F3, 0x5F4: return before.map(InternationalTables.isHebrew) == true
        case 0x30FB: return characters.contains(where: InternationalTables.isJapanese)
        case 0x660...0x669: return !characters.contains { 0x6F0...0x6F9 ~= $0.value }
        case 0x6F0...0x6F9: return !characters.contains { 0x660...0x669 ~= $0.value }
        default: return true
        }
    }
}
