public import TrelayCrypto
import TrelayFormat

/// The resources of a namespace, sorted by key.
///
/// The elements lie in small sorted chunks. A copy shares all of them, and a change copies only the chunk that it
/// touches: snapshots that readers hold cost the fold little, however many resources there are.
public struct ResourceMap: Sendable {
    public typealias Element = (key: ResourceKey, entry: ResourceEntry)

    private static let maximumChunk = 128

    /// No chunk is empty. The last key of a chunk is below the first key of the next.
    private var chunks: [[Element]] = []
    public private(set) var count = 0

    public init() {}

    /// Builds a map from elements in ascending order of their keys; of equal keys the last one counts.
    init(sorted elements: some Sequence<Element>) {
        for element in elements { append(element) }
    }

    public var isEmpty: Bool { count == 0 }

    public subscript(key: ResourceKey) -> ResourceEntry? {
        get {
            guard let chunk = chunkIndex(for: key) else { return nil }
            let position = Self.position(of: key, in: chunks[chunk])
            guard position < chunks[chunk].count, chunks[chunk][position].key == key else { return nil }
            return chunks[chunk][position].entry
        }
        set {
            if let newValue { set(key, newValue) } else { remove(key) }
        }
    }

    public var keys: [ResourceKey] { map(\.key) }

    /// The resources of one kind, in order of their names.
    public func of(kind: String) -> [Element] {
        var chunk = chunkIndex(for: ResourceKey(kind: kind, name: "")) ?? 0
        var found: [Element] = []
        while chunk < chunks.count {
            for element in chunks[chunk] where element.key.kind == kind { found.append(element) }
            if let last = chunks[chunk].last, last.key.kind > kind { break }
            chunk += 1
        }
        return found
    }

    /// The first names of one kind.
    func names(ofKind kind: String, limit: Int) -> [String] {
        var chunk = chunkIndex(for: ResourceKey(kind: kind, name: "")) ?? 0
        var names: [String] = []
        while chunk < chunks.count, names.count < limit, chunks[chunk][0].key.kind <= kind {
            for element in chunks[chunk] where element.key.kind == kind { names.append(element.key.name) }
            chunk += 1
        }
        return Array(names.prefix(limit))
    }

    /// SHA-256 of the canonical form of `{"kind/name": "sha256:<digest of the value>", …}`.
    public func digest() -> Digest {
        digest { $0.digest }
    }

    /// As `digest()`, computed from the values themselves instead of the digests that the entries carry.
    public func digestOfValues() -> Digest {
        digest { $0.value.digest() }
    }

    /// Writes the canonical form directly: keys are ASCII without anything to escape, and already in order, because
    /// no kind has a character below the slash.
    private func digest(_ digestOf: (ResourceEntry) -> Digest) -> Digest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 + count * 112)
        bytes.append(UInt8(ascii: "{"))
        for (key, entry) in self {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: key.kind.utf8)
            bytes.append(UInt8(ascii: "/"))
            bytes.append(contentsOf: key.name.utf8)
            bytes.append(contentsOf: "\":\"".utf8)
            bytes.append(contentsOf: digestOf(entry).description.utf8)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
        return SHA256.hash(bytes)
    }
}

extension ResourceMap {
    /// The chunk that holds the key, or would; nil when there is none at all.
    private func chunkIndex(for key: ResourceKey) -> Int? {
        guard !chunks.isEmpty else { return nil }
        var low = 0
        var high = chunks.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if key < chunks[middle][0].key { high = middle } else { low = middle }
        }
        return low
    }

    /// The position of the first element that is not below the key.
    private static func position(of key: ResourceKey, in chunk: [Element]) -> Int {
        var low = 0
        var high = chunk.count
        while low < high {
            let middle = (low + high) / 2
            if chunk[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func set(_ key: ResourceKey, _ entry: ResourceEntry) {
        guard let index = chunkIndex(for: key) else {
            chunks = [[(key, entry)]]
            count = 1
            return
        }
        let position = Self.position(of: key, in: chunks[index])
        if position < chunks[index].count, chunks[index][position].key == key {
            chunks[index][position].entry = entry
            return
        }
        chunks[index].insert((key, entry), at: position)
        count += 1
        if chunks[index].count > Self.maximumChunk { split(index, insertedAt: position) }
    }

    private mutating func append(_ element: Element) {
        guard let last = chunks.last?.last, last.key < element.key else { return set(element.key, element.entry) }
        if chunks[chunks.count - 1].count < Self.maximumChunk {
            chunks[chunks.count - 1].append(element)
        } else {
            chunks.append([element])
        }
        count += 1
    }

    private mutating func split(_ index: Int, insertedAt position: Int) {
        // Keys that come in ascending order leave full chunks behind, others two halves.
        let middle = position == Self.maximumChunk ? Self.maximumChunk : Self.maximumChunk / 2
        let tail = Array(chunks[index][middle...])
        chunks[index].removeSubrange(middle...)
        chunks.insert(tail, at: index + 1)
    }

    private mutating func remove(_ key: ResourceKey) {
        guard let index = chunkIndex(for: key) else { return }
        let position = Self.position(of: key, in: chunks[index])
        guard position < chunks[index].count, chunks[index][position].key == key else { return }
        chunks[index].remove(at: position)
        count -= 1
        if chunks[index].isEmpty { chunks.remove(at: index) }
    }
}

extension ResourceMap: Sequence {
    public struct Iterator: IteratorProtocol {
        private let chunks: [[Element]]
        private var chunk = 0
        private var position = 0

        fileprivate init(_ chunks: [[Element]]) {
            self.chunks = chunks
        }

        public mutating func next() -> Element? {
            guard chunk < chunks.count else { return nil }
            let element = chunks[chunk][position]
            position += 1
            if position == chunks[chunk].count {
                chunk += 1
                position = 0
            }
            return element
        }
    }

    /// Goes over the resources in the order of their keys.
    public func makeIterator() -> Iterator {
        Iterator(chunks)
    }

    public var underestimatedCount: Int { count }
}

extension ResourceMap: Hashable {
    /// By content, however the chunks came to be.
    public static func == (left: ResourceMap, right: ResourceMap) -> Bool {
        left.count == right.count && left.elementsEqual(right) { $0.key == $1.key && $0.entry == $1.entry }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for (key, entry) in self {
            hasher.combine(key)
            hasher.combine(entry.digest)
        }
    }
}
