import Testing
import TrelayFormat
import TrelayYAML

@Suite("Traps of YAML")
struct YAMLTrapTests {
    private func value(_ text: String) throws(FormatError) -> JSONValue {
        try YAMLParser.parseDocument(Array(text.utf8)).value
    }

    private func failure(_ text: String, limits: ParseLimits = .default) -> FormatError? {
        do {
            _ = try YAMLParser.parseDocument(Array(text.utf8), limits: limits)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Words

    private static let words = [
        "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF",
    ]

    @Test("A word that is a boolean in YAML 1.1 alone is refused as a value, an element and a key", arguments: words)
    func ambiguousWord(word: String) throws {
        for (text, position) in [
            (word, (1, 1)), ("a: \(word)", (1, 4)), ("- 1\n- \(word)", (2, 3)), ("ü: {é: \(word)}", (1, 8)),
            ("\(word): 1", (1, 1)), ("ü: {\(word): 1}", (1, 5)), ("? \(word)\n", (1, 3)),
        ] {
            let error = try #require(failure(text))
            #expect(error.code == .ambiguousScalar, "\(text)")
            #expect(error.position == SourcePosition(line: position.0, column: position.1), "\(text)")
            #expect(error.message.contains("'\(word)'") && error.message.contains("quote it"))
        }
        #expect(try value("'\(word)': \"\(word)\"") == .object(JSONObject([(word, .string(word))])))
        #expect(try value("!!str \(word)") == .string(word))
        #expect(try value("|-\n  \(word)") == .string(word))
        #expect(try value("a \(word)") == .string("a " + word))
    }

    // MARK: Numbers

    @Test(
        "What only some readers take for a number is refused, with the number to write instead",
        arguments: [
            ("0123", "83 or 123"), ("-0123", "-83 or -123"), ("00", "0"), ("007", "7"), ("0009", "9"), ("08", "8"),
            ("0o17", "15"), ("-0o17", "-15"), ("0x1F", "31"), ("-0x1F", "-31"), ("0xF_F", "255"), ("0b101", "5"),
            ("1_000", "1000"), ("1_0.5", "10.5"), ("2024_11", "202411"), ("+4", "4"), ("+1.5", "1.5"), ("+.5", "0.5"),
            (".5", "0.5"), ("-.5", "-0.5"), (".5e3", "0.5e3"), ("1.", "1"), ("-1.", "-1"), ("1.e5", "1e5"),
            ("00.5", "0.5"), ("01e2", "1e2"),
        ])
    func numbers(text: String, replacement: String) throws {
        let error = try #require(failure("a: [\(text)]"))
        #expect(error.code == .ambiguousScalar)
        #expect(error.position == SourcePosition(line: 1, column: 5))
        #expect(error.message.hasSuffix("; write \(replacement), or quote it"), "\(error.message)")
        #expect(try value("'\(text)'") == .string(text))
        for number in replacement.split(separator: " or ") {
            #expect(try value(String(number)) == JSONParser.parse(String(number)))
        }
    }

    @Test(
        "A number of base 60 can only be quoted",
        arguments: ["1:30", "1:30:00", "08:30", "190:20:30.15", "-1:5", "22:22", "1_0:00"])
    func sexagesimal(text: String) throws {
        let error = try #require(failure("a: \(text)"))
        #expect(error.code == .ambiguousScalar)
        #expect(error.message.hasSuffix("is a number of base 60 to some readers and a string to others; quote it"))
    }

    @Test("Numbers too long for a message or an integer are refused all the same")
    func longNumbers() throws {
        let digits = String(repeating: "7", count: 5_000)
        for (text, code) in [
            (digits, FormatError.Code.tooLarge), ("0" + digits, .ambiguousScalar),
            ("0x" + digits, .ambiguousScalar), ("0b" + String(repeating: "1", count: 5_000), .ambiguousScalar),
            ("1_" + digits, .ambiguousScalar), ("+" + digits, .ambiguousScalar), ("." + digits, .ambiguousScalar),
            (digits + ".", .ambiguousScalar), ("1e" + digits, .tooLarge), (digits + ":30", .ambiguousScalar),
        ] {
            let error = try #require(failure(text))
            #expect(error.code == code, "\(text.prefix(10))")
            #expect(error.message.utf8.count < 250)
        }
    }

    @Test("Every number of JSON is the same number in YAML")
    func jsonNumbers() throws {
        var generator = Numbers(state: 42)
        for _ in 0..<5_000 {
            let text = generator.next()
            guard let expected = try? JSONParser.parse(text) else {
                #expect(failure(text)?.code == .numberNotExact, "\(text)")
                continue
            }
            #expect(try value(text) == expected, "\(text)")
        }
    }

    // MARK: Keys

    @Test(
        "A key is a duplicate in whatever style it is written",
        arguments: ["ab", "'ab'", "\"ab\"", "\"\\u0061b\"", "\"a\\x62\"", "!!str ab", "! ab", "? ab\n", "&x ab"])
    func duplicateKeys(spelling: String) throws {
        let error = try #require(failure("é: 1\nab: 1\n\(spelling): 2\n"))
        #expect(error.code == .duplicateKey)
        #expect(error.position?.line == 3)
        #expect(error.pointer == JSONPointer(tokens: ["ab"]))
        #expect(error.message.contains("the first value is at line 2"))
    }

    @Test("A key of one mapping may stand in another")
    func sameKeyElsewhere() throws {
        #expect(try value("a: {a: {a: 1}}\nb: [{a: 1}, {a: 2}]") == ["a": ["a": ["a": 1]], "b": [["a": 1], ["a": 2]]])
    }

    @Test("A key longer than the reader looks ahead is refused, and one that is not is read")
    func longKeys() throws {
        let long = String(repeating: "k", count: 1_100)
        for text in ["\(long): 1", "{\(long): 1}", "{\"\(long)\": 1}", "\"\(long)\": 1", "a: 1\n\(long): 1"] {
            #expect(failure(text)?.code == .syntax, "\(text.prefix(5))")
        }
        #expect(failure("{\"\(long)\": 1}")?.message.contains("shorten the key") == true)
        #expect(failure("a: 1\n\(long): 1")?.message.contains("shorten the key") == true)
        let short = String(repeating: "k", count: 1_000)
        #expect(try value("{\"\(short)\": 1}")[short] == 1)
    }

    // MARK: Encodings and lines

    @Test("Positions count code points, lines of all ends, and no byte order mark")
    func positions() {
        for end in ["\n", "\r\n", "\r"] {
            let error = failure("\u{FEFF}ключ: 日本\(end)👩‍👩‍👧: [é, yes]\(end)")
            #expect(error?.position == SourcePosition(line: 2, column: 12))
            #expect(error?.pointer == JSONPointer(tokens: ["👩‍👩‍👧", "1"]))
        }
    }

    @Test(
        "A character that ends a line for some readers is refused wherever it stands",
        arguments: ["\u{85}", "\u{2028}", "\u{2029}"])
    func lineBreaks(character: String) throws {
        for text in ["é: a\(character)b", "é: \"a\(character)b\"", "é: 1 \(character)# c", "é: a\(character)"] {
            #expect(failure(text)?.code == .ambiguousScalar)
        }
        #expect(failure("é: 1\n\u{20AC}â: a\(character)b")?.position == SourcePosition(line: 2, column: 6))
        #expect(failure("\u{FEFF}a: \(character)")?.position == SourcePosition(line: 1, column: 4))
        #expect(try value(#"["\u0085", "\u2028", "\u2029"]"#) == ["\u{85}", "\u{2028}", "\u{2029}"])
    }

    @Test("UTF-16 is refused, whichever byte comes first")
    func utf16() {
        for bytes in [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61]] as [[UInt8]] {
            let error = #expect(throws: FormatError.self) { try YAMLParser.parseDocument(bytes) }
            #expect(error?.message == "the text is UTF-16; save it as UTF-8")
        }
    }

    @Test(
        "A tab that indents is refused at its place",
        arguments: ["a:\n\tb: 1", "a:\n \tb: 1", "- a\n\t- b", "a: |\n\tx"])
    func tabs(text: String) {
        #expect(failure(text)?.position?.line == 2)
        #expect(failure(text)?.message == "a tab cannot indent; use spaces")
    }

    // MARK: Aliases

    @Test("Aliases within the limits are counted as what they stand for")
    func aliasLimits() {
        var limits = ParseLimits.default
        limits.maximumValues = 8
        #expect(failure("[&a [1, 2], *a]", limits: limits) == nil)
        #expect(failure("[&a [1, 2], *a, *a]", limits: limits)?.code == .tooManyValues)
        limits = .default
        limits.maximumBytes = 40
        #expect(failure("[&a aaaaaaaaaaaa, *a, *a, *a]", limits: limits) == nil)
        #expect(failure("[&a aaaaaaaaaaaa, *a, *a, *a, *a]", limits: limits)?.code == .tooLarge)
        #expect(failure("[&a {aaaaaaaaaaaa: 1}, *a, *a, *a, *a]", limits: limits)?.code == .tooLarge)
    }

    @Test("An alias means the value of its own document")
    func aliasOfAnotherDocument() {
        #expect(throws: FormatError.self) { try YAMLParser.parseDocuments(Array("&a 1\n---\n*a\n".utf8)) }
    }

    @Test("Messages stay on one line, whatever the text holds", arguments: ["\u{202E}", "\u{200B}", "\u{FEFF}", "\\n"])
    func invisibleText(character: String) throws {
        let text = "\"a\(character)b\": 1\n\"a\(character)b\": 2"
        let message = try #require(failure(text)?.message)
        #expect(message.unicodeScalars.allSatisfy { (0x20...0x7E).contains($0.value) }, "\(message)")
    }
}

/// Texts of numbers as JSON writes them, the same ones at every run.
private struct Numbers {
    var state: UInt64

    mutating func next() -> String {
        var text = below(2) == 0 ? "-" : ""
        text += below(4) == 0 ? "0" : String(1 + below(1 << (1 + below(60))))
        if below(2) == 0 { text += "." + (0...below(12)).map { _ in String(below(10)) }.joined() }
        if below(3) == 0 { text += ["e", "E", "e+", "E-", "e-"][Int(below(5))] + String(below(340)) }
        return text
    }

    private mutating func below(_ bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 2) % bound
    }
}
