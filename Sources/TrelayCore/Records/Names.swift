/// Which names are legal. All are ASCII, so that equal names are equal bytes on every machine and in every language.
public enum Names {
    public static let maximumNamespaceBytes = 100
    public static let maximumResourceNameBytes = 200
    public static let maximumEventIDBytes = 200
    static let maximumKindBytes = 64

    /// For messages: what a namespace may look like.
    public static let namespaceRule = "1 to 100 characters of a-z, 0-9, '.', '_', '/', '-'"
    /// For messages: what the name of a resource may look like.
    public static let resourceNameRule =
        "1 to 200 characters of A-Z, a-z, 0-9, '.', '_', ':', '@', '+', '/', '-', the first a letter or digit"
    /// For messages: what a kind may look like.
    public static let kindRule = "1 to 64 characters of A-Z, a-z, 0-9, '-', '.', '_'"
    /// For messages: what an event id may look like.
    public static let eventIDRule = "1 to 200 visible ASCII characters, for example a UUID"

    public static func isValidNamespace(_ text: String) -> Bool {
        withBytes(of: text) { isValidNamespace($0) }
    }

    public static func isValidResourceName(_ text: String) -> Bool {
        withBytes(of: text) { isValidResourceName($0) }
    }

    static func isValidResourceName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first, bytes.count <= maximumResourceNameBytes, isAlphanumeric(first) else {
            return false
        }
        return bytes.allSatisfy { isAlphanumeric($0) || isNamePunctuation($0) }
    }

    public static func isValidEventID(_ text: String) -> Bool {
        withBytes(of: text) { isValidEventID($0) }
    }

    static func isValidNamespace(_ bytes: some Collection<UInt8>) -> Bool {
        (1...maximumNamespaceBytes).contains(bytes.count)
            && bytes.allSatisfy { byte in
                isLowerCase(byte) || isDigit(byte) || (0x2d...0x2f).contains(byte) || byte == 0x5f
            }
    }

    static func isValidEventID(_ bytes: some Collection<UInt8>) -> Bool {
        (1...maximumEventIDBytes).contains(bytes.count) && bytes.allSatisfy { (0x21...0x7e).contains($0) }
    }

    /// Wide enough to let an unknown kind through to the check that names the known ones.
    public static func isPossibleKind(_ text: String) -> Bool {
        withBytes(of: text) { bytes in
            (1...maximumKindBytes).contains(bytes.count)
                && bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2d || $0 == 0x2e || $0 == 0x5f }
        }
    }

    /// The bytes in one piece, which are several times as quick to look at as through a view of the string.
    static func withBytes(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        text.utf8.span.withUnsafeBufferPointer(body)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isLowerCase(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLowerCase(byte | 0x20)
    }

    /// One of `. _ : @ + / -`.
    private static func isNamePunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x2b, 0x2d, 0x2e, 0x2f, 0x3a, 0x40, 0x5f: true
        default: false
        }
    }
}
