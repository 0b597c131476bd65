import Testing
import TrelayCrypto

@testable import TrelayFormat

@Suite("Differences of Merkle maps")
struct MerkleDifferenceTests {
    private typealias Map = MerkleMap<MerkleText>

    /// What differs, as text, the plain way.
    private func expected(_ old: [String: String], _ new: [String: String]) -> [String] {
        Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map {
            "\($0): \(old[$0] ?? "none") -> \(new[$0] ?? "none")"
        }
    }

    private func found(_ old: Map, _ new: Map, limit: Int = .max) -> [String] {
        MerkleMap.differences(from: old, to: new, limit: limit).map {
            "\($0.key): \($0.old?.text ?? "none") -> \($0.new?.text ?? "none")"
        }
    }

    private func walked(_ old: Map, _ new: Map) -> Int {
        var comparison = MerkleComparison<MerkleText>(limit: .max)
        comparison.compare(old.root, new.root)
        return comparison.walkedPairs
    }

    @Test("The differences are the dictionary's, with and without known digests", arguments: MerkleMapTests.seeds)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let keys = [4, 40, 400][Int(seed % 3)]
        var pair = MerkleMapTests.Pair()
        for _ in 0..<20 {
            var next = Bool.random(using: &generator) ? pair : MerkleMapTests.Pair()
            for _ in 0..<Int.random(in: 0...(2 * keys), using: &generator) { next.change(&generator, keys: keys) }
            let differences = expected(pair.model, next.model)
            #expect(found(pair.map, next.map) == differences)
            #expect(found(MerkleMap(pair.model), next.map) == differences)
            #expect(found(next.map, pair.map) == expected(next.model, pair.model))
            _ = pair.map.refreshDigest()
            _ = next.map.refreshDigest()
            #expect(found(pair.map, next.map) == differences)
            pair = next
        }
    }

    @Test(
        "At most the limit is returned, all of it real, and none for a limit of zero",
        arguments: [0, 1, 2, 7, 150, 500])
    func limit(_ limit: Int) {
        let old = Map.numbered(0..<100)
        var new = Map.numbered(20..<140)
        for number in 30..<60 { new["key-\(number)"] = MerkleText("changed") }
        let all = found(old, new)
        #expect(all.count == 20 + 40 + 30)
        let some = found(old, new, limit: limit)
        #expect(some.count == min(limit, all.count))
        #expect(Set(some).isSubset(of: all))
        #expect(some == found(old, new, limit: limit))
    }

    @Test("Of ten thousand keys, one that changed is found along its path alone")
    func sharedHistory() {
        let old = Map.numbered(10_000)
        #expect(walked(old, old) == 0)
        for number in stride(from: 0, to: 10_000, by: 997) {
            var new = old
            new["key-\(number)"] = MerkleText("changed")
            #expect(found(old, new) == ["key-\(number): value-\(number) -> changed"])
            // The root and one branch for each nibble that the key has in common with others.
            #expect((2...7).contains(walked(old, new)))
            new["key-\(number)"] = nil
            #expect(found(old, new) == ["key-\(number): value-\(number) -> none"])
            #expect((2...7).contains(walked(old, new)))
        }
    }

    @Test("Maps without a common history are compared by their digests, once they know them")
    func strangers() {
        var old = Map.numbered(0..<10_000)
        var new = Map.numbered((0..<10_000).reversed())
        new["key-1"] = MerkleText("changed")
        #expect(found(old, new) == ["key-1: value-1 -> changed"])
        #expect(walked(old, new) == old.root.branchCount)
        _ = old.refreshDigest()
        _ = new.refreshDigest()
        #expect(found(old, new) == ["key-1: value-1 -> changed"])
        #expect((2...7).contains(walked(old, new)))
        new["key-1"] = MerkleText("value-1")
        #expect(new.refreshDigest() == old.digest)
        #expect(walked(old, new) == 0)
    }

    @Test("A leaf on one side and a branch on the other: each key is compared with its own")
    func leafAgainstBranch() {
        let keys = [
            MerkleKey.placed("a", nibbles: [5, 1]), .placed("b", nibbles: [5, 2, 3]), .placed("c", nibbles: [5, 2, 4]),
        ]
        for lone in 0..<3 {
            for isChanged in [false, true] {
                var one = Map()
                one[keys[lone]] = MerkleText(isChanged ? "changed" : "0")
                var many = Map()
                for key in keys { many[key] = MerkleText("0") }
                let others = keys.map(\.text).filter { isChanged || $0 != keys[lone].text }
                #expect(MerkleMap.differences(from: one, to: many).map(\.key) == others)
                #expect(MerkleMap.differences(from: many, to: one).map(\.key) == others)
                many[keys[lone]] = nil
                #expect(found(one, many).count == 3)
                #expect(found(many, one).count == 3)
            }
        }
    }

    @Test("Against an empty map every key differs")
    func empty() {
        let map = Map.numbered(50)
        #expect(MerkleMap.differences(from: Map(), to: map).map(\.key) == map.sortedKeys())
        #expect(MerkleMap.differences(from: map, to: Map()).allSatisfy { $0.old != nil && $0.new == nil })
        #expect(found(Map(), Map()).isEmpty)
    }
}
