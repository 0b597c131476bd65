/// The grammar of URIs (RFC 3986, appendix A).
enum URIFormat {
    static func isURI(_ text: String) -> Bool {
        let reference = URIReference(text)
        return reference.scheme != nil && isValid(reference)
    }

    static func isReference(_ text: String) -> Bool {
        isValid(URIReference(text))
    }

    /// The scheme was checked when it was cut off.
    private static func isValid(_ reference: URIReference) -> Bool {
        isPath(reference)
            && (reference.authority.map(isAuthority) ?? true)
            && (reference.query.map { isEncoded($0.utf8[...], ASCIIClass.isFragment) } ?? true)
            && (reference.fragment.map { isEncoded($0.utf8[...], ASCIIClass.isFragment) } ?? true)
    }

    private static func isPath(_ reference: URIReference) -> Bool {
        let path = reference.path.utf8
        guard isEncoded(path[...], { ASCIIClass.isPathCharacter($0) || $0 == UInt8(ascii: "/") }) else { return false }
        if reference.authority != nil { return path.isEmpty || path.first == UInt8(ascii: "/") }
        guard !path.starts(with: "//".utf8) else { return false }
        // `1:b` would be read as a scheme.
        return reference.scheme != nil || !path.prefix { $0 != UInt8(ascii: "/") }.contains(UInt8(ascii: ":"))
    }

    private static func isAuthority(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if let at = rest.lastIndex(of: UInt8(ascii: "@")) {
            let isUserInformation = isEncoded(rest[..<at]) {
                ASCIIClass.isUnreserved($0) || ASCIIClass.isSubDelimiter($0) || $0 == UInt8(ascii: ":")
            }
            guard isUserInformation else { return false }
            rest = rest[rest.index(after: at)...]
        }
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let literal = Array(rest[..<end].dropFirst())
            let tail = rest[rest.index(after: end)...]
            return isLiteral(literal[...]) && (tail.isEmpty || isPort(tail))
        }
        let host = rest.prefix { $0 != UInt8(ascii: ":") }
        let tail = rest[host.endIndex...]
        return isEncoded(host) { ASCIIClass.isUnreserved($0) || ASCIIClass.isSubDelimiter($0) }
            && (tail.isEmpty || isPort(tail))
    }

    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(ASCIIClass.isDigit)
    }

    /// What stands in brackets: an IPv6 address, or an address of a later version.
    private static func isLiteral(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, first | 0x20 == UInt8(ascii: "v") else { return HostFormat.isIPv6(bytes) }
        let parts = bytes.dropFirst().split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && parts[0].allSatisfy(ASCIIClass.isHexadecimal)
            && parts[1].allSatisfy {
                ASCIIClass.isUnreserved($0) || ASCIIClass.isSubDelimiter($0) || $0 == UInt8(ascii: ":")
            }
    }

    /// Whether all bytes are allowed or percent-encoded.
    private static func isEncoded(_ text: Substring.UTF8View, _ isAllowed: (UInt8) -> Bool) -> Bool {
        var rest = text
        while let byte = rest.popFirst() {
            if isAllowed(byte) { continue }
            guard byte == UInt8(ascii: "%"), let high = rest.popFirst(), ASCIIClass.isHexadecimal(high),
                let low = rest.popFirst(), ASCIIClass.isHexadecimal(low)
            else { return false }
        }
        return true
    }
}
