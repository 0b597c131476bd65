public import TrelayCrypto
public import TrelayFormat

/// A resource as it stands in a state. Immutable; copies share one piece of storage.
public struct ResourceEntry: Sendable {
    // An entry is copied into plans, verdicts, states and configurations: behind one reference, that is one count.
    private final class Storage: Sendable {
        let value: JSONValue
        let createdRevision: Int
        let changedRevision: Int
        let changedBy: String
        /// Nil as long as no map was asked for its digest. A long replay overwrites most values before that: hashing them
        /// would be a tenth of its work.
        let knownDigest: Digest?

        init(value: JSONValue, digest: Digest?, createdRevision: Int, changedRevision: Int, changedBy: String) {
            self.value = value
            self.createdRevision = createdRevision
            self.changedRevision = changedRevision
            self.changedBy = changedBy
            knownDigest = digest
        }
    }

    private var storage: Storage

    /// - Parameter digest: of the canonical form of the value; nil to have it computed when it is asked for.
    public init(value: JSONValue, digest: Digest?, createdRevision: Int, changedRevision: Int, changedBy: String) {
        storage = Storage(
            value: value, digest: digest, createdRevision: createdRevision, changedRevision: changedRevision,
            changedBy: changedBy)
    }

    public var value: JSONValue { storage.value }
    /// Digest of the canonical form of the value.
    public var digest: Digest { storage.knownDigest ?? storage.value.digest() }

    /// Whether both values are the same, which is whether their digests are.
    public func hasSameValue(as other: ResourceEntry) -> Bool {
        if storage === other.storage { return true }
        guard let digest = storage.knownDigest, let otherDigest = other.storage.knownDigest else {
            return value == other.value
        }
        return digest == otherDigest
    }
    /// The revision that created it (again, after a delete).
    public var createdRevision: Int { storage.createdRevision }
    /// The last revision that gave it another value.
    public var changedRevision: Int { storage.changedRevision }
    /// The id of the event that did.
    public var changedBy: String { storage.changedBy }
}

extension ResourceEntry: Hashable {
    public static func == (left: ResourceEntry, right: ResourceEntry) -> Bool {
        left.storage === right.storage
            || left.createdRevision == right.createdRevision && left.changedRevision == right.changedRevision
                && left.changedBy == right.changedBy && left.value == right.value
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(value)
        hasher.combine(changedRevision)
    }
}

extension ResourceEntry: MerkleValue {
    public var knownDigest: Digest? { storage.knownDigest }

    /// The digest, which this entry and its later copies know from now on.
    public mutating func refreshDigest() -> Digest {
        if let known = storage.knownDigest { return known }
        let digest = storage.value.digest()
        storage = Storage(
            value: value, digest: digest, createdRevision: createdRevision, changedRevision: changedRevision,
            changedBy: changedBy)
        return digest
    }

    public func hasSameContent(as other: ResourceEntry) -> Bool { hasSameValue(as: other) }
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

    /// Whether the value is another one afterwards.
    public var changesValue: Bool {
        guard let old, let new else { return (old == nil) != (new == nil) }
        return !old.hasSameValue(as: new)
    }

    /// What changed inside the value, leaf by leaf.
    ///
    /// - Parameter limit: at most that many are given.
    public func valueChanges(limit: Int) -> [ValueChange] {
        Array(ValueDifference.changes(from: old?.value, to: new?.value).prefix(max(0, limit)))
    }
}
