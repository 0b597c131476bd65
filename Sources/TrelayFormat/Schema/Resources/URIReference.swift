/// A URI or a relative reference, taken apart (RFC 3986, section 4.1 and appendix B).
///
/// Nothing is normalised but dot segments in resolving: URIs of schemas are names, and are equal when their bytes are.
struct URIReference: Sendable {
    var scheme: String?
    var authority: String?
    var path: String
    var query: String?
    /// Still percent-encoded.
    var fragment: String?

    init(_ text: String) {
        var rest = text.utf8[...]
        fragment = Self.cutTail(of: &rest, from: UInt8(ascii: "#"))
        query = Self.cutTail(of: &rest, from: UInt8(ascii: "?"))
        scheme = Self.cutScheme(of: &rest)
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            authority = String(Substring(rest[..<end]))
            rest = rest[end...]
        }
        path = String(Substring(rest))
    }

    var isAbsolute: Bool { scheme != nil }

    /// The text form (RFC 3986, section 5.3), without the fragment.
    var withoutFragment: String {
        var text = scheme.map { $0 + ":" } ?? ""
        if let authority { text += "//" + authority }
        text += path
        if let query { text += "?" + query }
        return text
    }

    /// The target of this reference, seen from a base (RFC 3986, section 5.2.2). The base may itself be relative, or
    /// empty; then the target is relative as well.
    func resolved(against base: URIReference) -> URIReference {
        var target = self
        if scheme != nil {
            target.path = Self.removingDotSegments(path)
            return target
        }
        target.scheme = base.scheme
        guard authority == nil else {
            target.path = Self.removingDotSegments(path)
            return target
        }
        target.authority = base.authority
        if path.utf8.isEmpty {
            target.path = base.path
            target.query = query ?? base.query
        } else if path.utf8.first == UInt8(ascii: "/") {
            target.path = Self.removingDotSegments(path)
        } else {
            target.path = Self.removingDotSegments(merged(with: base))
        }
        return target
    }

    /// RFC 3986, section 5.2.3.
    private func merged(with base: URIReference) -> String {
        if base.authority != nil, base.path.utf8.isEmpty { return "/" + path }
        guard let slash = base.path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(Substring(base.path.utf8[...slash])) + path
    }

    /// RFC 3986, section 5.2.4: segment by segment. `..` beyond the first segment is dropped.
    private static func removingDotSegments(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: ".")) else { return path }
        let isRooted = path.utf8.first == UInt8(ascii: "/")
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var kept: [Substring.UTF8View] = []
        for (index, segment) in segments.dropFirst(isRooted ? 1 : 0).enumerated() {
            let isLast = index == segments.count - (isRooted ? 2 : 1)
            let isParent = segment.elementsEqual("..".utf8)
            guard isParent || segment.elementsEqual(".".utf8) else {
                kept.append(segment)
                continue
            }
            if isParent, !kept.isEmpty { kept.removeLast() }
            if isLast { kept.append(""[...].utf8) }
        }
        return (isRooted ? "/" : "") + kept.map { String(Substring($0)) }.joined(separator: "/")
    }

    /// What follows the first such byte; nil if there is none.
    private static func cutTail(of rest: inout Substring.UTF8View, from mark: UInt8) -> String? {
        guard let index = rest.firstIndex(of: mark) else { return nil }
        let tail = String(Substring(rest[rest.index(after: index)...]))
        rest = rest[..<index]
        return tail
    }

    private static func cutScheme(of rest: inout Substring.UTF8View) -> String? {
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = rest[..<colon]
        guard let first = scheme.first, ASCIIClass.isLetter(first), scheme.allSatisfy(ASCIIClass.isScheme) else {
            return nil
        }
        rest = rest[rest.index(after: colon)...]
        return String(Substring(scheme))
    }
}

/// Percent-encoding (RFC 3986, section 2.1).
enum PercentEncoding {
    /// The text without the encoding; nil if a `%` is not followed by two hexadecimal digits or the bytes are no UTF-8.
    static func decode(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(ASCIIClass.hexadecimalValue),
                let low = rest.popFirst().flatMap(ASCIIClass.hexadecimalValue)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The text as a fragment.
    static func encodeFragment(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if ASCIIClass.isFragment(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes += String(byte, radix: 16, uppercase: true).utf8.count == 1 ? [UInt8(ascii: "0")] : []
                bytes += Array(String(byte, radix: 16, uppercase: true).utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
