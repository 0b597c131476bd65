import Testing
import TrelayFormat
import TrelayYAML

@Suite("Errors of YAML")
struct YAMLErrorTests {
    private func failure(_ bytes: [UInt8], limits: ParseLimits = .default) -> FormatError? {
        do {
            _ = try YAMLParser.parseDocument(bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    private func failure(_ text: String, limits: ParseLimits = .default) -> FormatError? {
        failure(Array(text.utf8), limits: limits)
    }

    struct Trap: Sendable, CustomTestStringConvertible {
        var text: String
        var code: FormatError.Code
        var pointer: String
        var line: Int
        var column: Int
        var message: String

        init(_ text: String, _ code: FormatError.Code, _ pointer: String, _ line: Int, _ column: Int, _ message: String)
        {
            self.text = text
            self.code = code
            self.pointer = pointer
            self.line = line
            self.column = column
            self.message = message
        }

        var testDescription: String { text }
    }

    private static let traps = [
        Trap(
            "a: 1\nb: 2\na: 3", .duplicateKey, "/a", 3, 1,
            "the key 'a' stands twice in one mapping (the first value is at line 1); remove one"),
        Trap(
            "flag: yes", .ambiguousScalar, "/flag", 1, 7,
            "'yes' is a string to some readers and true to others; quote it or write true"),
        Trap(
            "country: [NO]", .ambiguousScalar, "/country/0", 1, 11,
            "'NO' is a string to some readers and false to others; quote it or write false"),
        Trap(
            "Off: 1", .ambiguousScalar, "", 1, 1,
            "the key 'Off' is a string to some readers only; quote it"),
        Trap(
            "mode: 0123", .ambiguousScalar, "/mode", 1, 7,
            "'0123' is 83 to some readers (octal) and 123 to others; write 83 or 123, or quote it"),
        Trap(
            "m: -9007199254740992", .numberNotExact, "/m", 1, 4,
            "-9007199254740992 is an integer beyond ±9007199254740991, which not every reader keeps exactly: write it as a string"
        ),
        Trap(
            "m: 0xFFFFFFFFFFFFFFFFFF", .ambiguousScalar, "/m", 1, 4,
            "'0xFFFFFFFFFFFFFFFFFF' is a hexadecimal number, which JSON does not have; quote it"),
        Trap(
            "m: 1e999", .numberNotExact, "/m", 1, 4,
            "1e999 is too great, the greatest number is about 1.8e308: write it as a string"),
        Trap(
            "m: -1e-999", .numberNotExact, "/m", 1, 4,
            "-1e-999 is too close to zero, the least number is about 5e-324: write it as a string"),
        Trap("m: -.INF", .numberNotExact, "/m", 1, 4, "'-.INF' is not a finite number; quote it to make it a string"),
        Trap("m: .nan", .numberNotExact, "/m", 1, 4, "'.nan' is not a finite number; quote it to make it a string"),
        Trap("1: a", .keyNotString, "", 1, 1, "the key '1' is not a string but a number; quote it"),
        Trap("true: a", .keyNotString, "", 1, 1, "the key 'true' is not a string but a boolean; quote it"),
        Trap("a: {~: x}", .keyNotString, "/a", 1, 5, "the key '~' is not a string but null; quote it"),
        Trap("?\n: x", .keyNotString, "", 1, 2, "the empty key is not a string but null; quote it"),
        Trap(
            "? [a]\n: b", .keyNotString, "", 1, 3, "a list cannot be a key; put a text that begins with '[' in quotes"),
        Trap(
            "? {a: 1}\n: b", .keyNotString, "", 1, 3,
            "a mapping cannot be a key; put a text that begins with '{' in quotes"),
        Trap(
            "a: &x z\n*x : b", .keyNotString, "", 2, 1,
            "an alias cannot be a key; put a text that begins with '*' in quotes"),
        Trap(
            "a: &x {}\nb:\n  <<: *x", .mergeKey, "/b", 3, 3, "the merge key '<<' is not supported; write the fields out"
        ),
        Trap(
            "a: !own x", .unsupportedTag, "/a", 1, 4,
            "the tag '!own' is not supported for this value; remove it, or quote a text that begins with '!'"),
        Trap("a: !!int x", .unsupportedTag, "/a", 1, 4, "the tag '!!int' is not supported for this value; remove it"),
        Trap("!!set {a}", .unsupportedTag, "", 1, 1, "the tag '!!set' is not supported for this value; remove it"),
        Trap("a: !!map []", .unsupportedTag, "/a", 1, 4, "the tag '!!map' is not supported for this value; remove it"),
        Trap(
            "a: [1, *b]", .undefinedAlias, "/a/1", 1, 8,
            "the alias '*b' has no anchor '&b' before it; add the anchor, or quote a text that begins with '*'"),
        Trap(
            "a: &a [1, *a]", .undefinedAlias, "/a/1", 1, 11,
            "the alias '*a' stands within the value that it names; write the value out"),
        Trap(
            "&x a: 1\n---\nb: 1", .syntax, "", 2, 1,
            "a second document begins here, and a file holds one; put it in a file of its own"),
        Trap("a:\n\tb: 1", .syntax, "/a", 2, 1, "a tab cannot indent; use spaces"),
        Trap("a: @b", .syntax, "/a", 1, 4, "a value cannot begin with '@'; quote it"),
        Trap(
            "a: b: c", .syntax, "/a", 1, 5,
            "a text with ': ' in it must be in quotes; quote the whole value"),
        Trap(
            "é: [1, 2\nb: 3", .syntax, "/é/2", 2, 2,
            "',' or ']' is missing before this; the '[' at line 1, column 4 is still open"),
        Trap(
            "a: 'b", .syntax, "/a", 1, 4,
            "the quotation mark that opens here is never closed; add another at the end of the text"),
        Trap(
            "é: 1\nb: \"ü\u{7}\"", .syntax, "/b", 2, 6,
            "the control character U+0007 is not allowed; remove it, or write an escape in double quotes"),
    ]

    @Test("A trap is an error of one line with its place and what to do", arguments: traps)
    func trap(_ trap: Trap) throws {
        let error = try #require(failure(trap.text))
        #expect(error.code == trap.code)
        #expect(error.message == trap.message)
        #expect(error.pointer.description == trap.pointer)
        #expect(error.position == SourcePosition(line: trap.line, column: trap.column))
        #expect(!error.description.contains("\n"))
    }

    @Test(
        "A byte that libyaml never reads belongs to the value around it",
        arguments: [
            ("a: 1\nb:\n  - x\n  - \"ü\u{7}\"\n", "/b/1"), ("a: yes\nb: [1, {c: \u{7}}]\n", "/b/1/c"),
            ("a: |\n  one\n  two\u{7}\n", "/a"), ("a: 1\n\u{7}b: 2\n", ""), ("a: {b: *x, c: &y '\u{7}'}", "/a/c"),
            ("a: 1\na: {c: two words\u{7}}\n", "/a/c"), ("a:\n  b: 1 # \u{7}\nc: 2\n", "/a/b"),
            ("\u{FEFF}a: é\u{2028}\n", "/a"), ("a: 1\nb: \u{85}\n", "/b"), ("a: [1,\n  \u{7}", "/a/1"),
        ])
    func unreadBytes(text: String, pointer: String) throws {
        #expect(try #require(failure(text)).pointer.description == pointer)
    }

    @Test(
        "A value that goes on where it cannot is named, and not what comes behind it",
        arguments: [
            ("a: 1\nr: 'lower' it\n", "/r"), ("a:\n  b: 1\n    c: 2\n", "/a/b"), ("- a: b: c\n", "/0/a"),
            ("o: [a]]\n", "/o"), ("o: [a,\n  b] c\n", "/o"), ("o: {a: [b]} c\n", "/o"), ("o: 'a\n  b' c\n", "/o"),
            ("a: [{b: c: d}]\n", "/a/0"), ("a: 1\nb\n", ""), ("o: [1]\na: 1\n : 2\n", ""),
        ])
    func overlongValues(text: String, pointer: String) {
        #expect(failure(text)?.pointer.description ?? "NO ERROR" == pointer)
    }

    @Test("Duplicate keys pass if the limits say so, and the last one counts")
    func duplicateKeys() throws {
        var limits = ParseLimits.default
        limits.duplicateKeys = .lastWins
        let text = "a: 1\nb: {c: x, c: z}\na: [2]\n"
        #expect(failure(text)?.code == .duplicateKey)
        let document = try YAMLParser.parseDocument(Array(text.utf8), limits: limits)
        #expect(document.value == ["a": [2], "b": ["c": "z"]])
        #expect(document.sourceMap.position(of: JSONPointer(tokens: ["a"])) == SourcePosition(line: 3, column: 4))
    }

    @Test("Invalid UTF-8 is placed in its line")
    func invalidUTF8() {
        let error = failure(Array("a: 1\r\nbé: 日".utf8) + [0xFF, 0x0A])
        #expect(error?.code == .invalidUTF8)
        #expect(error?.position == SourcePosition(line: 2, column: 6))
        #expect(error?.message == "the text is not valid UTF-8; save it as UTF-8")
        #expect(error?.pointer == JSONPointer(tokens: ["bé"]))
        #expect(failure([0xEF, 0xBB, 0xBF, 0x61, 0xC3])?.position == SourcePosition(line: 1, column: 2))
        #expect(failure([0xFF, 0xFE, 0x61, 0x00])?.code == .invalidUTF8)
    }

    @Test(
        "A hundred thousand open brackets are refused at the limit for depth", arguments: ["[", "{a: ", "- ", "[{a: "])
    func deepNesting(opening: String) {
        let error = failure(String(repeating: opening, count: 100_000))
        #expect(error?.code == .tooDeep)
        #expect(error?.message == "values are nested more than 64 levels deep; take some levels out")
    }

    @Test("Exactly the allowed depth is accepted, through an alias too")
    func depthLimit() throws {
        var limits = ParseLimits.default
        limits.maximumDepth = 3
        #expect(failure("[[[1]]]", limits: limits) == nil)
        #expect(failure("[[[[]]]]", limits: limits)?.code == .tooDeep)
        #expect(failure("[&a [1], [*a]]", limits: limits) == nil)
        #expect(failure("[&a [1], [[*a]]]", limits: limits)?.code == .tooDeep)
    }

    @Test("A bomb of aliases is refused by the number of its values")
    func aliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let aliases = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = failure(text)
        #expect(error?.code == .tooManyValues)
        #expect(
            error?.message
                == "there are more than 100000 values, with those that aliases stand for; split the text, or use fewer aliases"
        )
    }

    @Test("A bomb of one long string is refused by its bytes")
    func longStringBomb() {
        let long = String(repeating: "x", count: 100_000)
        let aliases = [String](repeating: "*a", count: 20).joined(separator: ",")
        let error = failure("[&a \(long), \(aliases)]")
        #expect(error?.code == .tooLarge)
        #expect(error?.message == "the aliases stand for more than 1048576 bytes together; use fewer of them")
    }

    @Test("Each limit is enforced where it is crossed")
    func limits() {
        var limits = ParseLimits.default
        limits.maximumValues = 3
        #expect(failure("[1, 2]", limits: limits) == nil)
        #expect(failure("[1, 2, 3]", limits: limits)?.code == .tooManyValues)
        limits.maximumBytes = 5
        #expect(failure("abcde", limits: limits) == nil)
        #expect(failure("abcdef", limits: limits)?.code == .tooLarge)
        limits.maximumStringBytes = 4
        #expect(failure("abcd", limits: limits) == nil)
        #expect(failure("abcde", limits: limits)?.code == .tooLarge)
        #expect(throws: FormatError.self) {
            var limits = ParseLimits.default
            limits.maximumValues = 2
            return try YAMLParser.parseDocuments(Array("1\n---\n2\n---\n3".utf8), limits: limits)
        }
    }

    @Test("A flood of directives is refused before libyaml reads it")
    func directives() {
        let text = (0..<80_000).map { "%TAG !\($0)! x" }.joined(separator: "\n") + "\n---\n"
        let error = failure(text)
        #expect(error?.code == .tooLarge)
        #expect(failure("%YAML 1.2\n%TAG !e! tag:yaml.org,2002:\n---\n!e!str 1\n") == nil)
    }

    @Test("Keys in descending order are read, and a late duplicate among them is found")
    func manyKeys() throws {
        let lines = stride(from: 90_000, to: 0, by: -1).map { "k\($0):" }
        let document = try YAMLParser.parseDocument(Array(lines.joined(separator: "\n").utf8))
        #expect(document.value.objectValue?.count == 90_000)
        #expect(document.value["k90000"] == .null)
        let error = failure((lines + ["k90000:"]).joined(separator: "\n"))
        #expect(error?.code == .duplicateKey)
        #expect(error?.position == SourcePosition(line: 90_001, column: 1))
    }

    @Test("Keys that differ in their bytes alone are different")
    func canonicalEquivalence() throws {
        let document = try YAMLParser.parseDocument(Array("e\u{301}: 1\n\u{E9}: 2\n".utf8))
        #expect(document.value.objectValue?.count == 2)
    }

    @Test("No bytes trap: each prefix and each flipped byte of a text gives a value or an error")
    func mutations() {
        let text = Array("a: &x [1, 'é', \"\\u00e9\"]\nb: |\n  t\n? c\n: !!str *x\n# e\n...\n".utf8)
        var outcomes = 0
        for index in text.indices {
            _ = failure(Array(text[..<index]))
            for value in [0x00, 0x09, 0x22, 0x26, 0x2A, 0x3A, 0x5B, 0x7B, 0xC3, 0xFF] as [UInt8] {
                var mutated = text
                mutated[index] = value
                _ = failure(mutated)
                outcomes += 1
            }
        }
        #expect(outcomes == text.count * 10)
    }
}
