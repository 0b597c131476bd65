import Testing
import TrelayCrypto
import TrelayFormat

@Suite("Canonical JSON (RFC 8785)")
struct CanonicalFormTests {
    @Test(
        "Numbers are written as in the table of RFC 8785, appendix B",
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
            (0xC340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
            (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"), (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
            (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
            (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
            (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
            (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
            (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
            (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func numbers(bits: UInt64, expected: String) {
        #expect(JSONValue.number(Double(bitPattern: bits)).canonicalString() == expected)
    }

    @Test("A hundred thousand doubles are written as ECMAScript writes them")
    func manyNumbers() {
        var generator = SeededGenerator(seed: 42)
        var hasher = SHA256Hasher()
        for index in 0..<100_000 {
            var bits = generator.next()
            // Every second one lies near the numbers where the layout changes: 10^-7, 1, 2^53 and 10^21.
            if index % 2 == 1 { bits = bits & 0x800F_FFFF_FFFF_FFFF | (996 + (bits >> 52 & 0x7FF) % 108) << 52 }
            let number = Double(bitPattern: bits)
            guard number.isFinite else { continue }
            hasher.update(JSONValue.number(number).canonicalBytes())
            hasher.update([0x0A])
        }
        // From String(number) of Node.js over the same sequence.
        #expect(hasher.finalize().hexadecimal == "c21b0c9e2594d456bdeb67892f6ba5c8c5573b7fb64f85f23596192f13df41c3")
    }

    @Test("Strings have only the escapes that they need")
    func strings() {
        let value: JSONValue = "\u{8}\t\n\u{C}\r\"\\/\u{0}\u{1F}\u{7F}\u{2028}€😀"
        #expect(value.canonicalString() == #""\b\t\n\f\r\"\\/\u0000\u001f"# + "\u{7F}\u{2028}€😀\"")
    }

    @Test("Members are ordered by UTF-16 code units")
    func order() {
        let value: JSONValue = [
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh", "1": "One",
            "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis",
        ]
        #expect(value.objectValue?.keys == ["\r", "1", "\u{80}", "\u{f6}", "\u{20ac}", "\u{1f600}", "\u{fb33}"])
    }

    @Test("A number that is not finite is written as null")
    func notFinite() {
        #expect(JSONValue.array([.number(.nan), .number(.infinity)]).canonicalString() == "[null,null]")
    }

    @Test("The digest is that of the canonical bytes")
    func digest() {
        let value: JSONValue = ["b": [1, 2], "a": nil]
        #expect(value.canonicalString() == #"{"a":null,"b":[1,2]}"#)
        #expect(value.digest() == SHA256.hash(utf8: #"{"a":null,"b":[1,2]}"#))
    }

    @Test("The pretty form has one value a line, indented by two spaces")
    func pretty() {
        let value: JSONValue = ["b": [1, ["x": [:]]], "a": []]
        let expected = """
            {
              "a": [],
              "b": [
                1,
                {
                  "x": {}
                }
              ]
            }

            """
        #expect(value.prettyString() == expected)
        #expect(JSONValue.string("x").prettyString() == "\"x\"\n")
    }
}
