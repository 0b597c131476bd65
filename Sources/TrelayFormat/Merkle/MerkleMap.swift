public import TrelayCrypto

/// A map from strings to values, with a digest of all it holds.
///
/// Copies are snapshots: a copy costs nothing, shares all storage, and later changes of one copy are not seen in the
/// other. A change costs a walk down the tree, no digest; the digest of a map costs a few hashes for each key that changed
/// since it was last refreshed. Two maps are compared by walking only the branches in which they differ.
///
/// The digest depends on the keys and values alone, not on the order in which they came. It is made so:
///
/// - `path(key)` is SHA-256 of the key's UTF-8 bytes: 64 nibbles, the upper half of each byte first.
/// - The keys form a tree: a subtree without keys is absent, one with exactly one key is a leaf, and one with more is a
///   branch whose child i holds the keys with the next nibble i. The root is such a subtree too.
/// - leaf = SHA-256(`00` ‖ path, 32 bytes ‖ digest of the value, 32 bytes)
/// - branch = SHA-256(`01` ‖ bitmap, 2 bytes ‖ digests of the children that are present, from child 0 to child 15).
///   The bitmap is a 16-bit number, highest byte first, in which bit i, of value 2^i, stands for child i.
/// - An empty map = SHA-256(`02`)
///
/// Keys are compared by their paths, hence as UTF-8 bytes: canonically equivalent strings are different keys.
public struct MerkleMap<Value: MerkleValue>: Sendable {
    @usableFromInline var root = MerkleBranch<Value>()
    @usableFromInline var keyCount = 0

    @inlinable
    public init() {}

    /// The number of keys.
    @inlinable
    public var count: Int { keyCount }

    @inlinable
    public var isEmpty: Bool { keyCount == 0 }

    /// The value of the key; nil when there is none. Setting nil removes the key.
    @inlinable
    public subscript(key: String) -> Value? {
        get { self[MerkleKey(key)] }
        set { self[MerkleKey(key)] = newValue }
    }

    /// As for a string, for a key whose path is computed already.
    @inlinable
    public subscript(key: MerkleKey) -> Value? {
        get { root.value(at: key.path) }
        set {
            if let newValue { setValue(newValue, for: key) } else { removeValue(for: key) }
        }
    }

    /// Gives the key a value.
    ///
    /// - Returns: the value it had, nil if the key is new.
    @inlinable
    @discardableResult
    public mutating func setValue(_ value: Value, for key: MerkleKey) -> Value? {
        let old = root.set(key, value, 0)
        if old == nil { keyCount += 1 }
        return old
    }

    /// Removes the key.
    ///
    /// - Returns: the value it had, nil if there was no such key.
    @inlinable
    @discardableResult
    public mutating func removeValue(for key: MerkleKey) -> Value? {
        // Looked up first: removing nothing shall neither copy shared storage nor forget digests.
        guard root.contains(key.path) else { return nil }
        keyCount -= 1
        return root.remove(key.path, 0)
    }

    /// Changes the value of the key in place, without a copy of what the value holds: the way to change a map in a map.
    ///
    /// A map that holds an empty map is not an empty map: whoever takes the last key out of an inner map also removes the
    /// inner map, or the digest depends on what once was there.
    ///
    /// - Parameters:
    ///   - initial: the value to begin with if the key is new.
    ///   - body: changes the value. If it throws for a new key, the key is not added.
    /// - Returns: what `body` returns.
    @inlinable
    @discardableResult
    public mutating func updateValue<Result, Failure: Error>(
        for key: MerkleKey, default initial: @autoclosure () -> Value,
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if let result = try root.modify(key.path, 0, body) { return result }
        var value = initial()
        let result = try body(&value)
        setValue(value, for: key)
        return result
    }
}

extension MerkleMap {
    /// The digest of all keys and values.
    ///
    /// Uses the digests that the last refresh left behind, and keeps none itself. See `refreshDigest()`.
    @inlinable
    public var digest: Digest { root.digest() }

    /// The digest if nothing changed since the last refresh, else nil.
    @inlinable
    public var knownDigest: Digest? { root.knownDigest }

    /// The digest of all keys and values. Keeps the digests of all branches, so that the next one costs little.
    ///
    /// Call it before a copy is given away: digests that only the copy computes are no help to this map, and a refresh
    /// of a map that shares its storage copies the branches that changed.
    @inlinable
    public mutating func refreshDigest() -> Digest { root.refreshDigest() }
}

extension MerkleMap: MerkleValue {
    /// Whether both maps hold the same keys with values of the same digests. Computes no digest of a map.
    @inlinable
    public func hasSameContent(as other: MerkleMap) -> Bool {
        count == other.count && Self.differences(from: self, to: other, limit: 1).isEmpty
    }
}

extension MerkleMap: Equatable {
    @inlinable
    public static func == (left: MerkleMap, right: MerkleMap) -> Bool { left.hasSameContent(as: right) }
}
