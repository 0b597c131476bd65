public import TrelayCrypto
public import TrelayFormat

/// A resource as it stands in a state.
public struct ResourceEntry: Hashable, Sendable {
    public let value: JSONValue
    /// Digest of the canonical form of the value.
    public let digest: Digest
    /// The revision that created it (again, after a delete).
    public let createdRevision: Int
    /// The last revision that gave it another value.
    public let changedRevision: Int
    /// The id of the event that did.
    public let changedBy: String

    public init(value: JSONValue, digest: Digest, createdRevision: Int, changedRevision: Int, changedBy: String) {
        self.value = value
        self.digest = digest
        self.createdRevision = createdRevision
        self.changedRevision = changedRevision
        self.changedBy = changedBy
    }
}

/// What an accepted change did to one resource. `old` or `new` is nil when there was or is none.
public struct ResourceChange: Hashable, Sendable {
    public let key: ResourceKey
    public let old: ResourceEntry?
    public let new: ResourceEntry?

    public init(key: ResourceKey, old: ResourceEntry?, new: ResourceEntry?) {
        self.key = key
        self.old = old
        self.new = new
    }

    /// What changed inside the value, leaf by leaf.
    ///
    /// - Parameter limit: at most that many are given.
    public func valueChanges(limit: Int) -> [ValueChange] {
        Array(ValueDifference.changes(from: old?.value, to: new?.value).prefix(max(0, limit)))
    }
}
