import Testing
import TrelayFormat

@Suite("CBOR encoding (RFC 8949, section 4.2.1)")
struct CBOREncoderTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let value: JSONValue
        let hex: String
        var testDescription: String { "\(value) -> \(hex)" }

        init(_ value: JSONValue, _ hex: String) {
            self.value = value
            self.hex = hex
        }
    }

    static let samples = [
        Sample(nil, "f6"), Sample(true, "f5"), Sample(false, "f4"),
        // Each length of head, at both of its ends.
        Sample(0, "00"), Sample(23, "17"), Sample(24, "1818"), Sample(255, "18ff"), Sample(256, "190100"),
        Sample(65_535, "19ffff"), Sample(65_536, "1a00010000"), Sample(4_294_967_295, "1affffffff"),
        Sample(4_294_967_296, "1b0000000100000000"), Sample(9_007_199_254_740_991, "1b001fffffffffffff"),
        Sample(-1, "20"), Sample(-24, "37"), Sample(-25, "3818"), Sample(-256, "38ff"), Sample(-257, "390100"),
        Sample(-9_007_199_254_740_991, "3b001ffffffffffffe"),
        Sample(-0.0, "00"), Sample(1.0, "01"), Sample(65504.0, "19ffe0"),
        // The shortest float: half, with its least and greatest subnormal, single, double.
        Sample(1.5, "f93e00"), Sample(-4.125, "f9c420"), Sample(5.960464477539063e-08, "f90001"),
        Sample(6.097555160522461e-05, "f903ff"), Sample(0.00006103515625, "f90400"),
        Sample(2.9802322387695312e-08, "fa33000000"),
        Sample(100000.5, "fa47c35040"), Sample(.number(Double(Float.leastNonzeroMagnitude)), "fa00000001"),
        Sample(3.4028234663852886e+38, "fa7f7fffff"),
        Sample(1.1, "fb3ff199999999999a"), Sample(1e300, "fb7e37e43c8800759c"),
        Sample(.number(.leastNonzeroMagnitude), "fb0000000000000001"),
        Sample("", "60"), Sample("水", "63e6b0b4"), Sample([], "80"), Sample([:], "a0"),
        Sample([1, [2, nil]], "82018202f6"),
        // By length first, then by bytes: U+FFFF stands before U+10000 here, other than in canonical JSON.
        Sample(["aa": 1, "b": 2, "": 3], "a3600361620262616101"),
        Sample(["\u{FFFF}a": 1, "\u{10000}": 2], "a264efbfbf610164f090808002"),
    ]

    @Test("A value has these bytes, and they are its value", arguments: samples)
    func bytes(_ sample: Sample) throws {
        let bytes = CBOREncoder.encode(sample.value)
        #expect(Hexadecimal.text(bytes) == sample.hex)
        #expect(try CBORDecoder.decode(bytes, requiresDeterministic: true) == sample.value)
    }

    @Test("A text of each length has the shortest head", arguments: [23, 24, 255, 256, 65_535, 65_536])
    func texts(_ count: Int) throws {
        let value = JSONValue.string(String(repeating: "x", count: count))
        let bytes = CBOREncoder.encode(value)
        let head = count < 24 ? 1 : count < 256 ? 2 : count < 65_536 ? 3 : 5
        #expect(bytes.count == head + count)
        #expect(try CBORDecoder.decode(bytes, requiresDeterministic: true) == value)
    }

    @Test("Numbers that are not finite are null, as in canonical JSON")
    func notFinite() {
        for number in [Double.nan, .infinity, -.infinity] {
            #expect(CBOREncoder.encode(.number(number)) == [0xF6])
        }
    }

    @Test("It is smaller than canonical JSON for values of every kind")
    func size() {
        let value: JSONValue = [
            "targets": [["provider": "a", "weight": 90], ["provider": "b", "weight": 10]], "on": true,
        ]
        #expect(CBOREncoder.encode(value).count * 4 < value.canonicalBytes().count * 3)
    }
}

/// Bytes as digits, two for each.
enum Hexadecimal {
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 0xF, radix: 16) }.joined()
    }

    /// Nil unless the text consists of pairs of digits.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
