/// Addresses of e-mail: the `Mailbox` of RFC 5321, section 4.1.2.
enum MailFormat {
    static func isAddress(_ bytes: [UInt8]) -> Bool {
        // The domain has no `@`, the local part may have some in quotes.
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at <= maximumLocalBytes else { return false }
        return isLocalPart(bytes[..<at]) && isDomain(bytes[(at + 1)...])
    }

    /// The same with characters beyond ASCII (RFC 6531, section 3.3).
    static func isInternationalAddress(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at <= maximumLocalBytes else { return false }
        // What is not ASCII is allowed wherever a letter is.
        let local = bytes[..<at].map { $0 < 0x80 ? $0 : UInt8(ascii: "a") }
        let domain = bytes[(at + 1)...]
        return isLocalPart(local[...])
            && (isDomain(domain) || InternationalHost.isValid(String(decoding: domain, as: UTF8.self)))
    }

    private static let maximumLocalBytes = 64

    private static func isLocalPart(_ bytes: ArraySlice<UInt8>) -> Bool {
        if bytes.first == UInt8(ascii: "\"") { return isQuotedString(bytes) }
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomText) }
    }

    /// RFC 5322, section 3.2.3.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        ASCIIClass.isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isQuotedString(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count >= 2, bytes.last == UInt8(ascii: "\"") else { return false }
        var rest = bytes.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst(), 0x20...0x7E ~= escaped else { return false }
            case UInt8(ascii: "\""):
                return false
            default:
                guard 0x20...0x7E ~= byte else { return false }
            }
        }
        return true
    }

    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: "[") else { return HostFormat.isPlainHostName(bytes) }
        guard bytes.last == UInt8(ascii: "]"), bytes.count > 2 else { return false }
        let literal = bytes.dropFirst().dropLast()
        let tag = "ipv6:".utf8
        if literal.count > tag.count, zip(literal, tag).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
            return HostFormat.isIPv6(literal.dropFirst(tag.count))
        }
        return HostFormat.isIPv4(literal)
    }
}
