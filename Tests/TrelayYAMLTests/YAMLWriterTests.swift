import Testing
import TrelayFormat
import TrelayYAML

@Suite("Values written as YAML")
struct YAMLWriterTests {
    @Test("Blocks, plain words, and texts as they are")
    func blocks() throws {
        let value: JSONValue = [
            "name": "chat", "empty": [], "none": [:], "list": [["a": 1, "b": [true, nil]], [1, [2]]],
            "prompt": "Be brief.\n\n  Be kind.\n", "on": "no",
        ]
        #expect(
            YAMLWriter.text(value) == """
                empty: []
                list:
                  - a: 1
                    b:
                      - true
                      - null
                  - - 1
                    - - 2
                name: chat
                none: {}
                "on": "no"
                prompt: |
                  Be brief.

                    Be kind.

                """)
    }

    @Test(
        "A string stays that string",
        arguments: [
            "", " ", "~", "null", "True", "yes", "n", "1", "-1", "1e5", "0x1F", ".5", ".inf", "1_000", "12:30",
            "2026-01-01",
            "<<", "=", "- a", "a: b", "a #b", "#", "&a", "*a", "!t", "%d", "@", "`", "|", ">", "?", "'", "\"", "\\",
            "{}", "[",
            "a\n", "a\n\n", "a\n\n\n", "\n", "\n\n", "\na", " a\nb", "a\n b", "\ta\nb", "a\n\tb", "a\nb", "a\r\nb",
            "a \nb ",
            "a\n \n", "a\n  b\n c", "---\na", "a\n---\nb", "...\na\n", "a\u{85}b\nc", "a\u{2028}\nb", "\u{FEFF}a\nb",
            "\u{0}", "\u{7F}",
            "a\u{FFFF}", "\u{1F600}\n\u{1F600}", "ä", "# a\nb", "%YAML 1.2\nb", "? a\nb", "a:\nb",
        ])
    func strings(text: String) throws {
        let key = text.isEmpty ? "empty" : text
        let values: [JSONValue] = [
            .string(text), [.string(text), 1], ["a": .string(text), "b": 1], .object([key: ["c": .string(text)]]),
            [["a": .string(text)]], .array([.array([.string(text)])]),
        ]
        for value in values {
            let written = YAMLWriter.text(value)
            #expect(try YAMLParser.parseDocument(Array(written.utf8)).value == value, "\(written.debugDescription)")
        }
    }

    @Test("Any short text of characters that mean something stays that text, wherever it stands")
    func randomStrings() throws {
        let alphabet: [Character] = [
            " ", "\n", "\n", "\t", "a", "-", ":", "#", "|", "'", "\"", "\\", "\r", "\u{85}", "0", ".", "?", "{", "]",
            ",", "&", "%",
        ]
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            // Knuth's MMIX generator: the high bits are the good ones.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<4_000 {
            let text = String((0..<next(8)).map { _ in alphabet[next(alphabet.count)] })
            let value: JSONValue = [
                .string(text), ["k": .string(text), "z": [.string(text)]], .object([text: .string(text)]),
            ]
            let written = YAMLWriter.text(value)
            try #require(try YAMLParser.parseDocument(Array(written.utf8)).value == value, "\(text.debugDescription)")
        }
    }

    @Test(
        "Numbers stay those numbers",
        arguments: [0, -0.5, 1e21, 1.5e300, .leastNonzeroMagnitude, 9_007_199_254_740_991, 1e-7])
    func numbers(number: Double) throws {
        let written = YAMLWriter.text([.number(number)])
        #expect(try YAMLParser.parseDocument(Array(written.utf8)).value == [.number(number)])
    }

    @Test("A key that is longer than a line's may be")
    func longKeys() throws {
        let key = String(repeating: "k", count: 3_000)
        for inner in [1, ["a": 1], "x\ny\n", [1, 2]] as [JSONValue] {
            let value: JSONValue = [["b": .object([key: inner])]]
            #expect(try YAMLParser.parseDocument(Array(YAMLWriter.text(value).utf8)).value == value)
        }
    }

    @Test("Nesting as deep as the parser follows")
    func depth() throws {
        var value = JSONValue.string("a\nb")
        for level in 0..<60 { value = level.isMultiple(of: 2) ? [value] : ["k": value] }
        #expect(try YAMLParser.parseDocument(Array(YAMLWriter.text(value).utf8)).value == value)
    }
}
