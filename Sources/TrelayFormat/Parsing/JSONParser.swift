/// A strict parser of JSON (RFC 8259) that accepts only I-JSON (RFC 7493): no duplicate keys, no lone surrogates, no
/// numbers that a double would change.
///
/// A number is refused if it overflows, if it is not zero but rounds to zero, and if its value is an integer beyond
/// ±(2^53 - 1) that canonical JSON writes without an exponent (below 10^21). So whatever was parsed, printed by
/// `canonicalBytes()` and parsed again, is the same value.
public enum JSONParser {
    /// The value that the text is. The whole text must be one value, with whitespace around it at most.
    public static func parse(_ bytes: [UInt8], limits: ParseLimits = .default) throws(FormatError) -> JSONValue {
        try read(bytes, limits: limits, recordsPositions: false).value
    }

    /// The value that the text is.
    public static func parse(_ text: String, limits: ParseLimits = .default) throws(FormatError) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }

    /// The value that the text is, and where in the text its parts are: for files that people write. It costs several
    /// times what `parse` does.
    public static func parseDocument(
        _ bytes: [UInt8], limits: ParseLimits = .default
    ) throws(FormatError) -> ParsedDocument {
        try read(bytes, limits: limits, recordsPositions: true)
    }

    private static func read(
        _ bytes: [UInt8], limits: ParseLimits, recordsPositions: Bool
    ) throws(FormatError) -> ParsedDocument {
        try bytes.withUnsafeBufferPointer { (buffer) throws(FormatError) -> ParsedDocument in
            var reader = JSONReader(buffer, limits: limits, recorder: recordsPositions ? PositionRecorder() : nil)
            do throws(ParseFailure) {
                let value = try reader.readDocument()
                return ParsedDocument(value: value, sourceMap: reader.recorder?.sourceMap ?? SourceMap())
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
