public import TrelayCrypto

/// A key and its value in the tree.
@usableFromInline
struct MerkleLeaf<Value: MerkleValue>: Sendable {
    @usableFromInline let key: MerkleKey
    @usableFromInline var value: Value

    @inlinable
    init(key: MerkleKey, value: Value) {
        self.key = key
        self.value = value
    }
}

/// A place of the tree whose keys have the first nibbles of their paths in common; the next nibble chooses a child.
///
/// A child with one key is a leaf, one with more is a branch. So a branch holds at least two keys; only the root may
/// hold one or none. Leaves and branches lie in arrays of their own, without gaps and in order of their nibbles: a
/// change in a tree that nobody else holds is made in place, and one in a shared tree copies the arrays along the path.
@usableFromInline
struct MerkleBranch<Value: MerkleValue>: Sendable {
    /// The digest of this branch, unless something below it changed since it was computed.
    @usableFromInline var knownDigest: Digest?
    /// Bit i is set if the child for nibble i is a leaf.
    @usableFromInline var leafBits: UInt16 = 0
    /// Bit i is set if the child for nibble i is a branch.
    @usableFromInline var branchBits: UInt16 = 0
    @usableFromInline var leaves: [MerkleLeaf<Value>] = []
    @usableFromInline var branches: [MerkleBranch<Value>] = []

    @inlinable
    init() {}

    /// The bit of the child in which the path goes on.
    ///
    /// - Parameter depth: how many nibbles the keys of this branch have in common.
    @inlinable
    static func bit(of path: Digest, _ depth: Int) -> UInt16 {
        1 &<< UInt16(truncatingIfNeeded: path.nibble(at: depth))
    }

    /// The place of the leaf for this bit among the leaves, present or not.
    @inlinable
    func leafIndex(_ bit: UInt16) -> Int { (leafBits & (bit &- 1)).nonzeroBitCount }

    /// The place of the branch for this bit among the branches, present or not.
    @inlinable
    func branchIndex(_ bit: UInt16) -> Int { (branchBits & (bit &- 1)).nonzeroBitCount }

    @inlinable
    func value(at path: Digest) -> Value? {
        withUnsafePointer(to: self) { root in Self.leaf(at: path, below: root)?.pointee.value }
    }

    @inlinable
    func contains(_ path: Digest) -> Bool {
        withUnsafePointer(to: self) { root in Self.leaf(at: path, below: root) != nil }
    }

    // A walk along pointers, because taking a branch out of its array, even through a span, counts references at every
    // step: that costs more than the walk, and threads that read the same snapshot would wait for each other's counts.
    // Every array is held by the branch before it, hence by the root, which the caller holds.
    @inlinable
    static func leaf(
        at path: Digest, below root: UnsafePointer<MerkleBranch>
    ) -> UnsafePointer<MerkleLeaf<Value>>? {
        var branch = root
        for depth in 0..<64 {
            let bit = bit(of: path, depth)
            if branch.pointee.branchBits & bit != 0 {
                let index = branch.pointee.branchIndex(bit)
                guard let first = branch.pointee.branches.withUnsafeBufferPointer({ $0.baseAddress }) else {
                    return nil
                }
                branch = first + index
            } else if branch.pointee.leafBits & bit != 0 {
                let index = branch.pointee.leafIndex(bit)
                guard let first = branch.pointee.leaves.withUnsafeBufferPointer({ $0.baseAddress }) else { return nil }
                return first[index].key.path == path ? first + index : nil
            } else {
                return nil
            }
        }
        return nil
    }
}

/// A child of a branch: its place among the leaves or among the branches.
@usableFromInline
enum MerkleChild {
    case leaf(Int)
    case branch(Int)
}

/// The children of a branch in order of their nibbles.
@usableFromInline
struct MerkleChildren: Sequence, IteratorProtocol {
    @usableFromInline let leafBits: UInt16
    @usableFromInline var remaining: UInt16
    @usableFromInline var leaf = 0
    @usableFromInline var branch = 0

    @inlinable
    init(leafBits: UInt16, branchBits: UInt16) {
        self.leafBits = leafBits
        remaining = leafBits | branchBits
    }

    @inlinable
    mutating func next() -> MerkleChild? {
        guard remaining != 0 else { return nil }
        let withoutLowest = remaining & (remaining &- 1)
        let lowest = remaining ^ withoutLowest
        remaining = withoutLowest
        if leafBits & lowest != 0 {
            leaf += 1
            return .leaf(leaf - 1)
        }
        branch += 1
        return .branch(branch - 1)
    }
}

extension MerkleBranch {
    @inlinable
    var children: MerkleChildren { MerkleChildren(leafBits: leafBits, branchBits: branchBits) }
}
