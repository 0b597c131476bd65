/// Pointers as fragments of URIs (RFC 6901, section 6), as in `$ref: "#/$defs/a%20b"`.
extension JSONPointer {
    /// The token that means the place behind the last element of an array (RFC 6901, section 4). No value is there, so
    /// that `JSONValue.value(at:)` finds none; operations that add use it.
    public static let endToken = "-"

    /// Reads the fragment of a URI with its `#`: percent-encoded UTF-8 bytes of the text form.
    ///
    /// Nil if it does not begin with `#`, has a byte that must be percent-encoded (RFC 3986, section 3.5), a `%` without
    /// two hexadecimal digits, or bytes that are not UTF-8, and if the text in it is no JSON Pointer.
    public init?(fragment: String) {
        var rest = fragment.utf8[...]
        guard rest.popFirst() == UInt8(ascii: "#") else { return nil }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(Self.digit), let low = rest.popFirst().flatMap(Self.digit)
                else { return nil }
                bytes.append(high << 4 | low)
            } else {
                guard Self.isPlainInFragment(byte) else { return nil }
                bytes.append(byte)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        self.init(text)
    }

    /// The pointer as the fragment of a URI, with its `#`: `#` for the root, `#/a%20b` for the member `a b`.
    public var fragment: String {
        var bytes = [UInt8(ascii: "#")]
        for byte in description.utf8 {
            if Self.isPlainInFragment(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), Self.hexadecimal(byte >> 4), Self.hexadecimal(byte & 0xF)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Unreserved characters, sub-delimiters, and `:`, `@`, `/`, `?` (RFC 3986, section 3.5).
    private static func isPlainInFragment(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"),
            UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "?"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&")...UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "="):
            true
        default:
            false
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }
}
