import Testing
import TrelayCrypto
import TrelayFormat

@testable import TrelayCore

@Suite("The map of resources")
struct ResourceMapTests {
    private func entry(_ number: Int) -> ResourceEntry {
        let value: JSONValue = ["n": JSONValue(number)]
        return ResourceEntry(
            value: value, digest: value.digest(), createdRevision: number, changedRevision: number, changedBy: "e")
    }

    private func key(_ number: Int) -> ResourceKey {
        ResourceKey(kind: ["model", "prompt", "route"][number % 3], name: "n\(number)")
    }

    @Test("It does what a dictionary does, sorted", arguments: [1, 2, 3] as [UInt64])
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var map = ResourceMap()
        var dictionary: [ResourceKey: ResourceEntry] = [:]
        for step in 0..<6_000 {
            let key = key(Int.random(in: 0..<900, using: &generator))
            let value = generator.chance(step < 3_000 ? 75 : 30) ? entry(step) : nil
            map[key] = value
            dictionary[key] = value
            if map.count != dictionary.count { Issue.record("step \(step): \(map.count) of \(dictionary.count)") }
        }
        #expect(map.keys == dictionary.keys.sorted())
        for number in 0..<900 { #expect(map[key(number)] == dictionary[key(number)]) }
        for kind in ["model", "prompt", "route", "aaa", "zzz"] {
            let names = dictionary.keys.filter { $0.kind == kind }.sorted().map(\.name)
            #expect(map.of(kind: kind).map(\.key.name) == names)
            #expect(Set(map.names(ofKind: kind, limit: .max)) == Set(names))
            #expect(map.names(ofKind: kind, limit: 7).count == min(7, names.count))
            #expect(map.count(ofKind: kind) == names.count)
        }
    }

    @Test("Maps with the same content are equal and hash alike, however they came to be")
    func equality() {
        var up = ResourceMap()
        var down = ResourceMap()
        for number in 0..<1_000 { up[key(number)] = entry(number) }
        for number in (0..<1_500).reversed() { down[key(number)] = entry(number) }
        #expect(up != down)
        for number in 1_000..<1_500 { down[key(number)] = nil }
        #expect(up == down && up.hashValue == down.hashValue && up.digest() == down.digest())
        #expect(up.restricted(to: ["model", "prompt", "route", "zzz"]) == up)
        #expect(up.restricted(to: ["model"]).keys == up.keys.filter { $0.kind == "model" })
        down[key(5)] = entry(6)
        #expect(up != down && up.digest() != down.digest())
    }

    @Test("A copy stays as it is")
    func copies() {
        var map = ResourceMap()
        for number in 0..<500 { map[key(number)] = entry(number) }
        let copy = map
        let digest = copy.digest()
        for number in 0..<500 { map[key(number)] = number % 2 == 0 ? nil : entry(-number) }
        #expect(copy.count == 500 && copy.digest() == digest)
        #expect(map.count == 250)
    }

    @Test("The digest is a Merkle map of kinds, each a Merkle map of names, and no trace is left of what was there")
    func digest() {
        var map = ResourceMap()
        var kinds = MerkleMap<MerkleMap<ResourceEntry>>()
        for name in ["a", "a/b", "A", "0", "ab"] {
            for kind in ["model", "route", "own-kind"] {
                map[ResourceKey(kind: kind, name: name)] = entry(1)
                kinds.updateValue(for: MerkleKey(kind), default: MerkleMap()) { $0[name] = entry(1) }
            }
        }
        #expect(map.digest() == kinds.digest && map.digestOfValues() == kinds.digest)
        map[ResourceKey(kind: "flag", name: "beta")] = entry(2)
        #expect(map.refreshDigest() != kinds.digest)
        map[ResourceKey(kind: "flag", name: "beta")] = nil
        #expect(map.digest() == kinds.digest)
        for key in map.keys { map[key] = nil }
        #expect(map.digest() == ResourceMap().digest() && map.isEmpty)
    }

    @Test("The digest is the one that the ten lines of Python in docs/wire-format.md compute")
    func vector() {
        var map = ResourceMap()
        for (kind, name) in [("prompt", "greeting"), ("route", "chat"), ("route", "draft")] {
            let value: JSONValue = ["name": .string(name)]
            map[ResourceKey(kind: kind, name: name)] = ResourceEntry(
                value: value, digest: value.digest(), createdRevision: 1, changedRevision: 1, changedBy: "e")
        }
        #expect(map.digest().description == "sha256:4d4f32a586bd7967c2775058bbccc7f1a337b0ad5c15cb44feb4c938d2827d16")
    }

    @Test("What differs between two maps is named, in the order of the keys", arguments: [4, 5, 6] as [UInt64])
    func differences(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var old = ResourceMap()
        for number in 0..<300 { old[key(number)] = entry(number) }
        var new = old
        var changed: Set<ResourceKey> = []
        for _ in 0..<20 {
            let number = Int.random(in: 0..<400, using: &generator)
            let value = generator.chance(50) ? entry(number + 1_000) : nil
            new[key(number)] = value
            changed.insert(key(number))
        }
        let changes = old.changes(to: new)
        #expect(changes.map(\.key) == changes.map(\.key).sorted())
        #expect(Set(changes.map(\.key)) == changed.filter { old[$0]?.digest != new[$0]?.digest })
        for change in changes { #expect(change.old == old[change.key] && change.new == new[change.key]) }
        #expect(new.changes(to: new).isEmpty)
    }
}

@Suite("The bounded queue")
struct BoundedQueueTests {
    @Test("It keeps the last elements in order, also when its capacity changes")
    func capacity() {
        var queue = BoundedQueue<Int>()
        var evicted: [Int] = []
        for number in 0..<10 { evicted += queue.append(number, capacity: 4) }
        #expect(queue.ordered == [6, 7, 8, 9] && evicted == [0, 1, 2, 3, 4, 5])
        #expect(queue.append(10, capacity: 6).isEmpty)
        #expect(queue.ordered == [6, 7, 8, 9, 10])
        #expect(queue.append(11, capacity: 2) == [6, 7, 8, 9])
        #expect(queue.ordered == [10, 11])
        #expect(queue.append(12, capacity: 0) == [12])
    }
}
