import Testing
import TrelayFormat

@Suite("Duplicate keys")
struct DuplicateKeyTests {
    private static let lastWins: ParseLimits = {
        var limits = ParseLimits.default
        limits.duplicateKeys = .lastWins
        return limits
    }()

    @Test(
        "They are refused unless asked for, and then the last one counts",
        arguments: [
            (#"{"a":1,"a":2}"#, #"{"a":2}"#), (#"{"a":1,"a":1}"#, #"{"a":1}"#),
            (#"{"b":1,"a":2,"b":{"c":3,"c":4},"a":5}"#, #"{"a":5,"b":{"c":4}}"#),
            (#"{"a":1,"\u0061":2}"#, #"{"a":2}"#), (#"[{"a":1},{"b":1,"a":2,"a":3}]"#, #"[{"a":1},{"a":3,"b":1}]"#),
        ])
    func json(text: String, expected: String) throws {
        #expect(throws: FormatError.self) { try JSONParser.parse(text) }
        #expect(try JSONParser.parse(text, limits: Self.lastWins).canonicalString() == expected)
        let bytes = Array(text.utf8)
        #expect(try JSONParser.parseDocument(bytes, limits: Self.lastWins).value.canonicalString() == expected)
        #expect(try !JSONParser.parseText(bytes, limits: Self.lastWins).isCanonical)
    }

    @Test("The last one counts in objects of any size", arguments: [3, 32, 33, 500])
    func manyMembers(count: Int) throws {
        // Descending, each key twice with others between, so that nothing is sorted and nothing adjacent.
        let members = (0..<2 * count).map { "\"k\(count - 1 - $0 % count)\":\($0)" }
        let value = try JSONParser.parse("{\(members.joined(separator: ","))}", limits: Self.lastWins)
        #expect(value.objectValue?.count == count)
        for index in 0..<count { #expect(value["k\(index)"]?.integerValue == 2 * count - 1 - index) }
    }

    @Test("What follows is read as ever, and every other rule is kept")
    func otherRules() {
        func code(_ text: String) -> FormatError.Code? {
            do {
                _ = try JSONParser.parse(text, limits: Self.lastWins)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(#"{"a":1,"a":9007199254740993}"#) == .numberNotExact)
        #expect(code(#"{"a":1,"a":2} x"#) == .syntax)
        #expect(code(#"{"a":1,"a":"\ud800"}"#) == .loneSurrogate)
    }

    @Test("The same in CBOR, but never in deterministic bytes")
    func cbor() throws {
        let bytes: [UInt8] = [0xA3, 0x61, 0x61, 0x01, 0x61, 0x62, 0x02, 0x61, 0x61, 0x03]
        let error = #expect(throws: FormatError.self) { try CBORDecoder.decode(bytes) }
        #expect(error?.code == .duplicateKey)
        #expect(error?.pointer.description == "/a")
        #expect(try CBORDecoder.decode(bytes, limits: Self.lastWins) == ["a": 3, "b": 2])
        let adjacent: [UInt8] = [0xA2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x03]
        #expect(try CBORDecoder.decode(adjacent, limits: Self.lastWins) == ["a": 3])
        for bytes in [bytes, adjacent] {
            #expect(throws: FormatError.self) {
                try CBORDecoder.decode(bytes, limits: Self.lastWins, requiresDeterministic: true)
            }
        }
    }
}
