import TrelayFormat

/// Writes a JSON text piece by piece, in the order in which it is told: what others wrote is put in as it stands, where
/// `JSONValue` would sort its keys.
///
/// Commas come by themselves. Whoever writes sees to it that every key gets a value and every bracket is closed.
struct JSONText: Sendable {
    private(set) var bytes: [UInt8] = []

    mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
    }

    mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
    }

    mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
    }

    mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
    }

    /// The key of the value that is written next.
    mutating func key(_ key: String) {
        string(key)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func string(_ string: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        Self.appendEscaped(string.utf8, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func stringOrNull(_ string: String?) {
        if let string { self.string(string) } else { null() }
    }

    /// A string whose content is escaped already: it comes from another JSON string.
    mutating func string(escaped content: some Collection<UInt8>) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: content)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A string whose content is a JSON text.
    mutating func string(holding slice: JSONSlice) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        Self.appendEscaped(slice.text, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func integer(_ integer: Int) {
        separate()
        bytes.append(contentsOf: String(integer).utf8)
    }

    mutating func bool(_ bool: Bool) {
        separate()
        bytes.append(contentsOf: (bool ? "true" : "false").utf8)
    }

    mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    mutating func value(_ value: JSONValue) {
        separate()
        bytes.append(contentsOf: value.canonicalBytes())
    }

    /// A value as others wrote it.
    mutating func raw(_ slice: JSONSlice) {
        separate()
        bytes.append(contentsOf: slice.text)
    }

    /// A value that is known to be JSON.
    mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A comma, unless nothing stands before it in its container.
    private mutating func separate() {
        switch bytes.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): break
        default: bytes.append(UInt8(ascii: ","))
        }
    }

    /// UTF-8 with the escapes that JSON requires (RFC 8259, section 7) and no others.
    static func appendEscaped(_ content: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        for byte in content {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            case 0x0D: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
            case 0x09: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hexadecimal[Int(byte >> 4)])
                bytes.append(hexadecimal[Int(byte & 0xF)])
            default: bytes.append(byte)
            }
        }
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
