import FoundationEssentials
import Testing
import TrelayFormat

/// The examples of RFC 8949, appendix A, if the environment variable TRELAY_CONFORMANCE names the folder that has
/// `cbor/appendix_a.json`.
@Suite(
    "CBOR conformance (RFC 8949, appendix A)",
    .enabled(
        if: ProcessInfo.processInfo.environment["TRELAY_CONFORMANCE"] != nil,
        "set TRELAY_CONFORMANCE to the folder of the suites to run them"))
struct CBORConformanceTests {
    private static let root: String? = ProcessInfo.processInfo.environment["TRELAY_CONFORMANCE"]

    struct Example {
        let hex: String
        let bytes: [UInt8]
        /// The same bytes are what a deterministic encoder writes for it.
        let isRoundTrip: Bool
        /// Nil if JSON cannot say it.
        let decoded: JSONValue?
    }

    /// Integral floats: JSON has one kind of number, and the encoder writes it as an integer where that is exact.
    static let integralFloats = [
        "f90000": "00", "f98000": "00", "f93c00": "01", "f97bff": "19ffe0", "fa47c35000": "1a000186a0", "f9c400": "23",
    ]

    /// Integers beyond ±(2^53 - 1), two of them as tagged byte strings. The suite writes them as JSON numbers that
    /// I-JSON (RFC 7493, section 2.2) advises against.
    static let tooGreat = [
        "1bffffffffffffffff", "3bffffffffffffffff", "c249010000000000000000", "c349010000000000000000",
    ]

    /// Simple value 24 in two bytes: an example of RFC 7049 that RFC 8949, section 3.3, made not well-formed.
    static let notWellFormed = "f818"

    private func examples() throws -> [Example] {
        let path = (Self.root ?? ".") + "/cbor/appendix_a.json"
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        // The four numbers that no strict parser accepts become null here; they are looked at by their bytes.
        let lines = text.split(separator: "\n").map { line in
            line.contains("\"decoded\": 18446744073709551") || line.contains("\"decoded\": -18446744073709551")
                ? "\"decoded\": null" : String(line)
        }
        let list = try JSONParser.parse(lines.joined(separator: "\n")).arrayValue ?? []
        return try list.map { item in
            let hex = try #require(item["hex"]?.stringValue)
            return Example(
                hex: hex, bytes: try #require(Hexadecimal.bytes(hex)),
                isRoundTrip: try #require(item["roundtrip"]?.boolValue as Bool?),
                decoded: Self.tooGreat.contains(hex) ? nil : item["decoded"])
        }
    }

    @Test("What JSON can say is decoded, the rest is refused, and deterministic bytes come back the same")
    func appendixA() throws {
        var counts: [String: Int] = [:]
        for example in try examples() {
            guard let decoded = example.decoded else {
                let error = #expect(throws: FormatError.self, "\(example.hex)") {
                    try CBORDecoder.decode(example.bytes)
                }
                let code: FormatError.Code? = error?.code
                if example.hex == Self.notWellFormed {
                    #expect(code == .syntax)
                } else {
                    #expect(code == .notRepresentable || code == .numberNotExact, "\(example.hex): \(code as Any)")
                }
                counts["refused", default: 0] += 1
                continue
            }
            #expect(try CBORDecoder.decode(example.bytes) == decoded, "\(example.hex)")
            counts["decoded", default: 0] += 1
            let strict = try? CBORDecoder.decode(example.bytes, requiresDeterministic: true)
            if example.isRoundTrip, Self.integralFloats[example.hex] == nil {
                #expect(Hexadecimal.text(CBOREncoder.encode(decoded)) == example.hex)
                #expect(strict == decoded, "\(example.hex)")
                counts["same bytes", default: 0] += 1
            } else {
                #expect(strict == nil, "\(example.hex)")
                counts["other bytes", default: 0] += 1
            }
            if let integer = Self.integralFloats[example.hex] {
                #expect(Hexadecimal.text(CBOREncoder.encode(decoded)) == integer)
                counts["integral floats", default: 0] += 1
            }
        }
        #expect(
            counts == ["decoded": 55, "refused": 27, "same bytes": 39, "other bytes": 16, "integral floats": 6])
    }
}
