import TrelayCrypto
import TrelayFormat

/// Answers in the form of OpenAI's `/v1/embeddings`.
public enum EmbeddingReply {
    public static let defaultDimensions = 8
    static let maximumDimensions = 8_192
    static let maximumInputs = 2_048

    /// The vector of one input: numbers from -1 to 1 that depend on the upstream's name, the model and the input, so
    /// that a test can tell where it comes from.
    public static func vector(
        upstream: String, model: String, input: String, dimensions: Int = defaultDimensions
    ) -> [Float] {
        let digest = SHA256.hash(utf8: "\(upstream)\n\(model)\n\(input)").bytes
        var state = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return (0..<min(max(dimensions, 0), maximumDimensions)).map { _ in
            // A linear congruential generator (Knuth's MMIX constants); its upper 24 bits fit a Float exactly.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / 8_388_608 - 1
        }
    }

    static func body(_ request: JSONValue, echo: Echo) throws(Ask.Fault) -> [UInt8] {
        let inputs = try inputs(of: request["input"])
        let dimensions = request["dimensions"]?.integerValue ?? defaultDimensions
        guard (1...maximumDimensions).contains(dimensions) else {
            throw Ask.Fault(message: "dimensions must be from 1 to \(maximumDimensions)", parameter: "dimensions")
        }
        let isBase64 = request["encoding_format"]?.stringValue == "base64"
        var text = JSONText(capacity: 256 + inputs.count * dimensions * 14)
        text.raw("{\"object\":\"list\",\"data\":[")
        for (index, input) in inputs.enumerated() {
            if index > 0 { text.raw(",") }
            text.raw("{\"object\":\"embedding\",\"index\":")
            text.number(index)
            text.member("embedding")
            let vector = vector(upstream: echo.upstream, model: echo.model, input: input, dimensions: dimensions)
            if isBase64 { text.string(base64(vector)) } else { numbers(vector, to: &text) }
            text.raw("}")
        }
        text.raw("],\"model\":")
        text.string(echo.model)
        let tokens = inputs.reduce(0) { $0 + Ask.tokens($1.utf8.count) }
        text.raw(",\"usage\":{\"prompt_tokens\":")
        text.number(tokens)
        text.member("total_tokens")
        text.number(tokens)
        text.raw("},\"stand_in\":")
        text.raw(echo.bytes)
        text.raw("}")
        return text.bytes
    }

    /// Tokens count as the text of their list.
    private static func inputs(of value: JSONValue?) throws(Ask.Fault) -> [String] {
        switch value {
        case .string(let text): return [text]
        case .array(let elements) where !elements.isEmpty && elements.count <= maximumInputs:
            if elements.allSatisfy({ $0.numberValue != nil }) { return [JSONValue.array(elements).canonicalString()] }
            return elements.map { $0.stringValue ?? $0.canonicalString() }
        default:
            throw Ask.Fault(
                message: "input must be a text, a list of tokens, or 1 to 2048 of these", parameter: "input")
        }
    }

    private static func numbers(_ vector: [Float], to text: inout JSONText) {
        text.raw("[")
        for (index, number) in vector.enumerated() {
            if index > 0 { text.raw(",") }
            text.raw(Array(number.description.utf8))
        }
        text.raw("]")
    }

    /// The numbers as little-endian IEEE 754 singles, in base64: what the official clients ask for.
    private static func base64(_ vector: [Float]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(vector.count * 4)
        for number in vector {
            let bits = number.bitPattern
            for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        }
        return Base64.encode(bytes)
    }
}

/// Base64 with padding (RFC 4648, 4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word: UInt32 = 0
            for (index, byte) in group.enumerated() { word |= UInt32(byte) << UInt32(16 - 8 * index) }
            for digit in 0...3 {
                let value = Int(word >> UInt32(18 - 6 * digit)) & 63
                text.append(digit <= group.count ? alphabet[value] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
