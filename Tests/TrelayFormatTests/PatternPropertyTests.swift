import Testing

@testable import TrelayFormat

@Suite("Regular expressions: properties of Unicode")
struct PatternPropertyTests {
    /// Members of each general category in Unicode 14.0, counted by another implementation (Python 3.11, unicodedata).
    static let categoryCounts: [(name: String, count: Int)] = [
        ("Cc", 65), ("Cf", 163), ("Cn", 829_834), ("Co", 137_468), ("Cs", 2_048), ("Ll", 2_227), ("Lm", 334),
        ("Lo", 127_333), ("Lt", 31), ("Lu", 1_831), ("Mc", 445), ("Me", 13), ("Mn", 1_950), ("Nd", 660), ("Nl", 236),
        ("No", 895), ("Pc", 10), ("Pd", 26), ("Pe", 77), ("Pf", 10), ("Pi", 12), ("Po", 605), ("Ps", 79), ("Sc", 63),
        ("Sk", 125), ("Sm", 948), ("So", 6_605), ("Zl", 1), ("Zp", 1), ("Zs", 17),
    ]

    static func set(_ name: String) throws -> CodePointSet {
        try #require(UnicodeProperty.set([UInt8](name.utf8)), "\(name)")
    }

    static func count(_ set: CodePointSet) -> Int {
        set.ranges.reduce(0) { $0 + Int($1.upper - $1.lower) + 1 }
    }

    @Test("Each category has as many members as in the standard, and each code point has one category")
    func categories() throws {
        var all: [CodePointRange] = []
        for category in Self.categoryCounts {
            let set = try Self.set(category.name)
            #expect(Self.count(set) == category.count, "\(category.name)")
            all += set.ranges
        }
        #expect(Self.categoryCounts.reduce(0) { $0 + $1.count } == 0x110000)
        #expect(CodePointSet(all) == .all)
    }

    @Test("Groups are the unions of their categories", arguments: ["L", "M", "N", "P", "S", "Z", "C"])
    func groups(_ group: String) throws {
        let expected = Self.categoryCounts.filter { $0.name.hasPrefix(group) }.reduce(0) { $0 + $1.count }
        #expect(Self.count(try Self.set(group)) == expected)
    }

    @Test("Each code point has one script")
    func scripts() throws {
        let lines = UnicodeData.scripts.description.split(separator: "\n").filter { $0.hasPrefix("!") }
        let names = lines.map { $0.dropFirst().prefix { $0 != " " } }
        #expect(names.count > 150)
        let sets = try names.map {
            try #require(UnicodeProperty.set([UInt8]("sc".utf8), value: [UInt8]($0.utf8)), "\($0)")
        }
        #expect(sets.reduce(0) { $0 + Self.count($1) } == 0x110000)
        #expect(CodePointSet(sets.flatMap(\.ranges)) == .all)
    }

    @Test("Equal sets have equal ranges, however they were made")
    func canonical() {
        let low = CodePointSet([CodePointRange(1, 5)])
        let high = CodePointSet([CodePointRange(6, 9)])
        let both = CodePointSet([CodePointRange(4, 9), CodePointRange(1, 3), CodePointRange(2, 2)])
        #expect(both.ranges == [CodePointRange(1, 9)])
        #expect(low.symmetricDifference(high) == both)
        #expect(both.symmetricDifference(high) == low)
        #expect(low.symmetricDifference(low) == CodePointSet([]))
        #expect(CodePointSet.all.symmetricDifference(low) == low.complement)
        #expect(low.complement.complement == low && CodePointSet([]).complement == .all)
    }

    @Test("Derived sets agree with each other")
    func derived() throws {
        #expect(try Self.set("Any") == .all)
        #expect(try Self.set("Assigned") == Self.set("Cn").complement)
        #expect(try Self.set("LC") == CodePointSet(["Lu", "Ll", "Lt"].flatMap { try Self.set($0).ranges }))
        #expect(try Self.set("ASCII_Hex_Digit").ranges.count == 3)
        // `\s` is White_Space without U+0085, and U+FEFF (ECMA-262, sections 12.2 and 12.3).
        let difference = CodePointSet([CodePointRange(0x85, 0x85), CodePointRange(0xFEFF, 0xFEFF)])
        #expect(try Self.set("White_Space").symmetricDifference(difference) == .whitespace)
        let letters = try Self.set("L")
        for range in letters.ranges { #expect(try Self.set("Alphabetic").contains(range.lower)) }
    }

    static let verdicts: [(pattern: String, matching: String, other: String)] = [
        ("\\p{L}", "aZéßλЖ中ª", "1_ -\u{301}😀"),
        ("\\P{L}", "1_ -\u{301}😀", "aZéßλЖ中ª"),
        ("\\p{Letter}", "aé", "1"),
        ("\\p{Lu}", "AÉΛ", "aéǅ"),
        ("\\p{gc=Lt}", "ǅ", "Aa"),
        ("\\p{General_Category=Uppercase_Letter}", "A", "a"),
        ("\\p{digit}", "0٣৪", "a²"),
        ("\\p{N}", "0²Ⅷ", "a"),
        ("\\p{punct}", "!_-«", "a+"),
        ("\\p{Sc}", "$€", "a"),
        ("\\p{Zs}", " \u{A0}", "\t"),
        ("\\p{Script=Greek}", "αΩ\u{1F00}", "aж"),
        ("\\p{sc=Grek}", "αΩ", "a"),
        ("\\p{Script=Han}", "中々", "あ"),
        ("\\p{sc=Hira}", "あ", "ー、"),
        ("\\p{scx=Hira}", "あー、", "中"),
        ("\\p{Script_Extensions=Deva}", "अ\u{964}\u{1CD0}", "a"),
        ("\\p{scx=Zyyy}", "1 😀", "\u{964}a"),
        ("\\p{ASCII}", "a\u{7F}", "é"),
        ("\\p{Alphabetic}", "aéⅧ", "1"),
        ("\\p{Emoji}", "😀1#", "a"),
        ("\\p{Emoji_Presentation}", "😀🚀", "1☺"),
        ("\\p{Extended_Pictographic}", "😀☺", "1"),
        ("\\p{ID_Start}", "aéⅧ", "1_"),
        ("\\p{ID_Continue}", "aé1_", "-"),
        ("\\p{White_Space}", " \u{85}\t", "a\u{FEFF}"),
        ("\\p{Uppercase}", "AⅧ", "aⅷ"),
        ("\\p{Lower}", "aªⅷ", "A"),
        ("\\p{Hex_Digit}", "aF0\u{FF10}", "g"),
        ("\\p{AHex}", "aF0", "g\u{FF10}"),
        ("\\p{Any}", "a\n\u{10FFFF}", ""),
        ("\\p{Assigned}", "a", "\u{378}\u{10FFFF}"),
        ("[\\p{Lu}\\p{Nd}_]", "A1_", "a-"),
        ("[^\\p{Lu}\\P{L}]", "aé", "A1"),
    ]

    @Test("A property tells characters apart", arguments: verdicts.indices)
    func verdict(_ index: Int) throws {
        let sample = Self.verdicts[index]
        let pattern = try Pattern("^\(sample.pattern)$")
        for scalar in sample.matching.unicodeScalars {
            #expect(pattern.matches(String(scalar)), "\(sample.pattern), U+\(String(scalar.value, radix: 16))")
        }
        for scalar in sample.other.unicodeScalars {
            #expect(!pattern.matches(String(scalar)), "\(sample.pattern), U+\(String(scalar.value, radix: 16))")
        }
    }
}
