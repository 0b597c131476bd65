/// A key at which two maps differ.
public struct MerkleDifference<Value: MerkleValue>: Sendable {
    public let key: String
    /// The value in the first map, nil if it has none.
    public let old: Value?
    /// The value in the second map, nil if it has none.
    public let new: Value?

    @inlinable
    public init(key: String, old: Value?, new: Value?) {
        self.key = key
        self.old = old
        self.new = new
    }
}

extension MerkleMap {
    /// The keys at which the maps differ, in order of their UTF-8 bytes.
    ///
    /// Branches that both maps share, or whose digests are known and equal, are not walked. Between maps without a common
    /// history, refresh both before: branches of unknown digests are walked, which costs less than hashing them.
    ///
    /// - Parameter limit: how many differences to look for at most. Of more, those with the lowest paths are returned.
    @inlinable
    public static func differences(
        from old: MerkleMap, to new: MerkleMap, limit: Int = .max
    ) -> [MerkleDifference<Value>] {
        var comparison = MerkleComparison<Value>(limit: limit)
        comparison.compare(old.root, new.root)
        return comparison.differences.sorted { MerkleKey.precedes($0.key, $1.key) }
    }
}

/// Walks two trees side by side and collects what differs.
@usableFromInline
struct MerkleComparison<Value: MerkleValue> {
    @usableFromInline let limit: Int
    @usableFromInline var differences: [MerkleDifference<Value>] = []
    /// How many pairs of branches were walked: what a comparison costs.
    @usableFromInline var walkedPairs = 0

    @inlinable
    init(limit: Int) {
        self.limit = limit
    }

    @inlinable
    var isDone: Bool { differences.count >= limit }

    @inlinable
    mutating func compare(_ old: MerkleBranch<Value>, _ new: MerkleBranch<Value>) {
        guard !isDone, !old.isKnownEqual(to: new) else { return }
        walkedPairs += 1
        var remaining = old.leafBits | old.branchBits | new.leafBits | new.branchBits
        while remaining != 0, !isDone {
            let withoutLowest = remaining & (remaining &- 1)
            compareChildren(old, new, remaining ^ withoutLowest)
            remaining = withoutLowest
        }
    }

    @inlinable
    mutating func compareChildren(_ old: MerkleBranch<Value>, _ new: MerkleBranch<Value>, _ bit: UInt16) {
        switch (old.child(bit), new.child(bit)) {
        case (.branch(let one), .branch(let other)): compare(old.branches[one], new.branches[other])
        case (.leaf(let one), .leaf(let other)):
            // Most are equal, and found so without taking them out of their arrays.
            if old.leaves.span[one].isEqual(to: new.leaves.span[other]) { return }
            compare(old.leaves[one], new.leaves[other])
        case (.leaf(let one), .branch(let other)): compare(old.leaves[one], new.branches[other], isLeafOld: true)
        case (.branch(let one), .leaf(let other)): compare(new.leaves[other], old.branches[one], isLeafOld: false)
        case (.leaf(let one), nil): add(old.leaves[one], isOld: true)
        case (nil, .leaf(let other)): add(new.leaves[other], isOld: false)
        case (.branch(let one), nil): addAll(old.branches[one], isOld: true)
        case (nil, .branch(let other)): addAll(new.branches[other], isOld: false)
        case (nil, nil): break
        }
    }

    @inlinable
    mutating func compare(_ old: MerkleLeaf<Value>, _ new: MerkleLeaf<Value>) {
        if old.key.path != new.key.path {
            add(old, isOld: true)
            add(new, isOld: false)
        } else if !old.value.hasSameContent(as: new.value), !isDone {
            differences.append(MerkleDifference(key: old.key.text, old: old.value, new: new.value))
        }
    }

    /// Compares one key of the one map with several of the other.
    @inlinable
    mutating func compare(_ leaf: MerkleLeaf<Value>, _ branch: MerkleBranch<Value>, isLeafOld: Bool) {
        walkedPairs += 1
        var isFound = false
        branch.forEachLeaf { other in
            if other.key.path != leaf.key.path {
                add(other, isOld: !isLeafOld)
            } else {
                isFound = true
                if isLeafOld { compare(leaf, other) } else { compare(other, leaf) }
            }
            return !isDone
        }
        if !isFound { add(leaf, isOld: isLeafOld) }
    }

    @inlinable
    mutating func addAll(_ branch: MerkleBranch<Value>, isOld: Bool) {
        walkedPairs += 1
        branch.forEachLeaf { leaf in
            add(leaf, isOld: isOld)
            return !isDone
        }
    }

    @inlinable
    mutating func add(_ leaf: MerkleLeaf<Value>, isOld: Bool) {
        guard !isDone else { return }
        let (old, new) = isOld ? (leaf.value, nil) : (nil, leaf.value)
        differences.append(MerkleDifference(key: leaf.key.text, old: old, new: new))
    }
}

extension MerkleLeaf {
    @inlinable
    func isEqual(to other: MerkleLeaf) -> Bool {
        key.path == other.key.path && value.hasSameContent(as: other.value)
    }
}

extension MerkleBranch {
    /// Whether the branches are equal for sure, without a look at what they hold.
    @inlinable
    func isKnownEqual(to other: MerkleBranch) -> Bool {
        if let knownDigest, let otherDigest = other.knownDigest { return knownDigest == otherDigest }
        return leafBits == other.leafBits && branchBits == other.branchBits
            && Self.share(leaves, other.leaves) && Self.share(branches, other.branches)
    }

    /// Whether both arrays are the same piece of storage.
    @inlinable
    static func share<Element>(_ one: [Element], _ other: [Element]) -> Bool {
        one.withUnsafeBufferPointer { one in other.withUnsafeBufferPointer { one.baseAddress == $0.baseAddress } }
    }

    @inlinable
    func child(_ bit: UInt16) -> MerkleChild? {
        if leafBits & bit != 0 { return .leaf(leafIndex(bit)) }
        return branchBits & bit != 0 ? .branch(branchIndex(bit)) : nil
    }

    /// Calls `body` for each leaf in order of the paths, until it returns false.
    ///
    /// - Returns: whether all leaves were visited.
    @inlinable
    @discardableResult
    func forEachLeaf(_ body: (MerkleLeaf<Value>) -> Bool) -> Bool {
        for child in children {
            switch child {
            case .leaf(let index): if !body(leaves[index]) { return false }
            case .branch(let index): if !branches[index].forEachLeaf(body) { return false }
            }
        }
        return true
    }
}
