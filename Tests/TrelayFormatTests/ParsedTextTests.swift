import Testing
import TrelayCrypto
import TrelayFormat

@Suite("Canonical texts are recognized while they are parsed")
struct ParsedTextTests {
    @Test(
        "A canonical text is recognized",
        arguments: [
            "null", "true", "0", "-1", "999999999999999", "9007199254740991", "0.5", "-1.25", "0.000001", "1e-7",
            "1e+21",
            "0.3333333333333333", "0.1234567890123456", "333333333.33333325", "5e-324", "[]", "{}", "[1,[],{}]", "\"\"",
            #""plain""#, #""é€😀/""#, #""\"\\\b\f\n\r\t""#, #"{"a":1,"b":2}"#, #"{"a":{"b":1,"c":2},"b":[{"a":1}]}"#,
            #"{"😀":1,"﬩":2}"#, #"{"":0,"a":1,"aa":2,"ab":3,"longer than a word":4,"longer than a worf":5}"#,
        ])
    func canonical(text: String) throws {
        let parsed = try JSONParser.parseText(Array(text.utf8))
        #expect(parsed.value.canonicalString() == text)
        #expect(parsed.isCanonical)
        #expect(parsed.value.digest() == SHA256.hash(utf8: text))
    }

    @Test(
        "A text that is not canonical is not taken for one",
        arguments: [
            " 1", "1\n", "[1, 2]", "[1 ,2]", "[ ]", "{ }", #"{"a": 1}"#, #"{"a" :1}"#, #"{"b":1,"a":2}"#,
            #"{"a":{"b":1,"a":2}}"#, #"{"﬩":1,"😀":2}"#, #"{"ab":1,"a":2}"#, #""\/""#, #""\u0041""#, #""\u000a""#,
            #""\u001F""#, #""\ud83d\ude00""#, #"{"\u0061":1}"#, "-0", "-0.0", "0.0", "1.0", "1.50", "10.0", "1e2",
            "1E+21", "1e21", "1.0e-7", "1e-07", "0.0000001", "0.00001e1", "0.30000000000000001", "0.33333333333333333",
            "1e0", "100000000000000000000e1", "0e5",
        ])
    func notCanonical(text: String) throws {
        let parsed = try JSONParser.parseText(Array(text.utf8))
        #expect(parsed.value.canonicalString() != text)
        #expect(!parsed.isCanonical)
    }

    @Test("What is not worth finding out counts as not canonical", arguments: [#""\u0000""#, #"{"\n":1}"#])
    func notKnown(text: String) throws {
        let parsed = try JSONParser.parseText(Array(text.utf8))
        #expect(parsed.value.canonicalString() == text)
        #expect(!parsed.isCanonical)
    }

    @Test("Of generated texts, whole and damaged, true is always right", arguments: PropertyTests.seeds)
    func property(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var recognized = 0
        for _ in 0..<PropertyTests.rounds {
            let value = generator.value(depth: 4)
            let canonical = value.canonicalBytes()
            let parsed = try JSONParser.parseText(canonical)
            #expect(parsed.value == value)
            if parsed.isCanonical { recognized += 1 }
            // A text with a \u escape or an escape in a key is all that is not recognized.
            #expect(parsed.isCanonical || canonical.contains(UInt8(ascii: "\\")))
            for _ in 0..<5 { Self.check(Self.damaged(canonical, using: &generator)) }
            Self.check(Array(value.prettyString().utf8))
        }
        #expect(recognized > PropertyTests.rounds / 4)
    }

    @Test("Of thirty thousand spellings of numbers, exactly the canonical ones are recognized")
    func numbers() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<30_000 {
            let digits = UInt64.random(in: 0..<(1 << UInt64.random(in: 1...63, using: &generator)), using: &generator)
            let places = Int.random(in: 0...24, using: &generator)
            let padded = String(repeating: "0", count: max(0, places + 1 - "\(digits)".count)) + "\(digits)"
            var text = places == 0 ? padded : padded.dropLast(places) + "." + padded.suffix(places)
            if Int.random(in: 0..<4, using: &generator) == 0 { text += "e\(Int.random(in: -9...9, using: &generator))" }
            guard let parsed = try? JSONParser.parseText(Array(text.utf8)) else { continue }
            #expect(parsed.value.numberValue == Double(text), "\(text)")
            #expect(parsed.isCanonical == (parsed.value.canonicalString() == text), "\(text)")
        }
    }

    /// If the text is taken for canonical, it must be; and both ways of parsing must agree.
    private static func check(_ text: [UInt8]) {
        guard let parsed = try? JSONParser.parseText(text) else {
            #expect((try? JSONParser.parse(text)) == nil)
            return
        }
        #expect((try? JSONParser.parse(text)) == parsed.value)
        #expect(!parsed.isCanonical || parsed.value.canonicalBytes() == text)
    }

    /// A few bytes removed, doubled, exchanged or replaced by such as texts have.
    private static func damaged(_ text: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...2, using: &generator) where text.count > 1 {
            let index = text.indices.randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: text.remove(at: index)
            case 1: text.insert(text[index], at: index)
            case 2: text.swapAt(index, text.indices.randomElement(using: &generator) ?? 0)
            default: text[index] = Array(#" 01e.-+,:"\/nu{}[]ab"#.utf8).randomElement(using: &generator) ?? 0
            }
        }
        return text
    }
}
