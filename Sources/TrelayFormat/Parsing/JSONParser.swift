/// A strict parser of JSON (RFC 8259) that accepts only I-JSON (RFC 7493): no duplicate keys, no lone surrogates, no
/// numbers that a double would change. `ParseLimits` can let duplicate keys pass.
///
/// A number is refused if it overflows, if it is not zero but rounds to zero, and if its value is an integer beyond
/// ±(2^53 - 1) that canonical JSON writes without an exponent (below 10^21). So whatever was parsed, printed by
/// `canonicalBytes()` and parsed again, is the same value.
public enum JSONParser {
    /// The value that the text is. The whole text must be one value, with whitespace around it at most.
    public static func parse(_ bytes: [UInt8], limits: ParseLimits = .default) throws(FormatError) -> JSONValue {
        try read(bytes, limits) { value, _ in value }
    }

    /// The value that the text is.
    public static func parse(_ text: String, limits: ParseLimits = .default) throws(FormatError) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }

    /// The value that the text is, and whether the text is its canonical form: for texts that are hashed. It costs
    /// little more than `parse` does.
    public static func parseText(
        _ bytes: [UInt8], limits: ParseLimits = .default
    ) throws(FormatError) -> ParsedText {
        try read(bytes, limits, asksIfCanonical: true) { value, reader in
            ParsedText(value: value, isCanonical: reader.isCanonical)
        }
    }

    /// The value that the text is, and where in the text its parts are: for files that people write. It costs several
    /// times what `parse` does.
    public static func parseDocument(
        _ bytes: [UInt8], limits: ParseLimits = .default
    ) throws(FormatError) -> ParsedDocument {
        try read(bytes, limits, recorder: PositionRecorder()) { value, reader in
            ParsedDocument(value: value, sourceMap: reader.recorder?.sourceMap ?? SourceMap())
        }
    }

    @inline(__always)
    private static func read<Result>(
        _ bytes: [UInt8], _ limits: ParseLimits, recorder: PositionRecorder? = nil, asksIfCanonical: Bool = false,
        _ body: (JSONValue, borrowing JSONReader) -> Result
    ) throws(FormatError) -> Result {
        try bytes.withUnsafeBufferPointer { (buffer) throws(FormatError) -> Result in
            var reader = JSONReader(
                buffer, limits: limits, recorder: recorder, asksIfCanonical: asksIfCanonical)
            do throws(ParseFailure) {
                return body(try reader.readDocument(), reader)
            } catch {
                throw error.formatError(in: buffer)
            }
        }
    }
}

/// Notes where values begin, for readers that were asked to.
struct PositionRecorder {
    private(set) var sourceMap = SourceMap()
    private var counter = PositionCounter()
    private var path: [String] = []

    mutating func record(_ offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        sourceMap.record(counter.position(of: offset, in: bytes), of: JSONPointer(tokens: path))
    }

    mutating func enter(_ token: String) {
        path.append(token)
    }

    mutating func leave() {
        path.removeLast()
    }
}
