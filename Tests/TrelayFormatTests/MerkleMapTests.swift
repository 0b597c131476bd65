import Testing
import TrelayCrypto

@testable import TrelayFormat

@Suite("Merkle maps")
struct MerkleMapTests {
    static let seeds: [UInt64] = Array(1...12)

    /// A map and a plain dictionary to which the same things happen.
    struct Pair {
        var map = MerkleMap<MerkleText>()
        var model: [String: String] = [:]

        mutating func change(_ generator: inout SeededGenerator, keys: Int) {
            let key = "k\(Int.random(in: 0..<keys, using: &generator))"
            let text = "\(Int.random(in: 0..<4, using: &generator))"
            switch Int.random(in: 0..<8, using: &generator) {
            case 0, 1, 2:
                #expect(map.removeValue(for: MerkleKey(key))?.text == model.removeValue(forKey: key))
            case 3:
                map.updateValue(for: MerkleKey(key), default: MerkleText("new")) { $0.text += text }
                model[key, default: "new"] += text
            case 4: _ = map.refreshDigest()
            default:
                #expect(
                    map.setValue(MerkleText(text), for: MerkleKey(key))?.text == model.updateValue(text, forKey: key))
            }
        }
    }

    @Test("Random changes leave the map with what a dictionary holds, in the one right shape", arguments: seeds)
    func randomChanges(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let keys = [3, 20, 300][Int(seed % 3)]
        var pair = Pair()
        for round in 0..<1500 {
            pair.change(&generator, keys: keys)
            guard round % 50 == 0 else { continue }
            #expect(pair.map.count == pair.model.count)
            #expect(pair.map.isEmpty == pair.model.isEmpty)
            #expect(pair.map.root.shapeFaults() == [])
            let other = MerkleMap(pair.model)
            #expect(pair.map.digest == other.digest)
            #expect(pair.map.digestFromScratch { $0.digest } == other.digest)
            #expect(pair.map == other)
            #expect(Dictionary(pair.map.map { ($0.key, $0.value.text) }) { first, _ in first } == pair.model)
            for key in (0..<keys).map({ "k\($0)" }) { #expect(pair.map[key]?.text == pair.model[key]) }
        }
    }

    @Test("Snapshots do not see later changes, refreshed or not", arguments: seeds)
    func snapshots(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var pair = Pair()
        var snapshots: [Pair] = []
        for round in 0..<1000 {
            pair.change(&generator, keys: 100)
            if round % 40 == 0 { snapshots.append(pair) }
            // A snapshot may go its own way, too.
            if round % 90 == 0 { snapshots[round % snapshots.count].change(&generator, keys: 100) }
        }
        for snapshot in snapshots {
            #expect(snapshot.map.digest == MerkleMap(snapshot.model).digest)
            #expect(snapshot.map.digestFromScratch { $0.digest } == snapshot.map.digest)
            #expect(snapshot.map.sortedKeys() == snapshot.model.keys.sorted())
        }
    }

    @Test("Digests are equal exactly when contents are, whatever happened before")
    func equality() {
        let forwards = MerkleMap.numbered(0..<200)
        var backwards = MerkleMap.numbered((0..<400).reversed())
        for number in 200..<400 { backwards["key-\(number)"] = nil }
        #expect(forwards.digest == backwards.digest)
        #expect(forwards == backwards)
        for key in forwards.sortedKeys() {
            var changed = backwards
            changed[key] = MerkleText("other")
            #expect(changed.digest != forwards.digest && changed != forwards)
            changed[key] = nil
            #expect(changed.digest != forwards.digest && changed != forwards)
            changed[key + "x"] = forwards[key]
            #expect(changed.count == forwards.count)
            #expect(changed.digest != forwards.digest && changed != forwards)
        }
    }

    @Test("Two keys that swap their values make another digest")
    func swappedValues() {
        #expect(MerkleMap(["a": "1", "b": "2"]).digest != MerkleMap(["a": "2", "b": "1"]).digest)
    }

    @Test("A change forgets the digest, a refresh knows it, and removing nothing changes nothing")
    func knownDigest() {
        var map = MerkleMap.numbered(300)
        #expect(map.knownDigest == nil)
        let digest = map.refreshDigest()
        #expect(map.knownDigest == digest)
        map["no such key"] = nil
        #expect(map.removeValue(for: MerkleKey("nor this")) == nil)
        #expect(map.knownDigest == digest)
        map["key-7"] = MerkleText("changed")
        #expect(map.knownDigest == nil)
        #expect(map.refreshDigest() != digest)
        map["key-7"] = MerkleText("value-7")
        #expect(map.refreshDigest() == digest)
        map["key-7"] = nil
        #expect(map.knownDigest == nil)
    }

    @Test("The digest from scratch believes nothing that the map keeps")
    func fromScratch() {
        var map = MerkleMap.numbered(100)
        let digest = map.refreshDigest()
        map.root.knownDigest = .zero
        #expect(map.digest == .zero)
        #expect(map.digestFromScratch { $0.digest } == digest)
        #expect(map.digestFromScratch { _ in .zero } != digest)
        var misplaced = MerkleMap<MerkleText>()
        misplaced[MerkleKey(text: "a", path: .zero)] = MerkleText("1")
        #expect(misplaced.digestFromScratch { $0.digest } == MerkleMap(["a": "1"]).digest)
        #expect(misplaced.digest != MerkleMap(["a": "1"]).digest)
    }

    @Test("An inner map changes in place, and refreshing the outer map refreshes the inner ones")
    func nested() {
        var outer = MerkleMap<MerkleMap<MerkleText>>()
        for number in 0..<50 {
            outer.updateValue(for: MerkleKey("kind-\(number % 3)"), default: MerkleMap()) {
                $0["key-\(number)"] = MerkleText("value-\(number)")
            }
        }
        #expect(outer.count == 3)
        #expect(outer.map(\.value.count).reduce(0, +) == 50)
        #expect(outer["kind-0"]?.knownDigest == nil)
        let digest = outer.refreshDigest()
        #expect(outer["kind-0"]?.knownDigest == MerkleMap.numbered(stride(from: 0, to: 50, by: 3)).digest)
        let snapshot = outer
        outer.updateValue(for: MerkleKey("kind-1"), default: MerkleMap()) { $0["key-1"] = nil }
        #expect(outer.digest != digest)
        #expect(outer["kind-2"]?.knownDigest != nil)
        #expect(snapshot.digest == digest)
        #expect(MerkleMap.differences(from: snapshot, to: outer).map(\.key) == ["kind-1"])
    }

    /// Where the storage of the root's leaves and branches lies.
    private func places<Value>(_ map: MerkleMap<Value>) -> [UnsafeRawPointer?] {
        let leaves = map.root.leaves.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) }
        let branches = map.root.branches.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) }
        return [leaves, branches]
    }

    @Test("A map that nobody shares changes in place, one that is shared copies what it changes")
    func inPlace() {
        var map = MerkleMap.numbered(20)
        let before = places(map)
        for number in 0..<20 { map["key-\(number)"] = MerkleText("changed") }
        #expect(places(map) == before)
        let snapshot = map
        #expect(places(map) == places(snapshot))
        for number in 0..<20 { map["key-\(number)"] = MerkleText("again") }
        #expect(zip(places(map), places(snapshot)).allSatisfy { $0 != $1 })
        #expect(snapshot["key-3"]?.text == "changed")

        var outer = MerkleMap<MerkleMap<MerkleText>>()
        outer["kind"] = .numbered(20)
        let inner = outer["kind"].map(places)
        outer.updateValue(for: MerkleKey("kind"), default: MerkleMap()) { $0["key-3"] = MerkleText("changed") }
        #expect(outer["kind"].map(places) == inner)
        #expect(outer["kind"]?["key-3"]?.text == "changed")
    }

    @Test("A body that throws keeps what it did to a present key, and adds no new one")
    func throwing() {
        struct Refusal: Error {}
        var map = MerkleMap(["a": "1"])
        let digest = map.refreshDigest()
        #expect(throws: Refusal.self) {
            try map.updateValue(for: MerkleKey("b"), default: MerkleText("")) { _ throws(Refusal) in throw Refusal() }
        }
        #expect(map.count == 1 && map.digest == digest)
        #expect(throws: Refusal.self) {
            try map.updateValue(for: MerkleKey("a"), default: MerkleText("")) { value throws(Refusal) in
                value.text = "2"
                throw Refusal()
            }
        }
        #expect(map.digest == MerkleMap(["a": "2"]).digest)
    }

    @Test("Keys sort by their UTF-8 bytes, and the walk goes by the path")
    func order() {
        let keys = ["", "a", "a\u{0}", "aa", "b", "e\u{301}", "z", "é", "\u{FFFF}", "😀"]
        var map = MerkleMap<MerkleText>()
        for key in keys.reversed() { map[key] = MerkleText(key) }
        #expect(map.sortedKeys().map { Array($0.utf8) } == keys.map { Array($0.utf8) })
        #expect(map.sorted().map { Array($0.value.text.utf8) } == keys.map { Array($0.utf8) })
        let paths = MerkleMap.numbered(500).map { SHA256.hash(utf8: $0.key) }
        #expect(paths.count == 500)
        #expect(paths == paths.sorted())
    }
}
