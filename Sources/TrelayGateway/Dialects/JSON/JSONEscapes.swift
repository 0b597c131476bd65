/// The escapes of JSON strings (RFC 8259, section 7).
enum JSONEscapes {
    /// The text that the content of a JSON string stands for. Half of a surrogate pair, and bytes that are not UTF-8,
    /// become U+FFFD; an escape that JSON does not know stands for its own character.
    static func resolved(_ content: ArraySlice<UInt8>) -> String {
        guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        var rest = content
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let escape = rest.popFirst() {
                append(escape, &rest, to: &text)
            } else {
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ escape: UInt8, _ rest: inout ArraySlice<UInt8>, to text: inout [UInt8]) {
        switch escape {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(scalar(&rest)).utf8)
        default: text.append(escape)
        }
    }

    /// The character behind `\u`, of two escapes if it is beyond the basic plane.
    private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        guard let unit = codeUnit(&rest) else { return replacement }
        if let scalar = Unicode.Scalar(unit) { return scalar }
        var ahead = rest
        guard UTF16.isLeadSurrogate(unit), ahead.popFirst() == UInt8(ascii: "\\"),
            ahead.popFirst() == UInt8(ascii: "u"), let trail = codeUnit(&ahead), UTF16.isTrailSurrogate(trail)
        else { return replacement }
        rest = ahead
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    private static func codeUnit(_ rest: inout ArraySlice<UInt8>) -> UInt16? {
        guard rest.count >= 4 else { return nil }
        let digits = String(decoding: rest.prefix(4), as: UTF8.self)
        guard digits.utf8.count == 4, digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let unit = UInt16(digits, radix: 16)
        else { return nil }
        rest = rest.dropFirst(4)
        return unit
    }
}
