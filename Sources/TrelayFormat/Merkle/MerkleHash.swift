public import TrelayCrypto

/// The three digests that a `MerkleMap` is made of. The first byte tells them apart: none can be passed off as another.
@usableFromInline
enum MerkleHash {
    static let leafMark: UInt8 = 0
    static let branchMark: UInt8 = 1
    static let emptyMark: UInt8 = 2

    /// The digest of a map without keys.
    @usableFromInline static let empty = SHA256.hash([emptyMark])

    /// The digest of one key and its value.
    @usableFromInline
    static func leaf(path: Digest, value: Digest) -> Digest {
        var hasher = SHA256Hasher()
        hasher.update(([leafMark] as [1 of UInt8]).span.bytes)
        hasher.update(path)
        hasher.update(value)
        return hasher.finalize()
    }
}

/// Computes the digest of a branch from those of its children.
@usableFromInline
struct MerkleBranchHasher: ~Copyable {
    private var hasher = SHA256Hasher()

    /// - Parameter children: bit i, of value 2^i, is set if there is a child for nibble i.
    @usableFromInline
    init(children: UInt16) {
        let head =
            [
                MerkleHash.branchMark, UInt8(truncatingIfNeeded: children >> 8), UInt8(truncatingIfNeeded: children),
            ] as [3 of UInt8]
        hasher.update(head.span.bytes)
    }

    /// Adds the digest of the next child. They come in order of their nibbles.
    @usableFromInline
    mutating func add(_ child: Digest) {
        hasher.update(child)
    }

    @usableFromInline
    consuming func finalize() -> Digest {
        hasher.finalize()
    }
}
