public import TrelayCrypto

extension MerkleMap {
    /// The digest, computed from the keys and values alone.
    ///
    /// Believes nothing that is kept: neither the digests of branches nor the paths nor the shape of the tree. That it
    /// equals `digest` proves that the digest is the one of what the map really holds. Costs a few hashes and 64 bytes for
    /// each key.
    ///
    /// - Parameter valueDigest: computes the digest of a value, from the value itself rather than from what it keeps.
    @inlinable
    public func digestFromScratch(valueDigest: (Value) -> Digest) -> Digest {
        var leaves: [MerkleProof.Leaf] = []
        leaves.reserveCapacity(count)
        for (key, value) in self {
            leaves.append(MerkleProof.Leaf(path: MerkleKey(key).path, valueDigest: valueDigest(value)))
        }
        return MerkleProof.digest(leaves)
    }
}

/// The definition of the digest of a map, word by word, on a plain list.
@usableFromInline
enum MerkleProof {
    @usableFromInline
    struct Leaf {
        @usableFromInline let path: Digest
        @usableFromInline let valueDigest: Digest

        @inlinable
        init(path: Digest, valueDigest: Digest) {
            self.path = path
            self.valueDigest = valueDigest
        }
    }

    @usableFromInline
    static func digest(_ leaves: consuming [Leaf]) -> Digest {
        var sorted = consume leaves
        sorted.sort { $0.path < $1.path }
        return sorted.isEmpty ? MerkleHash.empty : digest(sorted[...], 0)
    }

    /// - Parameter leaves: at least one, in order of their paths, which have the first `depth` nibbles in common.
    private static func digest(_ leaves: ArraySlice<Leaf>, _ depth: Int) -> Digest {
        let first = leaves[leaves.startIndex]
        // Two leaves with one path cannot be; the second condition only bounds the recursion in any case.
        if leaves.count == 1 || depth == Digest.nibbleCount {
            return MerkleHash.leaf(path: first.path, value: first.valueDigest)
        }
        var bitmap: UInt16 = 0
        var children: [Digest] = []
        var rest = leaves
        while let next = rest.first {
            let nibble = next.path.nibble(at: depth)
            let child = rest.prefix { $0.path.nibble(at: depth) == nibble }
            bitmap |= 1 << UInt16(nibble)
            children.append(digest(child, depth + 1))
            rest = rest.dropFirst(child.count)
        }
        var hasher = MerkleBranchHasher(children: bitmap)
        for child in children { hasher.add(child) }
        return hasher.finalize()
    }
}
