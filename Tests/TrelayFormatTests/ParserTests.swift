import Testing
import TrelayFormat

@Suite("Parsing JSON")
struct ParserTests {
    @Test("A document with every kind of value is read as written")
    func everything() throws {
        let text = """
             {"null": null, "yes": true, "no": false, "list": [1, -2.5, 3e2, []], "text": "a\\u00e9\\n\\ud83d\\ude00/\\/",
              "empty": {}}\r
            """
        let expected: JSONValue = [
            "null": nil, "yes": true, "no": false, "list": [1, -2.5, 300, []], "text": "aé\n😀//", "empty": [:],
        ]
        #expect(try JSONParser.parse(text) == expected)
    }

    @Test("A scalar alone is a document", arguments: [("0", 0), ("-0", 0), ("-0.0", 0), ("12e-1", 1.2), ("1E+2", 100)])
    func scalars(text: String, expected: Double) throws {
        #expect(try JSONParser.parse(text) == .number(expected))
    }

    @Test("Minus zero becomes zero, as canonical JSON has only one")
    func minusZero() throws {
        #expect(try JSONParser.parse("-0").numberValue?.sign == .plus)
    }

    @Test("Members come in canonical order, however they were written")
    func order() throws {
        let value = try JSONParser.parse(#"{"\ue000": 1, "b": 2, "😀": 3, "a": 4, "": 5}"#)
        #expect(value.objectValue?.keys == ["", "a", "b", "😀", "\u{E000}"])
        #expect(value["b"] == 2)
    }

    @Test("Keys that Swift holds for equal but that differ in bytes are two members")
    func composedKeys() throws {
        let value = try JSONParser.parse("{\"\u{E9}\": 1, \"e\u{301}\": 2}")
        #expect(value.objectValue?.count == 2)
        #expect(value["\u{E9}"] == 1)
        #expect(value["e\u{301}"] == 2)
    }

    @Test("The greatest exact integers are accepted", arguments: [9_007_199_254_740_991, -9_007_199_254_740_991])
    func greatestIntegers(_ integer: Int) throws {
        #expect(try JSONParser.parse(String(integer)).integerValue == integer)
        #expect(try JSONParser.parse("\(integer).0").integerValue == integer)
    }

    @Test(
        "A number that a double would change is refused",
        arguments: [
            "9007199254740992", "-9007199254740992", "9007199254740993.0", "1e20", "123456789012345678901234567890e-10",
            "1e400", "-1e400", "1e-400", "1e999999999999999999999",
        ])
    func inexactNumbers(_ text: String) {
        #expect(throws: FormatError.self) { try JSONParser.parse("[\(text)]") }
        #expect(failure("[\(text)]")?.code == .numberNotExact)
        #expect(failure("[\(text)]")?.pointer == JSONPointer(tokens: ["0"]))
    }

    @Test(
        "Decimal numbers are read to the nearest double",
        arguments: [
            "0.1", "1.7976931348623157e308", "5e-324", "2.2250738585072014e-308", "1e22", "1e23", "8.5e-10",
            "123456.789012345678", "0.000001", "4.35", "1.15e-5", "9007199254740990.5", "1e21",
            "3.141592653589793238462643",
        ])
    func nearestDouble(_ text: String) throws {
        #expect(try JSONParser.parse(text).numberValue == Double(text))
        #expect(try JSONParser.parse("-" + text).numberValue == Double("-" + text))
    }

    @Test("Strings of all lengths end where they should", arguments: 0..<40)
    func stringLengths(_ count: Int) throws {
        let plain = String(repeating: "x", count: count)
        #expect(try JSONParser.parse("\"\(plain)\"") == .string(plain))
        for special in ["\\\\", "\\\"", "é", "€", "😀", "\u{7F}"] {
            let text = "\"\(plain)\(special)\(plain)\""
            let expected = plain + (special.hasPrefix("\\") ? String(special.dropFirst()) : special) + plain
            #expect(try JSONParser.parse(text) == .string(expected))
        }
        #expect(failure("\"\(plain)\u{1F}\(plain)\"")?.position?.column == count + 2)
    }

    @Test("Who asks for it reads great integers that a double holds exactly, and no others")
    func greatExactIntegers() throws {
        var limits = ParseLimits.default
        limits.acceptsGreatExactIntegers = true
        for text in [
            "9007199254740992", "-9007199254740992", "9007199254740992.0", "9.007199254740992e15", "1e19",
            "9007199254740994", "100000000000000000", "9223372036854775808",
        ] {
            #expect(try JSONParser.parse(text, limits: limits).numberValue == Double(text))
            #expect(failure(text)?.code == .numberNotExact, "\(text)")
        }
        for text in ["9007199254740993", "-9007199254740993.0", "9007199254740993e0", "9223372036854775809"] {
            #expect(throws: FormatError.self, "\(text)") { try JSONParser.parse(text, limits: limits) }
        }
    }

    private func failure(_ text: String) -> FormatError? {
        do {
            _ = try JSONParser.parse(text)
            return nil
        } catch {
            return error
        }
    }
}
