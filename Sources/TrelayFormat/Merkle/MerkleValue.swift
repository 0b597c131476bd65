public import TrelayCrypto

/// A value that a `MerkleMap` can hold: it knows the digest of its own content.
///
/// Only `digest` must be written. The other requirements are for values that are made of many parts, such as a map
/// itself, and that keep the digests of their parts.
public protocol MerkleValue: Sendable {
    /// The digest of the content: values of the same content have the same one, and no others do.
    ///
    /// It is asked for whenever a neighbour of the value changed, too: keep it with the value where computing it costs
    /// more than hashing a hundred bytes.
    var digest: Digest { get }

    /// The digest if it is known without computing much, else nil.
    var knownDigest: Digest? { get }

    /// The digest. Keeps what was computed on the way, so that the next call costs little.
    mutating func refreshDigest() -> Digest

    /// Whether both digests are the same; a type may find that out without computing them.
    func hasSameContent(as other: Self) -> Bool
}

extension MerkleValue {
    @inlinable
    public var knownDigest: Digest? { digest }

    @inlinable
    public mutating func refreshDigest() -> Digest { digest }

    @inlinable
    public func hasSameContent(as other: Self) -> Bool { digest == other.digest }
}
