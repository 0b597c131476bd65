/// A strict reader of CBOR (RFC 8949) that accepts what JSON can say, and nothing else.
///
/// Indefinite lengths, heads that are longer than needed and floats that are integers are accepted. Refused are, besides
/// bytes that are not well-formed: byte strings, tags, undefined and other simple values, keys that are not text,
/// duplicate keys, and numbers that `JSONParser` would refuse too: not finite, or integers beyond ±(2^53 - 1) that
/// canonical JSON writes without an exponent. So whatever was decoded can be printed as JSON and parsed again.
public enum CBORDecoder {
    /// The value that the bytes are. They must be one item and nothing behind it.
    ///
    /// No memory is set aside because of a length that the bytes claim: it must first fit into what is left of them.
    ///
    /// - Parameters:
    ///   - limits: depth, values and bytes count as in a JSON text: a key is no value, a scalar has depth 0. Duplicate keys
    ///     are never let pass in deterministic bytes.
    ///   - requiresDeterministic: refuse bytes that are not the deterministic encoding (RFC 8949, section 4.2.1): what
    ///     is accepted then is byte for byte what `CBOREncoder` writes for the value.
    /// - Throws: an error without a position, as these are no lines and columns: its message begins with the offset.
    public static func decode(
        _ bytes: [UInt8], limits: ParseLimits = .default, requiresDeterministic: Bool = false
    ) throws(FormatError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { (buffer) throws(FormatError) -> JSONValue in
            var reader = CBORReader(buffer, limits: limits, requiresDeterministic: requiresDeterministic)
            do throws(ParseFailure) {
                return try reader.readDocument()
            } catch {
                let pointer = error.formatError(in: UnsafeBufferPointer(rebasing: buffer[..<0])).pointer
                throw FormatError(code: error.code, message: "byte \(error.offset): \(error.message)", pointer: pointer)
            }
        }
    }
}
