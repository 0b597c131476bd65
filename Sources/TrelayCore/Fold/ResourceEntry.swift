public import TrelayCrypto
public import TrelayFormat

/// A resource as it stands in a state. Immutable; copies share one piece of storage.
public struct ResourceEntry: Sendable {
    // An entry is copied into plans, verdicts, states and configurations: behind one reference, that is one count.
    private final class Storage: Sendable {
        let value: JSONValue
        let digest: Digest
        let createdRevision: Int
        let changedRevision: Int
        let changedBy: String

        init(value: JSONValue, digest: Digest, createdRevision: Int, changedRevision: Int, changedBy: String) {
            self.value = value
            self.digest = digest
            self.createdRevision = createdRevision
            self.changedRevision = changedRevision
            self.changedBy = changedBy
        }
    }

    private let storage: Storage

    public init(value: JSONValue, digest: Digest, createdRevision: Int, changedRevision: Int, changedBy: String) {
        storage = Storage(
            value: value, digest: digest, createdRevision: createdRevision, changedRevision: changedRevision,
            changedBy: changedBy)
    }

    public var value: JSONValue { storage.value }
    /// Digest of the canonical form of the value.
    public var digest: Digest { storage.digest }
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
            || left.digest == right.digest && left.createdRevision == right.createdRevision
                && left.changedRevision == right.changedRevision && left.changedBy == right.changedBy
                && left.value == right.value
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(digest)
        hasher.combine(changedRevision)
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
