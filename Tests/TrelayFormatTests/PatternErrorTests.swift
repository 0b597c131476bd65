import Testing
import TrelayFormat

@Suite("Errors of regular expressions")
struct PatternErrorTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let pattern: String
        let offset: Int
        let part: String
        var testDescription: String { String(pattern.prefix(40)).debugDescription }

        init(_ pattern: String, _ offset: Int, _ part: String) {
            self.pattern = pattern
            self.offset = offset
            self.part = part
        }
    }

    static let syntax = [
        Sample("*a", 0, "there is nothing before '*' that could be repeated: write \\*"),
        Sample("a|+", 2, "nothing before '+'"),
        Sample("(?)", 0, "no group that begins so"),
        Sample("(*)", 1, "nothing before '*'"),
        Sample("a**", 2, "'*' cannot repeat a repetition"),
        Sample("a+*?", 2, "'*' cannot repeat"),
        Sample("a{2}{3}", 4, "'{' cannot repeat"),
        Sample("^*", 1, "cannot be repeated: remove"),
        Sample("a\\b+", 3, "cannot be repeated: remove"),
        Sample("(?=a)*", 5, "cannot be repeated: remove"),
        Sample("{", 0, "'{' begins no repetition"),
        Sample("a{", 1, "write \\{ for the character itself"),
        Sample("a{,5}", 1, "'{' begins no repetition"),
        Sample("é{1,x}", 1, "'{' begins no repetition"),
        Sample("a{2,1}", 1, "{2,1} are out of order"),
        Sample("}", 0, "'}' closes nothing: write \\}"),
        Sample("[a]]", 3, "']' closes nothing"),
        Sample("a)", 1, "')' closes no group"),
        Sample("a(b(c)", 1, "not closed: ')' is missing"),
        Sample("a[b", 1, "']' is missing"),
        Sample("[a-", 0, "']' is missing"),
        Sample("[z-a]", 1, "out of order"),
        Sample("[😀-a]", 1, "out of order"),
        Sample("[\\d-z]", 1, "not to a class"),
        Sample("[a-\\p{L}]", 1, "not to a class"),
        Sample("a\\", 1, "write \\\\ for the character itself"),
        Sample("\\a", 0, "no escape \\a here: write \\x07"),
        Sample("\\_", 0, "no escape \\_ here: remove the backslash"),
        Sample("\\-", 0, "no escape \\- here"),
        Sample("\\A", 0, "write ^"),
        Sample("a\\Z", 1, "write $"),
        Sample("\\ ", 0, "no escape \\U+20 here"),
        Sample("[\\B]", 1, "no meaning inside of a class"),
        Sample("[\\1]", 1, "no meaning inside of a class"),
        Sample("[\\k<a>]", 1, "no meaning inside of a class"),
        Sample("\\00", 0, "no octal escapes"),
        Sample("\\c1", 0, "\\c must be followed by a letter"),
        Sample("\\x4", 0, "\\x must be followed by two"),
        Sample("a\\u12", 1, "\\u must be followed by four"),
        Sample("\\u{110000}", 0, "at most 10FFFF"),
        Sample("\\u{}", 0, "\\u{...} must hold"),
        Sample("\\pL", 0, "must be followed by a property in braces"),
        Sample("\\p{L", 0, "'}' is missing"),
        Sample("\\p{Latin}", 0, "write \\p{Script=Latin}"),
        Sample("\\p{lu}", 0, "there is no property 'lu' in Unicode 14.0.0"),
        Sample("x\\p{IsGreek}", 1, "there is no property 'IsGreek'"),
        Sample("\\p{Script=Nope}", 0, "there is no property 'Script=Nope'"),
        Sample("\\p{gc=Alphabetic}", 0, "there is no property"),
        Sample("\\p{Block=Greek}", 0, "there is no property"),
        Sample("\\p{ L}", 0, "there is no property of that name"),
        Sample("\\p{}", 0, "there is no property"),
        Sample("\\1", 0, "there is no group 1"),
        Sample("(a)\\2", 3, "there is no group 2"),
        Sample("(?<a>b)\\k<c>", 7, "no group of that name"),
        Sample("\\k", 0, "\\k must be followed"),
        Sample("(?<a>b)(?<a>c)", 7, "rename one"),
        Sample("(?<a>(?<a>c)|d)", 5, "rename one"),
        Sample("(?:(?<a>b)|c)(?<a>d)", 13, "rename one"),
        Sample("(?<>a)", 0, "there must be a name"),
        Sample("(?<1>a)", 3, "begins with none of the digits"),
        Sample("(?<a b>c)", 4, "written with letters"),
        Sample("(?P<a>b)", 0, "remove the 'P'"),
        Sample("(?>a)", 0, "no atomic groups"),
        Sample("a(?i)b", 1, "spell out both cases"),
        // The first problem of the syntax counts, also behind a part that is refused.
        Sample("(?=a)[", 5, "']' is missing"),
    ]

    static let unsupported = [
        Sample("(?=a)", 0, "look-ahead"),
        Sample("a(?!b)c", 1, "look-ahead"),
        Sample("(?<=a)b", 0, "look-behind"),
        Sample("(?<!a)b", 0, "look-behind"),
        Sample("(a)\\1", 3, "back-reference"),
        Sample("\\2(a)(b)", 0, "back-reference"),
        Sample("(?<é>a)\\k<é>", 7, "back-reference"),
        Sample("(?i:a)", 0, "flags of a group"),
    ]

    static let large = [
        Sample(String(repeating: "a", count: 65_537), 0, "65537 bytes"),
        Sample(String(repeating: "a", count: 20_000), 9_999, "10000 instructions"),
        Sample("a{10000}", 1, "lower the counts"),
        Sample("^(?:a{100}){100}", 11, "lower the counts"),
        Sample("a{99999999999999999999}", 1, "lower the counts"),
        Sample("a{0,99999999999999999999}", 1, "lower the counts"),
        Sample(String(repeating: "(", count: 200), 128, "nested more deeply"),
        Sample(String(repeating: "|", count: 20_000), 4_999, "10000 instructions"),
        Sample("[" + String(repeating: "\\p{L}", count: 10_000) + "]", 1_541, "name each property once"),
        Sample((0..<1_500).map { "\\u{\(String(0x4E00 + $0, radix: 16))}" }.joined(), 8_192, "1024 different"),
        Sample((0..<1_001).map { "(?<n\($0)>)" }.joined(), 8_890, "1000 named groups"),
    ]

    @Test("What is no regular expression is refused, with the place and what to do", arguments: syntax)
    func refusesSyntax(_ sample: Sample) throws {
        try check(sample, .syntax)
    }

    @Test("What no automaton can run is refused", arguments: unsupported)
    func refusesUnsupported(_ sample: Sample) throws {
        try check(sample, .unsupported)
    }

    @Test("What is too large is refused", arguments: large)
    func refusesLarge(_ sample: Sample) throws {
        try check(sample, .tooLarge)
    }

    private func check(_ sample: Sample, _ code: PatternError.Code) throws {
        let error = try #require(throws: PatternError.self) { try Pattern(sample.pattern) }
        #expect(error.code == code)
        #expect(error.offset == sample.offset, "\(error)")
        #expect(error.message.contains(sample.part), "\(error)")
        #expect(!error.message.contains("\n"))
        #expect(error.description.hasPrefix("character \(sample.offset + 1): "))
    }

    @Test("What is just small enough is accepted")
    func limits() throws {
        let long = try Pattern("^a{9997}$")
        let verdicts = [9_996, 9_997, 9_998].map { long.matches(String(repeating: "a", count: $0)) }
        #expect(verdicts == [false, true, false])
        let deep = String(repeating: "(", count: 128) + "a" + String(repeating: ")", count: 128)
        #expect(try Pattern(deep).matches("a"))
    }
}
