public import TrelayCrypto
import TrelayFormat

/// The resources of a namespace, sorted by key.
///
/// The elements lie in small sorted chunks. A copy shares all of them, and a change copies only the chunk that it
/// touches: snapshots that readers hold cost the fold little, however many resources there are.
public struct ResourceMap: Sendable {
    public typealias Element = (key: ResourceKey, entry: ResourceEntry)

    private static let maximumChunk = 128

    /// Keys and entries lie apart, so that a search touches keys only.
    fileprivate struct Chunk: Sendable {
        var keys: [ResourceKey]
        var entries: [ResourceEntry]
    }

    /// No chunk is empty. The last key of a chunk is below the first key of the next.
    private var chunks: [Chunk] = []
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
            let (position, isPresent) = Self.search(key, in: chunks[chunk])
            return isPresent ? chunks[chunk].entries[position] : nil
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
            for (key, entry) in zip(chunks[chunk].keys, chunks[chunk].entries) where key.kind == kind {
                found.append((key, entry))
            }
            if let last = chunks[chunk].keys.last, last.kind > kind { break }
            chunk += 1
        }
        return found
    }

    /// The first names of one kind.
    func names(ofKind kind: String, limit: Int) -> [String] {
        var chunk = chunkIndex(for: ResourceKey(kind: kind, name: "")) ?? 0
        var names: [String] = []
        while chunk < chunks.count, names.count < limit, chunks[chunk].keys[0].kind <= kind {
            for key in chunks[chunk].keys where key.kind == kind { names.append(key.name) }
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
            digestOf(entry).appendDescription(to: &bytes)
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
            if Self.isBelowFirst(key, of: chunks[middle]) { high = middle } else { low = middle }
        }
        return low
    }

    // The two below look at keys through a buffer pointer, because taking one out of the array counts references at
    // every step of a search.

    private static func isBelowFirst(_ key: ResourceKey, of chunk: Chunk) -> Bool {
        chunk.keys.withUnsafeBufferPointer { key < $0[0] }
    }

    /// The position of the first element that is not below the key, and whether that is the key's own.
    private static func search(_ key: ResourceKey, in chunk: Chunk) -> (position: Int, isPresent: Bool) {
        chunk.keys.withUnsafeBufferPointer { keys in
            var low = 0
            var high = keys.count
            while low < high {
                let middle = (low + high) / 2
                if keys[middle] < key { low = middle + 1 } else { high = middle }
            }
            return (low, low < keys.count && keys[low] == key)
        }
    }

    private mutating func set(_ key: ResourceKey, _ entry: ResourceEntry) {
        guard let index = chunkIndex(for: key) else {
            chunks = [Chunk(keys: [key], entries: [entry])]
            count = 1
            return
        }
        let (position, isPresent) = Self.search(key, in: chunks[index])
        if isPresent {
            chunks[index].entries[position] = entry
            return
        }
        chunks[index].keys.insert(key, at: position)
        chunks[index].entries.insert(entry, at: position)
        count += 1
        if chunks[index].keys.count > Self.maximumChunk { split(index, insertedAt: position) }
    }

    private mutating func append(_ element: Element) {
        guard let last = chunks.last?.keys.last, last < element.key else { return set(element.key, element.entry) }
        if chunks[chunks.count - 1].keys.count < Self.maximumChunk {
            chunks[chunks.count - 1].keys.append(element.key)
            chunks[chunks.count - 1].entries.append(element.entry)
        } else {
            chunks.append(Chunk(keys: [element.key], entries: [element.entry]))
        }
        count += 1
    }

    private mutating func split(_ index: Int, insertedAt position: Int) {
        // Keys that come in ascending order leave full chunks behind, others two halves.
        let middle = position == Self.maximumChunk ? Self.maximumChunk : Self.maximumChunk / 2
        let tail = Chunk(
            keys: Array(chunks[index].keys[middle...]), entries: Array(chunks[index].entries[middle...]))
        chunks[index].keys.removeSubrange(middle...)
        chunks[index].entries.removeSubrange(middle...)
        chunks.insert(tail, at: index + 1)
    }

    private mutating func remove(_ key: ResourceKey) {
        guard let index = chunkIndex(for: key) else { return }
        let (position, isPresent) = Self.search(key, in: chunks[index])
        guard isPresent else { return }
        chunks[index].keys.remove(at: position)
        chunks[index].entries.remove(at: position)
        count -= 1
        if chunks[index].keys.isEmpty { chunks.remove(at: index) }
    }
}

extension ResourceMap: Sequence {
    public struct Iterator: IteratorProtocol {
        private let chunks: [Chunk]
        private var chunk = 0
        private var position = 0

        fileprivate init(_ chunks: [Chunk]) {
            self.chunks = chunks
        }

        public mutating func next() -> Element? {
            guard chunk < chunks.count else { return nil }
            let element = (chunks[chunk].keys[position], chunks[chunk].entries[position])
            position += 1
            if position == chunks[chunk].keys.count {
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
