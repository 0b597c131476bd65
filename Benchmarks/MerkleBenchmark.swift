import TrelayCrypto
import TrelayFormat

/// What a map costs that knows its digest: beside a plain dictionary, and beside one hash over all entries.
struct MerkleBenchmark {
    /// Whether a map of a million keys is measured, too: that takes more than a gigabyte.
    var isLarge: Bool

    private static let updateBlocks = 500
    private static let updateRuns = 100

    func run() throws -> [Section] {
        try ([10, 10_000] + (isLarge ? [1_000_000] : [])).map(section)
    }

    private enum Name {
        static let dictionary = "Dictionary: update"
        static let update = "MerkleMap: update"
        static let refresh = "MerkleMap: update + refreshDigest"
        static let snapshot = "  the same, and a snapshot is kept"
        static let flat = "one SHA-256 over all entries"
        static let scratch = "MerkleMap: digestFromScratch"
        static let build = "MerkleMap: set all + refreshDigest"
        static let dictionaryDifferences = "Dictionary: differences, key by key"
        static let differences = "MerkleMap: differences"
    }

    private func section(_ count: Int) throws -> Section {
        let subject = MerkleSubject(count: count)
        let updates = [
            RoundRobin.Case(Name.dictionary, runs: Self.updateRuns, subject.updateDictionary),
            RoundRobin.Case(Name.update, runs: Self.updateRuns, subject.update),
            RoundRobin.Case(Name.refresh, runs: Self.updateRuns, subject.updateAndRefresh),
            RoundRobin.Case(Name.snapshot, runs: Self.updateRuns, subject.updateShared),
            RoundRobin.Case(Name.differences, runs: Self.updateRuns, subject.differences),
        ]
        let runs = max(1, 1_000 / count)
        let wholes = [
            RoundRobin.Case(Name.flat, runs: runs, subject.flatDigest),
            RoundRobin.Case(Name.scratch, runs: runs, subject.digestFromScratch),
            RoundRobin.Case(Name.build, runs: runs, subject.build),
            RoundRobin.Case(Name.dictionaryDifferences, runs: runs, subject.dictionaryDifferences),
        ]
        var findings = Findings(try RoundRobin(blocks: Self.updateBlocks).measure(updates))
        findings.add(try RoundRobin(blocks: count > 100_000 ? 5 : 100).measure(wholes))
        return Section(
            title:
                "a map of \(count) keys; a value is the mean of \(Self.updateRuns) runs, of \(runs) where all keys are walked",
            rows: [
                findings.row(Name.dictionary),
                findings.row(Name.update, to: Name.dictionary),
                findings.row(Name.flat),
                findings.row(Name.refresh, to: Name.flat),
                findings.row(Name.snapshot, to: Name.flat),
                findings.row(Name.scratch, to: Name.flat),
                findings.row(Name.build, to: Name.flat),
                findings.row(Name.dictionaryDifferences),
                findings.row(Name.differences, to: Name.dictionaryDifferences, note: "1 key differs"),
            ])
    }
}

/// The same keys and values in a `MerkleMap`, in a dictionary and in a list in order of the keys.
private final class MerkleSubject {
    /// A value that knows its digest, as the entries of the state do.
    struct Entry: MerkleValue {
        var digest: Digest
    }

    private let keys: [String]
    private let values: [Entry]
    /// Some keys in no order, which the cases change one after the other.
    private let order: [Int]
    private let news: [Entry]

    // A map of its own for each case, that none leaves work for the next: neither digests nor shared storage.
    private var updated: MerkleMap<Entry>
    private var refreshed: MerkleMap<Entry>
    private var shared: MerkleMap<Entry>
    private var snapshot = MerkleMap<Entry>()
    private var dictionary: [String: Entry]
    private let original: MerkleMap<Entry>
    /// Maps that differ from `original` in one key each.
    private let neighbours: [MerkleMap<Entry>]
    private let originalDictionary: [String: Entry]
    private let neighbourDictionary: [String: Entry]
    private var step = 0

    init(count: Int) {
        let keys = (0..<count).map { "prompt/summary-\(1_000_000 + $0)" }
        let values = keys.map { Entry(digest: SHA256.hash(utf8: "value of \($0)")) }
        var random: UInt64 = 1
        let order = (0..<16_384).map { _ in
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % count
        }
        let news = (0..<1_024).map { Entry(digest: SHA256.hash(utf8: "new \($0)")) }
        updated = Self.map(keys, values)
        refreshed = Self.map(keys, values)
        shared = Self.map(keys, values)
        let original = Self.map(keys, values)
        self.original = original
        neighbours = order.prefix(64).map { index in
            var neighbour = original
            neighbour[keys[index]] = news[0]
            _ = neighbour.refreshDigest()
            return neighbour
        }
        dictionary = Dictionary(uniqueKeysWithValues: zip(keys, values))
        originalDictionary = Dictionary(uniqueKeysWithValues: zip(keys, values))
        var neighbour = originalDictionary
        neighbour[keys[order[0]]] = news[0]
        neighbourDictionary = neighbour
        (self.keys, self.values, self.order, self.news) = (keys, values, order, news)
    }

    private static func map(_ keys: [String], _ values: [Entry]) -> MerkleMap<Entry> {
        var map = MerkleMap<Entry>()
        for index in keys.indices { map[keys[index]] = values[index] }
        _ = map.refreshDigest()
        return map
    }

    private func next() -> (key: String, value: Entry) {
        step += 1
        return (keys[order[step % order.count]], news[step % news.count])
    }

    func updateDictionary() -> Int {
        let (key, value) = next()
        dictionary[key] = value
        return dictionary.count
    }

    func update() -> Int {
        let (key, value) = next()
        updated[key] = value
        return updated.count
    }

    func updateAndRefresh() -> Int {
        let (key, value) = next()
        refreshed[key] = value
        return refreshed.count + (refreshed.refreshDigest() == .zero ? 1 : 0)
    }

    func updateShared() -> Int {
        snapshot = shared
        let (key, value) = next()
        shared[key] = value
        return shared.count + (shared.refreshDigest() == .zero ? 1 : 0)
    }

    func differences() -> Int {
        step += 1
        return MerkleMap.differences(from: original, to: neighbours[step % neighbours.count]).count
    }

    func dictionaryDifferences() -> Int {
        // The keys are the same in both.
        neighbourDictionary.count { originalDictionary[$0.key]?.digest != $0.value.digest }
    }

    /// What a digest without a tree costs after each change. The list is in order already, which is a gift to this twin.
    func flatDigest() -> Int {
        var hasher = SHA256Hasher()
        for index in keys.indices {
            hasher.update(utf8: keys[index])
            hasher.update(values[index].digest)
        }
        return hasher.finalize().nibble(at: 0)
    }

    func digestFromScratch() -> Int {
        original.digestFromScratch { $0.digest }.nibble(at: 0)
    }

    func build() -> Int {
        Self.map(keys, values).digest.nibble(at: 0)
    }
}
