import Testing
import TrelayFormat

@Suite("CBOR decoding")
struct CBORDecoderTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let hex: String
        let code: FormatError.Code
        let error: String
        var testDescription: String { hex }

        init(_ hex: String, _ code: FormatError.Code, _ error: String) {
            self.hex = hex
            self.code = code
            self.error = error
        }
    }

    static let refusals = [
        Refusal("", .syntax, "byte 0: there are no bytes: expected a value in CBOR"),
        Refusal("0000", .syntax, "byte 1: 1 byte follows the value: remove it"),
        Refusal(
            "1901", .syntax,
            "byte 0: the bytes end inside the value that begins here: 1 byte is missing, send all of them"),
        Refusal("826161", .syntax, "byte 3: the bytes end where a value is expected: send all of them (at /1)"),
        Refusal(
            "83f6f6", .syntax, "byte 0: the bytes end before the 3 elements that are announced here: send all of them"),
        Refusal(
            "a26161f6", .syntax, "byte 0: the bytes end before the 2 members that are announced here: send all of them"),
        Refusal(
            "9bffffffffffffffff00", .syntax,
            "byte 0: the bytes end before the 18446744073709551615 elements that are announced here: send all of them"),
        Refusal(
            "7bffffffffffffffff00", .syntax,
            "byte 0: the bytes end inside the text that begins here: 18446744073709551614 bytes are missing, send all of them"
        ),
        Refusal(
            "6361", .syntax,
            "byte 0: the bytes end inside the text that begins here: 2 bytes are missing, send all of them"),
        Refusal("7f6161", .syntax, "byte 3: the bytes end inside a text: its end mark 0xFF is missing"),
        Refusal(
            "7f01ff", .syntax,
            "byte 1: a text of indefinite length consists of texts of definite length, and this is an integer"),
        Refusal(
            "7f7f6161ffff", .syntax,
            "byte 1: a text of indefinite length consists of texts of definite length, and this is a text"),
        Refusal("9f01", .syntax, "byte 2: the bytes end where a value is expected: send all of them (at /1)"),
        Refusal(
            "bf6161ff", .syntax,
            "byte 3: the end mark 0xFF stands where a value is expected: remove it, or count again (at /a)"),
        Refusal("ff", .syntax, "byte 0: the end mark 0xFF stands where a value is expected: remove it, or count again"),
        Refusal(
            "81ff", .syntax,
            "byte 1: the end mark 0xFF stands where a value is expected: remove it, or count again (at /0)"),
        Refusal("1c", .syntax, "byte 0: no value begins with byte 0x1C: the bytes are damaged, or no CBOR"),
        Refusal("1f", .syntax, "byte 0: an integer or a tag has no indefinite length"),
        Refusal("f818", .syntax, "byte 0: simple value 24 must not stand in two bytes"),
        Refusal(
            "4401020304", .notRepresentable,
            "byte 0: a byte string has no counterpart in JSON: write it as base64 text"),
        Refusal(
            "a16161c074323031332d30332d32315432303a30343a30305a", .notRepresentable,
            "byte 3: tag 0 has no counterpart in JSON: write the value without a tag (at /a)"),
        Refusal("f7", .notRepresentable, "byte 0: undefined has no counterpart in JSON: write null, or leave it out"),
        Refusal(
            "81f0", .notRepresentable,
            "byte 1: simple value 16 has no counterpart in JSON: write null, or leave it out (at /0)"),
        Refusal(
            "f8ff", .notRepresentable,
            "byte 0: simple value 255 has no counterpart in JSON: write null, or leave it out"),
        Refusal(
            "a10102", .notRepresentable, "byte 1: the key is an integer, and JSON's keys are text: write it as text"),
        Refusal("a1f602", .notRepresentable, "byte 1: the key is null, and JSON's keys are text: write it as text"),
        Refusal(
            "a1f93e0002", .notRepresentable, "byte 1: the key is a float, and JSON's keys are text: write it as text"),
        Refusal("f97e00", .notRepresentable, "byte 0: NaN has no counterpart in JSON: write null or a text"),
        Refusal(
            "faff800000", .notRepresentable, "byte 0: -Infinity has no counterpart in JSON: write null or a text"),
        Refusal(
            "1b0020000000000000", .numberNotExact,
            "byte 0: 9007199254740992 is an integer beyond ±9007199254740991, which not every reader keeps exactly: "
                + "write it as text"),
        Refusal(
            "3bffffffffffffffff", .numberNotExact,
            "byte 0: -18446744073709551616 is an integer beyond ±9007199254740991, which not every reader keeps "
                + "exactly: write it as text"),
        Refusal(
            "81fb4340000000000000", .numberNotExact,
            "byte 1: 9007199254740992 is an integer beyond ±9007199254740991, which not every reader keeps exactly: "
                + "write it as text (at /0)"),
        Refusal(
            "a2616101616102", .duplicateKey, "byte 4: the key \"a\" occurs twice in this map: keep one of them (at /a)"),
        Refusal(
            "a361628101616102616203", .duplicateKey,
            "byte 8: the key \"b\" occurs twice in this map: keep one of them (at /b)"),
        Refusal("62c328", .invalidUTF8, "byte 1: these bytes are not UTF-8: encode the text as UTF-8"),
        Refusal("7f61c361bcff", .invalidUTF8, "byte 2: these bytes are not UTF-8: encode the text as UTF-8"),
        Refusal("63eda080", .invalidUTF8, "byte 1: these bytes are not UTF-8: encode the text as UTF-8"),
    ]

    @Test("What JSON cannot say is refused with its place", arguments: refusals)
    func refused(_ refusal: Refusal) throws {
        let bytes = try #require(Hexadecimal.bytes(refusal.hex))
        let error = #expect(throws: FormatError.self) { try CBORDecoder.decode(bytes) }
        #expect(error?.description == refusal.error)
        #expect(error?.code == refusal.code)
        #expect(error?.position == nil)
        #expect(throws: FormatError.self) { try CBORDecoder.decode(bytes, requiresDeterministic: true) }
    }

    struct Loose: Sendable {
        let hex: String
        let value: JSONValue
        let error: String
    }

    static let loose = [
        Loose(
            hex: "1817", value: 23,
            error: "byte 0: this number or length has a shorter form: write it with the fewest bytes"),
        Loose(
            hex: "1b0000000000000001", value: 1,
            error: "byte 0: this number or length has a shorter form: write it with the fewest bytes"),
        Loose(
            hex: "3800", value: -1,
            error: "byte 0: this number or length has a shorter form: write it with the fewest bytes"),
        Loose(
            hex: "780161", value: "a",
            error: "byte 0: this number or length has a shorter form: write it with the fewest bytes"),
        Loose(
            hex: "9800", value: [],
            error: "byte 0: this number or length has a shorter form: write it with the fewest bytes"),
        Loose(
            hex: "b800", value: [:],
            error: "byte 0: this number or length has a shorter form: write it with the fewest bytes"),
        Loose(hex: "f98000", value: 0, error: "byte 0: this number is whole: write it as an integer"),
        Loose(
            hex: "81fb4059000000000000", value: [100],
            error: "byte 1: this number is whole: write it as an integer (at /0)"),
        Loose(
            hex: "fa3fc00000", value: 1.5,
            error: "byte 0: this number or length has a shorter form: write it with the fewest bytes"),
        Loose(
            hex: "fb3ff8000000000000", value: 1.5,
            error: "byte 0: this number or length has a shorter form: write it with the fewest bytes"),
        Loose(hex: "7f61616162ff", value: "ab", error: "byte 0: the length is indefinite: write how many there are"),
        Loose(hex: "7fff", value: "", error: "byte 0: the length is indefinite: write how many there are"),
        Loose(hex: "9fff", value: [], error: "byte 0: the length is indefinite: write how many there are"),
        Loose(hex: "bf616101ff", value: ["a": 1], error: "byte 0: the length is indefinite: write how many there are"),
        Loose(
            hex: "a2616201616102", value: ["a": 2, "b": 1],
            error: "byte 4: the key \"a\" must stand before \"b\": sort the keys by length, then by bytes"),
        Loose(
            hex: "a262616101616202", value: ["aa": 1, "b": 2],
            error: "byte 5: the key \"b\" must stand before \"aa\": sort the keys by length, then by bytes"),
        Loose(
            hex: "a17f6161ff01", value: ["a": 1], error: "byte 1: the length is indefinite: write how many there are"),
    ]

    @Test("Other encodings of a value are accepted, unless they were ruled out", arguments: loose)
    func looseEncodings(_ sample: Loose) throws {
        let bytes = try #require(Hexadecimal.bytes(sample.hex))
        #expect(try CBORDecoder.decode(bytes) == sample.value)
        let error = #expect(throws: FormatError.self) { try CBORDecoder.decode(bytes, requiresDeterministic: true) }
        #expect(error?.description == sample.error)
        #expect(error?.code == .notDeterministic)
    }

    @Test("Minus zero is read as zero")
    func minusZero() throws {
        #expect(try CBORDecoder.decode([0xF9, 0x80, 0x00]).numberValue?.sign == .plus)
    }

    @Test("Each limit is kept")
    func limits() throws {
        func code(_ hex: String, _ limits: ParseLimits) throws -> FormatError.Code? {
            let bytes = try #require(Hexadecimal.bytes(hex))
            do {
                _ = try CBORDecoder.decode(bytes, limits: limits)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(try code("8101", ParseLimits(maximumBytes: 1)) == .tooLarge)
        #expect(try code("8101", ParseLimits(maximumBytes: 2)) == nil)
        #expect(try code("8180", ParseLimits(maximumDepth: 1)) == .tooDeep)
        #expect(try code("a1616180", ParseLimits(maximumDepth: 2)) == nil)
        #expect(try code("9f9f01ffff", ParseLimits(maximumDepth: 1)) == .tooDeep)
        #expect(try code("820101", ParseLimits(maximumValues: 2)) == .tooManyValues)
        #expect(try code("a1616101", ParseLimits(maximumValues: 2)) == nil)
        #expect(try code("626161", ParseLimits(maximumStringBytes: 1)) == .tooLarge)
        #expect(try code("7f61616161ff", ParseLimits(maximumStringBytes: 1)) == .tooLarge)
        #expect(try code("a162616101", ParseLimits(maximumStringBytes: 1)) == .tooLarge)
        #expect(try code("7f61616161ff", ParseLimits(maximumStringBytes: 2)) == nil)
    }

    @Test("Nesting ends at the greatest depth, whatever the limits say")
    func greatestDepth() throws {
        let limits = ParseLimits(maximumDepth: .max)
        let deepest = [UInt8](repeating: 0x81, count: ParseLimits.greatestDepth)
        #expect(try CBORDecoder.decode(deepest + [0], limits: limits).arrayValue?.count == 1)
        let error = #expect(throws: FormatError.self) {
            try CBORDecoder.decode(deepest + [0x81, 0], limits: limits)
        }
        #expect(error?.code == .tooDeep)
        #expect(error?.message.hasPrefix("byte \(ParseLimits.greatestDepth): ") == true)
    }
}
