/// JSON that is written from left to right, without a tree in between: a stand-in must cost its callers nothing.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 1_024) {
        bytes.reserveCapacity(capacity)
    }

    /// Punctuation, keys, constants: as they stand.
    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func raw(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    mutating func number(_ value: Int) {
        bytes.append(contentsOf: String(value).utf8)
    }

    /// A string in quotes, escaped (RFC 8259, 7).
    mutating func string(_ text: some StringProtocol) {
        bytes.append(UInt8(ascii: "\""))
        let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { escape($0) }
        if isWritten == nil { Array(text.utf8).withUnsafeBufferPointer { escape($0) } }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A part of a string, escaped, without quotes.
    mutating func part(_ content: [UInt8]) {
        content.withUnsafeBufferPointer { escape($0) }
    }

    /// A string or `null`.
    mutating func string(orNull text: String?) {
        if let text { string(text) } else { raw("null") }
    }

    /// `"key":` behind a comma.
    mutating func member(_ key: StaticString) {
        raw(",\"")
        raw(key)
        raw("\":")
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var plain = 0
        for index in 0..<text.count {
            let byte = text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            bytes.append(contentsOf: text[plain..<index])
            plain = index + 1
            switch byte {
            case UInt8(ascii: "\""): raw("\\\"")
            case UInt8(ascii: "\\"): raw("\\\\")
            case 0x0A: raw("\\n")
            case 0x0D: raw("\\r")
            case 0x09: raw("\\t")
            default:
                raw("\\u00")
                bytes.append(Hexadecimal.digit(byte >> 4))
                bytes.append(Hexadecimal.digit(byte & 15))
            }
        }
        bytes.append(contentsOf: text[plain..<text.count])
    }
}

/// Digits of base 16, in lower case.
enum Hexadecimal {
    static func digit(_ value: UInt8) -> UInt8 {
        let value = value & 15
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Without leading zeros.
    static func append(_ value: Int, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(value, radix: 16).utf8)
    }
}
