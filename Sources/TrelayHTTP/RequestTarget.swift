/// The target of a request line (RFC 9112, 3.2), taken apart and percent-decoded.
///
/// libmicrohttpd's own decoding is not used: it hands out C strings, which `%00` would cut short.
struct RequestTarget: Sendable {
    let path: String
    let query: [(name: String, value: String)]

    /// Nil if a byte is not visible ASCII, if an escape is malformed, decodes to NUL or is not UTF-8, or if the form is
    /// not known.
    init?(_ target: String) {
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        guard var rest = RequestTarget.withoutAuthority(target[...]) else { return nil }
        if let fragment = rest.utf8.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<fragment] }
        let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?"))
        guard let path = RequestTarget.decoded(rest[..<(mark ?? rest.endIndex)], plusIsSpace: false) else { return nil }
        self.path = path
        guard let mark else {
            query = []
            return
        }
        guard let query = RequestTarget.fields(rest[rest.utf8.index(after: mark)...]) else { return nil }
        self.query = query
    }

    /// Origin form is left as it is, absolute form loses scheme and authority.
    private static func withoutAuthority(_ target: Substring) -> Substring? {
        if target.utf8.first == UInt8(ascii: "/") || target == "*" { return target }
        for scheme in ["http://", "https://"]
        where HTTPText.equalsIgnoringCase(String(target.prefix(scheme.count)), scheme) {
            let rest = target.dropFirst(scheme.count)
            guard let slash = rest.utf8.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }) else {
                return "/"
            }
            return rest.utf8[slash] == UInt8(ascii: "/") ? rest[slash...] : Substring("/" + rest[slash...])
        }
        return nil
    }

    private static func fields(_ text: Substring) -> [(name: String, value: String)]? {
        var fields: [(name: String, value: String)] = []
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let name = decoded(Substring(part[..<(equals ?? part.endIndex)]), plusIsSpace: true)
            let value = decoded(
                equals.map { Substring(part[part.index(after: $0)...]) } ?? "", plusIsSpace: true)
            guard let name, let value else { return nil }
            fields.append((name, value))
        }
        return fields
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = iterator.next().flatMap(HTTPText.hexadecimalDigit),
                    let low = iterator.next().flatMap(HTTPText.hexadecimalDigit)
                else { return nil }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}
