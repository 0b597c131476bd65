/// Classes of ASCII bytes that the grammars of URIs, dates and host names are made of (RFC 5234, appendix B.1; RFC 3986,
/// section 2).
enum ASCIIClass {
    static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte)
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        hexadecimalValue(byte) != nil
    }

    static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte - UInt8(ascii: "0") }
        let lower = byte | 0x20
        return UInt8(ascii: "a")...UInt8(ascii: "f") ~= lower ? lower - UInt8(ascii: "a") + 10 : nil
    }

    /// A character of a scheme behind the first.
    static func isScheme(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || contains("-._~", byte)
    }

    static func isSubDelimiter(_ byte: UInt8) -> Bool {
        contains("!$&'()*+,;=", byte)
    }

    /// `pchar` without percent-encoded bytes.
    static func isPathCharacter(_ byte: UInt8) -> Bool {
        isUnreserved(byte) || isSubDelimiter(byte) || contains(":@", byte)
    }

    static func isFragment(_ byte: UInt8) -> Bool {
        isPathCharacter(byte) || contains("/?", byte)
    }

    private static func contains(_ characters: StaticString, _ byte: UInt8) -> Bool {
        characters.withUTF8Buffer { $0.contains(byte) }
    }
}
