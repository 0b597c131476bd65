/// A path to a value inside a JSON document (RFC 6901). Tokens are compared by their UTF-8 bytes.
public struct JSONPointer: Sendable {
    /// The whole document.
    public static let root = JSONPointer(tokens: [])

    /// The unescaped names of members and indices of elements, outermost first.
    public let tokens: [String]

    public init(tokens: [String]) {
        self.tokens = tokens
    }

    /// Reads the text form: empty for the root, otherwise `/`-separated tokens with `~0` for `~` and `~1` for `/`.
    /// Nil if it does not begin with `/` or has a `~` that is followed by neither.
    public init?(_ text: String) {
        guard !text.utf8.isEmpty else {
            self = .root
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let token = Self.unescape(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    /// The pointer to a member of the object that this one points to.
    public func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens: tokens + [token])
    }

    /// The pointer to an element of the array that this one points to.
    public func appending(_ index: Int) -> JSONPointer {
        appending(String(index))
    }

    /// The pointer whose tokens are these and then those of the other.
    public func appending(_ other: JSONPointer) -> JSONPointer {
        JSONPointer(tokens: tokens + other.tokens)
    }

    /// The pointer to the container of the value; nil for the root.
    public var parent: JSONPointer? {
        tokens.isEmpty ? nil : JSONPointer(tokens: tokens.dropLast())
    }

    public static func / (pointer: JSONPointer, token: String) -> JSONPointer {
        pointer.appending(token)
    }

    public static func / (pointer: JSONPointer, index: Int) -> JSONPointer {
        pointer.appending(index)
    }

    /// The index that a token means (RFC 6901, section 4): digits without a leading zero. Nil for anything else.
    static func index(of token: String) -> Int? {
        guard let first = token.utf8.first, first != UInt8(ascii: "0") || token.utf8.count == 1 else { return nil }
        guard token.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
        return Int(token)
    }

    private static func unescape(_ part: Substring.UTF8View) -> String? {
        guard part.contains(UInt8(ascii: "~")) else { return String(Substring(part)) }
        var bytes: [UInt8] = []
        var iterator = part.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch iterator.next() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The text form of RFC 6901, section 3; empty for the root.
    public var description: String {
        var bytes: [UInt8] = []
        for token in tokens {
            bytes.append(UInt8(ascii: "/"))
            for byte in token.utf8 {
                switch byte {
                case UInt8(ascii: "~"): bytes += [UInt8(ascii: "~"), UInt8(ascii: "0")]
                case UInt8(ascii: "/"): bytes += [UInt8(ascii: "~"), UInt8(ascii: "1")]
                default: bytes.append(byte)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONPointer {
    /// The text form as a line for people can hold it: of a long one the beginning and the end.
    ///
    /// - Parameter maximum: code points, of which the last third is the end; at least 2.
    public func abbreviated(to maximum: Int = 120) -> String {
        precondition(maximum >= 2, "a pointer is not abbreviated to less than two code points")
        let scalars = description.unicodeScalars
        guard scalars.count > maximum else { return String(scalars) }
        let end = scalars.suffix(maximum / 3)
        return String(scalars.prefix(maximum - 1 - end.count)) + "…" + String(end)
    }
}

extension JSONPointer: Hashable {
    public static func == (left: JSONPointer, right: JSONPointer) -> Bool {
        left.tokens.count == right.tokens.count
            && zip(left.tokens, right.tokens).allSatisfy { UTF8Text.areEqual($0, $1) }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(tokens.count)
        for token in tokens { UTF8Text.hash(token, into: &hasher) }
    }
}
