/// Properties of characters that RFC 5892 asks for. They come from the tables of `Pattern`, which never change, not from
/// the standard library.
enum InternationalTables {
    static func isMark(_ character: Unicode.Scalar) -> Bool { matches(marks, character) }

    static func isGreek(_ character: Unicode.Scalar) -> Bool { matches(greek, character) }

    static func isHebrew(_ character: Unicode.Scalar) -> Bool { matches(hebrew, character) }

    static func isJapanese(_ character: Unicode.Scalar) -> Bool { matches(japanese, character) }

    /// Written from right to left: Bidi_Class is R or AL.
    static func isRightToLeft(_ character: Unicode.Scalar) -> Bool {
        matches(rightToLeft, character) && !isMark(character) && !isArabicDigit(character)
    }

    /// Bidi_Class is AN.
    static func isArabicDigit(_ character: Unicode.Scalar) -> Bool { 0x660...0x669 ~= character.value }

    /// Bidi_Class is EN.
    static func isEuropeanDigit(_ character: Unicode.Scalar) -> Bool {
        0x30...0x39 ~= character.value || 0x6F0...0x6F9 ~= character.value
    }

    /// A letter that is written from left to right.
    static func isLeftToRight(_ character: Unicode.Scalar) -> Bool {
        matches(letter, character) && !isRightToLeft(character)
    }

    /// Whether every character may stand in a label (RFC 5892, section 3), by itself or where its neighbours allow it.
    static func areStable(_ characters: [Unicode.Scalar]) -> Bool {
        let others = characters.filter { !isException($0.value) }
        guard !characters.contains(where: { isRefused($0.value) }) else { return false }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: others)
        return letters?.matches(String(text)) == true && unstable?.matches(String(text)) == false
    }

    /// RFC 5892, sections 2.6 and appendix A: allowed, always or in some places.
    private static func isException(_ value: UInt32) -> Bool {
        switch value {
        case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: true
        case 0x200C, 0x200D, 0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB, 0x660...0x669, 0x6F0...0x6F9: true
        default: value == 0x2D
        }
    }

    /// RFC 5892, section 2.6, 2.7 (marks for symbols, music) and 2.9 (parts of Hangul syllables): never allowed.
    private static func isRefused(_ value: UInt32) -> Bool {
        switch value {
        case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: true
        case 0x20D0...0x20FF, 0x1D100...0x1D24F: true
        default: 0x1100...0x11FF ~= value || 0xA960...0xA97F ~= value || 0xD7B0...0xD7FF ~= value
        }
    }

    /// Canonical_Combining_Class is Virama.
    static func isVirama(_ character: Unicode.Scalar) -> Bool {
        viramas.contains(character.value)
    }

    private static let viramas: Set<UInt32> = [
        0x94D, 0x9CD, 0xA4D, 0xACD, 0xB4D, 0xBCD, 0xC4D, 0xCCD, 0xD3B, 0xD3C, 0xD4D, 0xDCA, 0xE3A, 0xEBA, 0xF84, 0x1039,
        0x103A, 0x1714, 0x1715, 0x1734, 0x17D2, 0x1A60, 0x1B44, 0x1BAA, 0x1BAB, 0x1BF2, 0x1BF3, 0x2D7F, 0xA806, 0xA82C,
        0xA8C4, 0xA953, 0xA9C0, 0xAAF6, 0xABED, 0x10A3F, 0x11046, 0x11070, 0x1107F, 0x110B9, 0x11133, 0x11134, 0x111C0,
        0x11235, 0x112EA, 0x1134D, 0x11442, 0x114C2, 0x115BF, 0x1163F, 0x116B6, 0x1172B, 0x11839, 0x1193D, 0x1193E,
        0x119E0, 0x11A34, 0x11A47, 0x11A99, 0x11C3F, 0x11D44, 0x11D45, 0x11D97,
    ]

    /// Whether the letters on both sides of a non-joiner would be joined without it (RFC 5892, appendix A.1), for the
    /// Arabic, Syriac and N'Ko scripts.
    static func joinsAround(_ characters: [Unicode.Scalar], _ index: Int) -> Bool {
        guard let before = characters[..<index].last(where: { !isMark($0) }),
            let after = characters[(index + 1)...].first(where: { !isMark($0) })
        else { return false }
        return matches(dualJoining, before) && (matches(dualJoining, after) || matches(rightJoining, after))
    }

    private static func matches(_ pattern: Pattern?, _ character: Unicode.Scalar) -> Bool {
        pattern?.matches(String(Character(character))) == true
    }

    private static let marks = try? Pattern(#"\p{M}"#)
    private static let greek = try? Pattern(#"\p{Script=Greek}"#)
    private static let hebrew = try? Pattern(#"\p{Script=Hebrew}"#)
    private static let japanese = try? Pattern(#"[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]"#)
    private static let letter = try? Pattern(#"\p{L}"#)
    private static let rightToLeft = try? Pattern(
        #"[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}"#
            + #"\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}\p{Script=Mende_Kikakui}]"#)
    private static let letters = try? Pattern(#"^[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}]*$"#)
    private static let unstable = try? Pattern(#"[\p{Changes_When_NFKC_Casefolded}\p{Default_Ignorable_Code_Point}]"#)

    private static let dualJoining = try? Pattern(
        #"[\u0620\u0626\u0628\u062A-\u062E\u0633-\u063F\u0641-\u0647\u0649\u064A\u066E\u066F\u0678-\u0687\u069A-\u06BF"#
            + #"\u06C1\u06C2\u06CC\u06CE\u06D0\u06D1\u06FA-\u06FC\u06FF\u0712-\u0714\u071A-\u071D\u071F-\u0727\u0729"#
            + #"\u072B\u072D\u072E\u074E-\u0758\u075C-\u076A\u076D-\u0770\u0772\u0775-\u0777\u077A-\u077F"#
            + #"\u07CA-\u07EA]"#)

    private static let rightJoining = try? Pattern(
        #"[\u0622-\u0625\u0627\u0629\u062F-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06C0\u06C3-\u06CB"#
            + #"\u06CD\u06CF\u06D2\u06D3\u06D5\u06EE\u06EF\u0710\u0715-\u0719\u071E\u0728\u072A\u072C\u072F\u074D"#
            + #"\u0759-\u075B\u076B\u076C\u0771\u0773\u0774\u0778\u0779]"#)
}
