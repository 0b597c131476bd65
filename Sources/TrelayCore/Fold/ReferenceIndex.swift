import TrelayFormat

/// Who refers to what, so that a delete need not look at every resource.
struct ReferenceIndex: Sendable {
    private var referrers: [ResourceKey: Set<ResourceKey>] = [:]

    init() {}

    init(_ resources: ResourceMap) {
        for (key, entry) in resources { insert(Self.targets(of: key, entry.value), from: key) }
    }

    /// The resources that refer to `target`.
    func referrers(of target: ResourceKey) -> Set<ResourceKey> {
        referrers[target] ?? []
    }

    /// Follows a change of one resource.
    mutating func update(_ key: ResourceKey, old: JSONValue?, new: JSONValue?) {
        guard ResourceKind.named(key.kind)?.hasReferences == true else { return }
        let before = old.map { Self.targets(of: key, $0) } ?? []
        let after = new.map { Self.targets(of: key, $0) } ?? []
        remove(before.subtracting(after), from: key)
        insert(after.subtracting(before), from: key)
    }

    private static func targets(of key: ResourceKey, _ value: JSONValue) -> Set<ResourceKey> {
        guard let kind = ResourceKind.named(key.kind), kind.hasReferences else { return [] }
        return Set(kind.references(value).map(\.target))
    }

    private mutating func insert(_ targets: Set<ResourceKey>, from key: ResourceKey) {
        for target in targets { referrers[target, default: []].insert(key) }
    }

    private mutating func remove(_ targets: Set<ResourceKey>, from key: ResourceKey) {
        for target in targets {
            referrers[target]?.remove(key)
            if referrers[target]?.isEmpty == true { referrers[target] = nil }
        }
    }
}
