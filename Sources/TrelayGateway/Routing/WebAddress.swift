/// The address of a provider. The schema has said the same to the one who published it; a role that is given another
/// configuration must not trust that.
enum WebAddress {
    /// Whether it is `http://` or `https://` with a host, a port if there is one, and no user, password, space or control
    /// character.
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let scheme = schemes.first(where: { bytes.starts(with: $0) })
        else { return false }
        let authority = bytes.dropFirst(scheme.count).prefix { !ends.contains($0) }
        guard !authority.contains(UInt8(ascii: "@")) else { return false }
        // Colons stand inside the address of IPv6, which is in brackets.
        let closing = authority.lastIndex(of: UInt8(ascii: "]"))
        let colon = authority[(closing ?? authority.startIndex)...].lastIndex(of: UInt8(ascii: ":"))
        let host = authority[..<(colon ?? authority.endIndex)]
        guard !host.isEmpty, (host.first == UInt8(ascii: "[")) == (host.last == UInt8(ascii: "]")) else { return false }
        guard closing != nil || !host.contains(UInt8(ascii: ":")) else { return false }
        return colon.map { isPort(authority[($0 + 1)...]) } ?? true
    }

    private static let schemes = [Array("http://".utf8), Array("https://".utf8)]
    /// What ends the authority (RFC 3986, section 3.2).
    private static let ends = Array("/?#".utf8)

    private static func isPort(_ digits: ArraySlice<UInt8>) -> Bool {
        guard (1...5).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        return (1...65_535).contains(digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
}
