public import TrelayCrypto

extension MerkleBranch {
    /// The digest of what the branch holds, from the digests that are known below it where there are any.
    @inlinable
    func digest() -> Digest {
        if let knownDigest { return knownDigest }
        if let digest = digestOfFew() { return digest }
        var hasher = MerkleBranchHasher(children: leafBits | branchBits)
        for child in children {
            switch child {
            case .leaf(let index):
                hasher.add(MerkleHash.leaf(path: leaves.span[index].key.path, value: leaves.span[index].value.digest))
            case .branch(let index):
                // The field first: a call for each branch would count references to all it holds.
                hasher.add(branches.span[index].knownDigest ?? branches.span[index].digest())
            }
        }
        return hasher.finalize()
    }

    /// As `digest`, and keeps every digest that was computed on the way.
    @inlinable
    mutating func refreshDigest() -> Digest {
        if let knownDigest { return knownDigest }
        for index in leaves.indices where leaves.span[index].value.knownDigest == nil {
            _ = leaves[index].value.refreshDigest()
        }
        for index in branches.indices where branches.span[index].knownDigest == nil {
            _ = branches[index].refreshDigest()
        }
        let digest = digest()
        knownDigest = digest
        return digest
    }

    /// The digest of a root that holds one key or none: that of its leaf, or of the empty map. Nil for a true branch.
    @inlinable
    func digestOfFew() -> Digest? {
        guard branchBits == 0, leaves.count < 2 else { return nil }
        guard let leaf = leaves.first else { return MerkleHash.empty }
        return MerkleHash.leaf(path: leaf.key.path, value: leaf.value.digest)
    }
}
