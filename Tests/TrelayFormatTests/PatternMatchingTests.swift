import Testing
import TrelayFormat

@Suite("Regular expressions: what they match")
struct PatternMatchingTests {
    /// An expression, texts that it matches and texts that it does not.
    struct Sample: Sendable, CustomTestStringConvertible {
        let pattern: String
        let matching: [String]
        let other: [String]
        var testDescription: String { pattern.debugDescription }

        init(_ pattern: String, _ matching: [String], not other: [String]) {
            self.pattern = pattern
            self.matching = matching
            self.other = other
        }
    }

    static let characters = [
        Sample("", ["", "a"], not: []),
        Sample("b", ["b", "abc"], not: ["", "a", "B"]),
        Sample("^.$", ["a", "é", "😀", "\u{85}", "\u{B}"], not: ["", "ab", "\n", "\r", "\u{2028}", "\u{2029}"]),
        Sample("^\\t\\n\\v\\f\\r\\0$", ["\t\n\u{B}\u{C}\r\0"], not: ["tnvfr0"]),
        Sample("^\\cJ\\cj\\cA$", ["\n\n\u{1}"], not: ["cJ"]),
        Sample("^\\x41\\u00e9\\u{1F600}\\u{0000041}$", ["Aé😀A"], not: ["A"]),
        Sample("^\\ud83d\\ude00$", ["😀"], not: ["\u{FFFD}\u{FFFD}"]),
        Sample("\\ud83d", [], not: ["😀", "", "ud83d"]),
        Sample("\\ud83d\\u{de00}|\\ude00\\ud83d", [], not: ["😀"]),
        Sample("^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$", ["^$\\.*+?()[]{}|/"], not: [""]),
        Sample("^😀*$", ["", "😀", "😀😀"], not: ["😁", "D"]),
        Sample("^e\u{301}$", ["e\u{301}"], not: ["\u{E9}"]),
    ]

    static let classes = [
        Sample("^[abc]+$", ["a", "cab"], not: ["", "d", "abd"]),
        Sample("^[a-z0-9-]+$", ["chat-1", "-"], not: ["Chat", "a_b", "é"]),
        Sample("^[^a-c]$", ["d", "\n", "😀"], not: ["a", "c", ""]),
        Sample("[]", [], not: ["", "a"]),
        Sample("^[^]$", ["a", "\n", "😀"], not: ["", "ab"]),
        Sample("^[]a$|^b", ["b"], not: ["a", "]a"]),
        Sample("^[-a]+[a-]+[a-c-e]$", ["--e", "a--", "-ab"], not: ["-ad"]),
        Sample("^[--/]$", ["-", ".", "/"], not: [",", "0"]),
        Sample("^[\\d\\-x]+$", ["1-x"], not: ["y"]),
        Sample("^[\\d-]+$", ["1-2"], not: ["a"]),
        Sample("^[\\b]$", ["\u{8}"], not: ["b", ""]),
        Sample("^[[^.$*(){|}?+]+$", ["[^.$*(){|}?+"], not: ["\\", "]"]),
        Sample("^[\\]\\[\\\\\\^]+$", ["][\\^"], not: ["a"]),
        Sample("^[\\ud83d\\ude00-\\u{1F64F}]$", ["😀", "🙏"], not: ["🚀", "a"]),
        Sample("^[^\\D5]$", ["4"], not: ["5", "a"]),
        Sample("^[\\s\\S]$", ["a", "\n"], not: [""]),
        Sample("^[z-zA-A]$", ["z", "A"], not: ["a"]),
    ]

    static let escapes = [
        Sample("^\\d$", ["0", "9"], not: ["a", "\u{7C0}", "\u{9EA}"]),
        Sample("^\\D$", ["a", "\u{7C0}"], not: ["0"]),
        Sample("^\\w+$", ["aZ_09"], not: ["é", "-", "\u{17F}", "\u{212A}"]),
        Sample("^\\W$", ["é", "-", "\u{212A}"], not: ["a", "_"]),
        Sample(
            "^\\s+$",
            ["\t\n\u{B}\u{C}\r \u{A0}\u{1680}\u{2000}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}"],
            not: ["", "\u{1}", "\u{85}", "\u{180E}", "\u{200B}", "\u{2013}"]),
        Sample("^\\S$", ["a", "\u{85}", "\u{200B}"], not: [" ", "\u{FEFF}", "\n"]),
    ]

    static let places = [
        Sample("^a", ["a", "ab"], not: ["ba", "b\na"]),
        Sample("a$", ["a", "ba"], not: ["ab", "a\n"]),
        Sample("^abc$", ["abc"], not: ["abc\n", " abc"]),
        Sample("^$", [""], not: ["\n", "a"]),
        Sample("$^|x", ["", "x"], not: ["a"]),
        Sample("a^b|a$b", [], not: ["ab", "a", "b"]),
        Sample("(^a|b)c", ["ac", "xbc"], not: ["xac"]),
        Sample("(?:^|,)x(?:$|,)", ["x", "a,x,b", "x,x"], not: ["ax", "a,xb"]),
        Sample("\\bfoo\\b", ["foo", "a foo.", "é" + "foo"], not: ["foob", "_foo", "fo"]),
        Sample("\\Boo\\B", ["food"], not: ["foo", "oo", "ood"]),
        Sample("^\\b", ["a"], not: ["", "-a"]),
        Sample("^\\B$", [""], not: ["a"]),
        Sample("a$\\b", ["a"], not: ["ab"]),
        Sample("\\b^a", ["a"], not: ["ba"]),
        Sample("-$\\B", ["-"], not: ["a"]),
        Sample("(?:\\b|x)*y$", ["xxy", " y", "ay"], not: ["yx"]),
    ]

    static let structure = [
        Sample("^(?:a|bc|)$", ["a", "bc", ""], not: ["b", "abc"]),
        Sample("^(?:|a)b$", ["b", "ab"], not: ["a"]),
        Sample("^(a)(?<name>b)(?:c)$", ["abc"], not: ["ab"]),
        Sample("^(?:(?<day>\\d)|(?<day>x))$", ["1", "x"], not: ["y"]),
        Sample("^(?<$a_1>x)(?<été>y)(?<\\u{61}\\u0062>z)$", ["xyz"], not: ["xy"]),
        Sample("a|^b$|c.", ["xa", "b", "cc"], not: ["bb", "c"]),
        Sample("^ab*c+d?$", ["ac", "abbccd"], not: ["a", "abd", "acdd"]),
        Sample("^a{2}$", ["aa"], not: ["a", "aaa"]),
        Sample("^a{2,}$", ["aa", "aaaaa"], not: ["a"]),
        Sample("^a{2,4}$", ["aa", "aaa", "aaaa"], not: ["a", "aaaaa"]),
        Sample("^a{0}b{0,0}c{0,1}$", ["", "c"], not: ["a", "b", "cc"]),
        Sample("^a{1}b{01,002}$", ["ab", "abb"], not: ["a", "abbb"]),
        Sample("^(?:ab{1,2}){2}$", ["abab", "abbabb"], not: ["ab", "ababab"]),
        Sample("^a*?b+?c??d{1,2}?$", ["bd", "aabbcdd"], not: ["ad"]),
        Sample("^(a*)*$", ["", "aaa"], not: ["b"]),
        Sample("^(?:|a)+$", ["", "aa"], not: ["ab"]),
        Sample("^(?:a?){3}$", ["", "aaa"], not: ["aaaa"]),
        Sample("^(?:(?:)*)+(?:){1000000}$", [""], not: ["a"]),
        Sample("^(?:(?:a|b*)*c)*$", ["", "abbc", "cc"], not: ["ab"]),
        Sample("(x+x+)+y", ["xxy"], not: ["xxxxxxxxxxxxxxxxxxxxxxxxxxxx"]),
        Sample("^.{1,1024}$", [String(repeating: "é", count: 1024)], not: ["", String(repeating: "é", count: 1025)]),
    ]

    @Test("Each text gets its verdict", arguments: characters + classes + escapes + places + structure)
    func verdicts(_ sample: Sample) throws {
        let pattern = try Pattern(sample.pattern)
        for text in sample.matching { #expect(pattern.matches(text), "\(text.debugDescription) should match") }
        for text in sample.other { #expect(!pattern.matches(text), "\(text.debugDescription) should not match") }
    }

    @Test("A pattern keeps its source, and is used from several tasks at once")
    func sharing() async throws {
        let pattern = try Pattern("^(?:[a-z]+|\\p{Lu}+)$")
        #expect(Array(pattern.source.utf8) == Array("^(?:[a-z]+|\\p{Lu}+)$".utf8))
        let count = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<100 { group.addTask { pattern.matches(index.isMultiple(of: 2) ? "abc" : "aBC") } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(count == 50)
    }
}
