import TrelayCrypto
public import TrelayFormat

/// How the body of an event is written. The header `content-type` says which one it is, and what an event says and does is
/// the same in each.
public enum BodyEncoding: String, Sendable, CaseIterable {
    /// For people with kcat at night.
    case json
    /// For machines: smaller, and quicker to read.
    case cbor

    /// The media type (RFC 8259, section 11; RFC 8949, section 9.5).
    public var contentType: String {
        switch self {
        case .json: "application/json"
        case .cbor: "application/cbor"
        }
    }

    /// As people write it.
    var name: String {
        switch self {
        case .json: "JSON"
        case .cbor: "CBOR"
        }
    }

    static let allNames = alternatives(allCases.map { quoted($0.contentType) })

    /// The encoding that a `content-type` names, whatever its case and its parameters; nil for any other.
    init?(contentType: String) {
        // As a rule it is spelt as here.
        for encoding in Self.allCases where encoding.contentType == contentType {
            self = encoding
            return
        }
        let media = contentType.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        let lowerCased = media.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        guard let encoding = Self.allCases.first(where: { lowerCased.elementsEqual($0.contentType.utf8) }) else {
            return nil
        }
        self = encoding
    }

    /// The bytes of a body: one spelling for each value.
    public func encode(_ body: JSONValue) -> [UInt8] {
        switch self {
        case .json: body.canonicalBytes()
        case .cbor: CBOREncoder.encode(body)
        }
    }

    /// The value of a body in any spelling that its format allows, the digest of the value, and the size of its
    /// canonical form.
    func decode(
        _ bytes: [UInt8], limits: ParseLimits
    ) throws(FormatError) -> (value: JSONValue, digest: Digest, byteCount: Int) {
        switch self {
        case .json:
            let text = try JSONParser.parseText(bytes, limits: limits)
            // What Trelay publishes is in canonical form: then the digest needs no second printing.
            if text.isCanonical { return (text.value, SHA256.hash(bytes), bytes.count) }
            let (digest, byteCount) = text.value.measuredDigest()
            return (text.value, digest, byteCount)
        case .cbor:
            let value = try CBORDecoder.decode(bytes, limits: limits)
            let (digest, byteCount) = value.measuredDigest()
            return (value, digest, byteCount)
        }
    }
}
