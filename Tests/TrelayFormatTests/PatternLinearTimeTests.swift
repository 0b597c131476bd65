import Testing

@testable import TrelayFormat

@Suite("Regular expressions: time is linear")
struct PatternLinearTimeTests {
    /// Expressions that take a backtracking engine exponential time, or at least the square of the length.
    static let hostile = [
        "(a+)+$", "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(a*)*$", "^(?:|a)+$", "(x+x+)+y", "(.*)(.*)(.*)x",
        "a*a*a*a*a*b",
        "^(?:a?){30}a{30}$", "(a|b)*a(a|b){60}$", "(?:a{1,20}){1,20}b", "\\b(?:a|\\b)*!x",
    ]

    @Test("A longer text takes as many steps more as it is longer, however hostile the expression", arguments: hostile)
    func isLinear(_ source: String) throws {
        let pattern = try Pattern(source)
        let texts = [1_000, 2_000, 3_000].map { String(repeating: "a", count: $0) + "!" }
        let steps = texts.map { pattern.simulate($0).steps }
        #expect(steps[2] - steps[1] <= steps[1] - steps[0], "\(steps)")
        let verdicts = texts.map { pattern.matches($0) } + texts.map { pattern.simulate($0).matches }
        #expect(verdicts == [Bool](repeating: false, count: 6))
    }

    @Test("A hundred thousand characters are no problem")
    func long() throws {
        let text = String(repeating: "a", count: 100_000) + "!"
        let verdicts = try ["(a+)+$", "(a+)+!$", "^(?:a|aa)*$"].map { try Pattern($0).matches(text) }
        #expect(verdicts == [false, true, false])
        // Without a table, too.
        #expect(try !Pattern("a{3,10}(?:a|b){10}c").simulate(String(text.suffix(5_000))).matches)
    }

    @Test("An expression that begins with ^ is done with a text at the first wrong character")
    func anchored() throws {
        let text = "b" + String(repeating: "a", count: 100_000)
        for source in ["^a", "^(?:a|c)+$", "(?:^a|^c)x*", "(^)a"] {
            #expect(try Pattern(source).simulate(text).steps < 50, "\(source)")
        }
        #expect(try Pattern("^a|c").simulate(text).steps > 100_000)
    }

    @Test("Small expressions become tables; those that would be too large stay programs, with the same verdicts")
    func automata() throws {
        for source in ["^[a-z0-9-]+$", "^.{1,1024}$", "\\bfoo\\b", "^\\p{L}[\\p{L}\\p{N}_]{0,62}$"] {
            #expect(try Pattern(source).isDeterministic, "\(source)")
        }
        let large = try Pattern("(?:a|b)*a(?:a|b){60}$")
        #expect(!large.isDeterministic)
        let tail = String(repeating: "b", count: 60)
        #expect(large.matches("ba" + tail))
        #expect(!large.matches("bb" + tail))
    }

    /// Sources of up to 64 KiB that are meant to take long or much memory. They finish, or are refused.
    static let hostileSources: [String] = [
        String(repeating: "(?:", count: 120) + String(repeating: "(?:)", count: 10_000)
            + String(repeating: "){1000}", count: 120),
        String(repeating: "(?:", count: 100) + "a" + String(repeating: "){2}", count: 100),
        String(repeating: "\\P{L}", count: 9_000), "[" + String(repeating: "\\P{L}", count: 300) + "]",
        (0..<1_000).map { "[\\0-\\u{\(String(0x100 + $0, radix: 16))}]" }.joined(),
        String(repeating: "a?", count: 4_000) + String(repeating: "a", count: 1_900),
        "(a)" + String(repeating: "\\1", count: 30_000), String(repeating: "(?<é>)|", count: 900),
        String(repeating: "(?:|", count: 120) + (0..<999).map { "(?<n\($0)>)" }.joined()
            + String(repeating: ")", count: 120),
    ]

    @Test("Hostile sources are compiled or refused", arguments: hostileSources.indices)
    func sources(_ index: Int) throws {
        do {
            let pattern = try Pattern(Self.hostileSources[index])
            let text = String(repeating: "ab", count: 50)
            #expect(pattern.matches(text) == pattern.simulate(text).matches)
        } catch {
            #expect([.tooLarge, .unsupported].contains(error.code), "\(error)")
        }
    }
}
