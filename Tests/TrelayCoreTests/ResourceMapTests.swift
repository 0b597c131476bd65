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
            #expect(map.names(ofKind: kind, limit: 7) == Array(names.prefix(7)))
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
        #expect(ResourceMap(sorted: up) == up)
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

    @Test("The digest is that of the canonical form, for every order of names")
    func digest() {
        var map = ResourceMap()
        var object = JSONObject()
        for name in ["a", "a/b", "a-b", "a.b", "A", "0", "a:b", "a_b", "a@b", "a+b", "ab"] {
            for kind in ResourceKind.names {
                map[ResourceKey(kind: kind, name: name)] = entry(1)
                object.set(kind + "/" + name, .string(entry(1).digest.description))
            }
        }
        #expect(map.digest() == JSONValue.object(object).digest())
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
