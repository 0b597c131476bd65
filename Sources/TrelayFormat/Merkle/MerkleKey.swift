public import TrelayCrypto

/// A key of a `MerkleMap` together with its path.
///
/// A path costs one SHA-256. Code that uses the same key again and again keeps the `MerkleKey` and saves that.
public struct MerkleKey: Sendable {
    /// The key itself.
    public let text: String
    /// SHA-256 of the key's UTF-8 bytes: where the key stands in the tree. Nibble 0 chooses the child of the root.
    public let path: Digest

    public init(_ text: String) {
        self.init(text: text, path: SHA256.hash(utf8: text))
    }

    /// - Parameter path: where the key shall stand. Tests alone choose it.
    init(text: String, path: Digest) {
        self.text = text
        self.path = path
    }
}

extension MerkleKey {
    /// Whether the left text comes first when both are compared byte by byte as UTF-8.
    ///
    /// Not `String`'s own order, which follows Unicode's tables, nor the order of JSON members, which is UTF-16's.
    @usableFromInline
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8.span, right.utf8.span)
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index]
        }
        return left.count < right.count
    }
}
