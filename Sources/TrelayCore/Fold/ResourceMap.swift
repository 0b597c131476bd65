public import TrelayCrypto
import TrelayFormat

/// The resources of a namespace: a Merkle map of kinds, each a Merkle map of names.
///
/// Copies share storage: snapshots that readers hold cost the fold little, however many resources there are. What a role
/// consumes is a few whole kinds, so that a projection costs nothing and shares all digests with the state.
public struct ResourceMap: Sendable {
    public typealias Element = (key: ResourceKey, entry: ResourceEntry)
    typealias Kind = MerkleMap<ResourceEntry>

    /// No kind is empty: the digest of a state must not tell what it once held.
    private var kinds = MerkleMap<Kind>()
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    public subscript(key: ResourceKey) -> ResourceEntry? {
        get { self[ResourcePath(key)] }
        set { set(ResourcePath(key), newValue) }
    }

    subscript(path: ResourcePath) -> ResourceEntry? { kinds[path.kind]?[path.name] }

    /// Gives the resource a value, or removes it.
    mutating func set(_ path: ResourcePath, _ entry: ResourceEntry?) {
        if let entry { put(path, entry) } else { remove(path) }
    }

    /// The kinds that have resources, in order.
    public var kindNames: [String] { kinds.sortedKeys() }

    /// In order.
    public var keys: [ResourceKey] { map(\.key) }

    /// The resources of one kind, in order of their names.
    public func of(kind: String) -> [Element] {
        (kinds[KindPath.key(of: kind)]?.sorted() ?? []).map { (ResourceKey(kind: kind, name: $0.key), $0.value) }
    }

    /// How many resources of one kind there are.
    public func count(ofKind kind: String) -> Int { kinds[KindPath.key(of: kind)]?.count ?? 0 }

    /// Names of one kind, in no order that people would see; the same ones for the same content.
    func names(ofKind kind: String, limit: Int) -> [String] {
        (kinds[KindPath.key(of: kind)]).map { $0.prefix(limit).map(\.key) } ?? []
    }

    /// Only the resources of these kinds.
    func restricted(to names: Set<String>) -> ResourceMap {
        var result = ResourceMap()
        for name in names {
            let key = KindPath.key(of: name)
            guard let kind = kinds[key] else { continue }
            result.kinds[key] = kind
            result.count += kind.count
        }
        return result
    }

    private mutating func put(_ path: ResourcePath, _ entry: ResourceEntry) {
        let old = kinds.updateValue(for: path.kind, default: Kind()) { $0.setValue(entry, for: path.name) }
        if old == nil { count += 1 }
    }

    private mutating func remove(_ path: ResourcePath) {
        guard let kind = kinds[path.kind], kind[path.name] != nil else { return }
        count -= 1
        if kind.count == 1 {
            kinds[path.kind] = nil
        } else {
            kinds.updateValue(for: path.kind, default: Kind()) { _ = $0.removeValue(for: path.name) }
        }
    }
}

// Digests: docs/wire-format.md says how to compute them in any language.
extension ResourceMap {
    /// The digest of all kinds, names and values. Costs much unless `refreshDigest()` was called since the last changes.
    public func digest() -> Digest { kinds.digest }

    /// `digest()`; keeps what it computes, so that the next one costs a few hashes for each change.
    @discardableResult
    public mutating func refreshDigest() -> Digest { kinds.refreshDigest() }

    /// As `digest()`, computed from the values themselves: it believes nothing that is kept anywhere.
    public func digestOfValues() -> Digest {
        kinds.digestFromScratch { kind in kind.digestFromScratch { $0.value.digest() } }
    }
}

extension ResourceMap {
    /// What differs from this map to `next`, in key order. Entries are compared by the digest of their value; only
    /// branches that differ are looked at.
    public func changes(to next: ResourceMap) -> [ResourceChange] {
        MerkleMap.differences(from: kinds, to: next.kinds).flatMap { kind in
            MerkleMap.differences(from: kind.old ?? Kind(), to: kind.new ?? Kind()).map {
                ResourceChange(key: ResourceKey(kind: kind.key, name: $0.key), old: $0.old, new: $0.new)
            }
        }
    }
}

/// Where a resource stands in a map: computed once, used as often as one likes.
struct ResourcePath: Sendable {
    var kind: MerkleKey
    var name: MerkleKey

    init(_ key: ResourceKey) {
        kind = KindPath.key(of: key.kind)
        name = MerkleKey(key.name)
    }
}

/// Where kinds stand in the tree. Those that are built in are computed once: a path costs a SHA-256.
private enum KindPath {
    private static let known = ResourceKind.names.map { MerkleKey($0) }

    static func key(of kind: String) -> MerkleKey {
        known.withUnsafeBufferPointer { known in
            for index in known.indices where known[index].text == kind { return known[index] }
            return MerkleKey(kind)
        }
    }
}

extension ResourceMap: Sequence {
    /// Goes over the resources in the order of their keys, which it has to sort first.
    public func makeIterator() -> IndexingIterator<[Element]> {
        kindNames.flatMap { of(kind: $0) }.makeIterator()
    }

    public var underestimatedCount: Int { count }
}

extension ResourceMap: Hashable {
    /// By content with all that the entries say, however the map came to be.
    public static func == (left: ResourceMap, right: ResourceMap) -> Bool {
        left.count == right.count
            && left.kinds.elementsEqual(right.kinds) { left, right in
                left.key == right.key && left.value.count == right.value.count
                    && left.value.elementsEqual(right.value) { $0.key == $1.key && $0.value == $1.value }
            }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(digest())
    }
}
