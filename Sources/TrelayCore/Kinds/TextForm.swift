/// Forms of text that several kinds use.
enum TextForm: Sendable {
    /// Semantic Versioning 2.0.0.
    case semanticVersion
    /// An absolute `http` or `https` URL.
    case webAddress
    /// A URI with a scheme.
    case uri
    /// 64 lower-case hexadecimal digits.
    case hexadecimalDigest
    /// `env:NAME` or `file:/path`: where a worker finds a secret. Never the secret itself.
    case credentialReference
    /// The name of another resource.
    case resourceName

    var expectation: String {
        switch self {
        case .semanticVersion: "a semantic version such as 1.4.0"
        case .webAddress: "a URL with http:// or https:// and a host, and without a password"
        case .uri: "a URI with a scheme such as https: or file:"
        case .hexadecimalDigest: "64 lower-case hexadecimal digits"
        case .credentialReference: "a reference, env:NAME or file:/path (a secret never stands in the log)"
        case .resourceName: "the name of a resource"
        }
    }

    /// Whether a text that does not match could be a secret in the wrong place, which messages must not spread.
    func mayHoldSecret(_ text: String) -> Bool {
        switch self {
        case .credentialReference: true
        case .webAddress, .uri: text.utf8.contains(UInt8(ascii: "@"))
        default: false
        }
    }

    func matches(_ text: String) -> Bool {
        Names.withBytes(of: text) { bytes in
            switch self {
            case .semanticVersion: Self.isSemanticVersion(bytes)
            case .webAddress: Self.isWebAddress(bytes)
            case .uri: Self.isURI(bytes)
            case .hexadecimalDigest:
                bytes.count == 64 && bytes.allSatisfy { Names.isDigit($0) || (0x61...0x66).contains($0) }
            case .credentialReference: Self.isCredentialReference(bytes)
            case .resourceName: Names.isValidResourceName(bytes)
            }
        }
    }

    private typealias Bytes = UnsafeBufferPointer<UInt8>

    private static func isSemanticVersion(_ text: Bytes) -> Bool {
        let buildParts = text.split(separator: UInt8(ascii: "+"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = buildParts.first, text.count <= 256 else { return false }
        if buildParts.count == 2, !isIdentifierList(buildParts[1], numbersAreStrict: false) { return false }
        let parts = head.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !isIdentifierList(parts[1], numbersAreStrict: true) { return false }
        guard let core = parts.first else { return false }
        let numbers = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return numbers.count == 3 && numbers.allSatisfy { $0.allSatisfy(Names.isDigit) && isStrictNumber($0) }
    }

    private static func isIdentifierList(_ text: Slice<Bytes>, numbersAreStrict: Bool) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { identifier in
            guard !identifier.isEmpty, identifier.allSatisfy({ Names.isAlphanumeric($0) || $0 == 0x2d }) else {
                return false
            }
            return !numbersAreStrict || !identifier.allSatisfy(Names.isDigit) || isStrictNumber(identifier)
        }
    }

    /// Not empty and without leading zeros.
    private static func isStrictNumber(_ digits: Slice<Bytes>) -> Bool {
        guard let first = digits.first else { return false }
        return digits.count == 1 || first != UInt8(ascii: "0")
    }

    private static func isWebAddress(_ text: Bytes) -> Bool {
        guard isVisible(text) else { return false }
        for scheme in ["http://", "https://"] where text.starts(with: scheme.utf8) {
            let authority = text.dropFirst(scheme.utf8.count).prefix { $0 != 0x2f && $0 != 0x3f && $0 != 0x23 }
            // A password in a URL would stand in the log and in every trace.
            return !authority.isEmpty && authority.first != UInt8(ascii: ":") && !authority.contains(UInt8(ascii: "@"))
        }
        return false
    }

    private static func isURI(_ text: Bytes) -> Bool {
        guard isVisible(text), let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let scheme = text[..<colon]
        guard let first = scheme.first, Names.isAlphanumeric(first), !Names.isDigit(first) else { return false }
        return text.index(after: colon) != text.endIndex
            && scheme.allSatisfy { Names.isAlphanumeric($0) || $0 == 0x2b || $0 == 0x2d || $0 == 0x2e }
    }

    private static func isCredentialReference(_ text: Bytes) -> Bool {
        if text.starts(with: "env:".utf8) {
            let name = text.dropFirst(4)
            guard let first = name.first, !Names.isDigit(first) else { return false }
            return name.allSatisfy { Names.isAlphanumeric($0) || $0 == 0x5f }
        }
        return text.starts(with: "file:/".utf8) && text.count > 6 && isVisible(text)
    }

    /// No spaces, no control characters; at most 2,048 bytes.
    private static func isVisible(_ text: Bytes) -> Bool {
        (1...2_048).contains(text.count) && text.allSatisfy { $0 > 0x20 && $0 != 0x7f }
    }
}
