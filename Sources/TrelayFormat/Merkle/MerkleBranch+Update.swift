public import TrelayCrypto

extension MerkleBranch {
    /// Gives the key a value. No digest is computed.
    ///
    /// - Returns: the value it had, nil if the key is new.
    @inlinable
    mutating func set(_ key: MerkleKey, _ value: Value, _ depth: Int) -> Value? {
        knownDigest = nil
        let bit = Self.bit(of: key.path, depth)
        if branchBits & bit != 0 { return branches[branchIndex(bit)].set(key, value, depth + 1) }
        let index = leafIndex(bit)
        if leafBits & bit == 0 {
            insertLeaf(MerkleLeaf(key: key, value: value), bit)
            return nil
        }
        if leaves[index].key.path == key.path {
            let old = leaves[index].value
            leaves[index].value = value
            return old
        }
        let resident = removeLeaf(bit)
        insertBranch(MerkleBranch(resident, MerkleLeaf(key: key, value: value), depth + 1), bit)
        return nil
    }

    /// Changes the value of the path in place.
    ///
    /// - Returns: what `body` returns; nil if there is no such key.
    @inlinable
    mutating func modify<Result, Failure: Error>(
        _ path: Digest, _ depth: Int, _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        knownDigest = nil
        let bit = Self.bit(of: path, depth)
        if branchBits & bit != 0 { return try branches[branchIndex(bit)].modify(path, depth + 1, body) }
        let index = leafIndex(bit)
        guard leafBits & bit != 0, leaves[index].key.path == path else { return nil }
        return try body(&leaves[index].value)
    }

    /// Removes a key that is present, and returns its value.
    ///
    /// A branch that keeps one key only, in a leaf, becomes that leaf.
    @inlinable
    mutating func remove(_ path: Digest, _ depth: Int) -> Value {
        knownDigest = nil
        let bit = Self.bit(of: path, depth)
        guard branchBits & bit != 0 else { return removeLeaf(bit).value }
        let index = branchIndex(bit)
        let removed = branches[index].remove(path, depth + 1)
        if branches[index].branchBits == 0, branches[index].leaves.count == 1 {
            let last = branches.remove(at: index).leaves[0]
            branchBits ^= bit
            insertLeaf(last, bit)
        }
        return removed
    }

    @inlinable
    mutating func insertLeaf(_ leaf: consuming MerkleLeaf<Value>, _ bit: UInt16) {
        leaves.insert(leaf, at: leafIndex(bit))
        leafBits |= bit
    }

    @inlinable
    mutating func removeLeaf(_ bit: UInt16) -> MerkleLeaf<Value> {
        leafBits ^= bit
        return leaves.remove(at: leafIndex(bit))
    }

    @inlinable
    mutating func insertBranch(_ branch: consuming MerkleBranch, _ bit: UInt16) {
        branches.insert(branch, at: branchIndex(bit))
        branchBits |= bit
    }

    /// The branch of two leaves with different paths. A nibble that they have in common makes a branch with one child.
    @inlinable
    init(_ one: MerkleLeaf<Value>, _ other: MerkleLeaf<Value>, _ depth: Int) {
        self.init()
        let bit = Self.bit(of: one.key.path, depth)
        let otherBit = Self.bit(of: other.key.path, depth)
        if bit == otherBit {
            branchBits = bit
            branches = [MerkleBranch(one, other, depth + 1)]
        } else {
            leafBits = bit | otherBit
            leaves = bit < otherBit ? [one, other] : [other, one]
        }
    }
}
