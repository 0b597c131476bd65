public import TrelayCrypto

extension JSONValue {
    /// The canonical form (RFC 8785): one spelling for each value, in UTF-8, without whitespace.
    ///
    /// A number that is not finite, which no parser gives, is written as `null`, as ECMAScript does.
    public func canonicalBytes() -> [UInt8] {
        withCanonicalForm { Array($0) }
    }

    /// `canonicalBytes()` as a string.
    public func canonicalString() -> String {
        withCanonicalForm { String(decoding: $0, as: UTF8.self) }
    }

    /// The SHA-256 of `canonicalBytes()`: equal values have equal digests on every machine.
    public func digest() -> Digest {
        measuredDigest().digest
    }

    /// `digest()`, and how many bytes `canonicalBytes()` has.
    public func measuredDigest() -> (digest: Digest, byteCount: Int) {
        withCanonicalForm { (SHA256.hash(UnsafeRawBufferPointer($0).bytes), $0.count) }
    }

    /// How many bytes `canonicalBytes()` has.
    public var canonicalByteCount: Int {
        withCanonicalForm { $0.count }
    }

    private func withCanonicalForm<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes.withBytes(body)
    }

    /// The value for people: members in canonical order, each on a line, indented by two spaces; ends with a newline.
    public func prettyString() -> String {
        var writer = JSONWriter()
        writer.writePretty(self, indentation: 0)
        writer.bytes.append(UInt8(ascii: "\n"))
        return writer.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}

extension JSONObject {
    /// The canonical form (RFC 8785) of the object.
    public func canonicalBytes() -> [UInt8] {
        JSONValue.object(self).canonicalBytes()
    }

    /// The SHA-256 of `canonicalBytes()`.
    public func digest() -> Digest {
        JSONValue.object(self).digest()
    }
}
