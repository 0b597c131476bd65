import Testing
import TrelayCrypto
import TrelayFormat

@testable import TrelayGateway

@Suite("Which target a key belongs to")
struct AssignmentTests {
    private static let keys = (0..<20_000).map { "caller-\($0)" }

    /// A target of a route: its provider, its weight and its model.
    private typealias Target = (provider: String, weight: Int, model: String)

    private func table(_ targets: [Target]) throws -> RoutingTable {
        let list = targets.map { target in
            ["provider": .string(target.provider), "weight": JSONValue(target.weight), "model": .string(target.model)]
                as JSONValue
        }
        let providers = Set(targets.map(\.provider)).map { ("provider/\($0)", Fixture.provider()) }
        return try Fixture.table(providers + [("route/chat", ["targets": .array(list)])])
    }

    /// The indices of the targets that keys belong to.
    private func assigned(_ targets: [Target], _ keys: some Sequence<String> = Self.keys) throws -> [Int] {
        let table = try table(targets)
        return keys.map { table.decide(Fixture.facts(key: $0))?.assigned ?? -1 }
    }

    private func moved(_ before: [Int], _ after: [Int]) -> Double {
        Double(zip(before, after).count { $0 != $1 }) / Double(before.count)
    }

    // MARK: For ever

    /// A caller that moves with an upgrade of the gateway was not sticky. The expectations come from a program in another
    /// language, written after the comment of `Assignment` alone.
    @Test("A key belongs to the same target on every machine, for ever")
    func golden() throws {
        let keys = (0..<32).map { "key-\($0)" }
        let rows: [([Target], String)] = [
            ([("a", 50, "m"), ("b", 50, "m")], "00010111111111011100010000010000"),
            ([("a", 90, "m"), ("b", 10, "m")], "00000000000001000100010000010000"),
            ([("a", 5, "m"), ("b", 3, "m"), ("a", 2, "n")], "20002221011211022100010000010000"),
        ]
        for (targets, expected) in rows { #expect(try assigned(targets, keys).map(String.init).joined() == expected) }
        let place = Assignment.Place(SHA256.hash(utf8: "key-0"), route: Assignment.routeSalt("chat"))
        let numbers = ["a", "b"].map { provider in
            Assignment.exponential(place.draw(Assignment.targetSalt(provider: provider, ordinal: 0)))
        }
        #expect(numbers == [9_421_348_076, 15_435_222_773])
        #expect(Assignment.mix(1) == 0x5692_161D_100B_05E5)
    }

    @Test("The logarithm is right in every bit that it has")
    func logarithm() {
        let rows: [(UInt64, UInt64)] = [
            (0, 64 << 32), (1, 64 << 32), (2, 63 << 32), (1 << 63, 1 << 32), (1 << 32, 32 << 32), (.max, 1),
            (3 << 62, 1_782_572_487),
        ]
        for (draw, expected) in rows { #expect(Assignment.exponential(draw) == expected) }
        // It falls where the draw grows.
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let (first, second) = (random.next(), random.next())
            let (least, greatest) = (min(first, second), max(first, second))
            #expect(Assignment.exponential(least) >= Assignment.exponential(greatest))
        }
    }

    // MARK: Shares

    @Test("Weights divide the keys", arguments: [[90, 10], [50, 50], [1, 0], [3, 1], [1, 1, 1], [60, 0, 30, 10]])
    func distribution(weights: [Int]) throws {
        let targets = weights.enumerated().map { ("p\($0)", $1, "m") }
        let assigned = try assigned(targets)
        for (index, weight) in weights.enumerated() {
            let share = Double(assigned.count { $0 == index }) / Double(assigned.count)
            #expect(abs(share - Double(weight) / Double(weights.reduce(0, +))) < 0.011)
        }
    }

    @Test("Targets of one provider, routes and segments draw independently of each other")
    func independence() throws {
        let table = try Fixture.table([
            ("provider/a", Fixture.provider()),
            (
                "route/1",
                [
                    "match": ["model": "1"],
                    "targets": [["provider": "a", "weight": 1], ["provider": "a", "weight": 1]],
                ]
            ),
            (
                "route/2",
                [
                    "match": ["model": "2"],
                    "targets": [["provider": "a", "weight": 1], ["provider": "a", "weight": 1]],
                ]
            ),
        ])
        let both = Self.keys.map { key in
            ["1", "2"].map { table.decide(Fixture.facts($0, key: key))?.assigned ?? -1 }
        }
        for pair in [[0, 0], [0, 1], [1, 0], [1, 1]] {
            #expect(abs(Double(both.count { $0 == pair }) / Double(both.count) - 0.25) < 0.011)
        }
        let place = Self.keys.map { Assignment.Place(SHA256.hash(utf8: $0), route: Assignment.routeSalt("r")) }
        let inBoth = place.count {
            $0.isBelow(percent: 50, Assignment.segmentSalt(0)) && $0.isBelow(percent: 50, Assignment.segmentSalt(1))
        }
        #expect(abs(Double(inBoth) / Double(place.count) - 0.25) < 0.011)
    }

    @Test("Percent takes no key at 0, every one at 100, and more of the same between")
    func percent() {
        let salt = Assignment.segmentSalt(0)
        for key in Self.keys.prefix(2_000) {
            let place = Assignment.Place(SHA256.hash(utf8: key), route: 1)
            #expect(!place.isBelow(percent: 0, salt) && place.isBelow(percent: 100, salt))
            if place.isBelow(percent: 10, salt) { #expect(place.isBelow(percent: 10.5, salt)) }
        }
    }

    // MARK: Movement

    @Test("A shift of weights moves only the keys that it must")
    func shift() throws {
        let before = try assigned([("a", 90, "m"), ("b", 10, "m")])
        let after = try assigned([("a", 80, "m"), ("b", 20, "m")])
        #expect(abs(moved(before, after) - 0.1) < 0.008)
        #expect(zip(before, after).allSatisfy { $0 == $1 || ($0 == 0 && $1 == 1) })
        // The same shares, written otherwise, move nobody.
        #expect(try assigned([("a", 8, "m"), ("b", 2, "m")]) == after)
    }

    @Test("A shift between two of three moves little more than it must, wherever they stand")
    func shiftAmongThree() throws {
        let before = try assigned([("a", 40, "m"), ("b", 30, "m"), ("c", 30, "m")])
        let after = try assigned([("a", 30, "m"), ("b", 30, "m"), ("c", 40, "m")])
        #expect(moved(before, after) < 0.14)
        #expect(zip(before, after).allSatisfy { $0 <= $1 })
    }

    @Test("A target that gains weight only takes keys, one that loses weight only gives, for any weights")
    func oneWeight() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<12 {
            let targets: [Target] = (0..<4).map { ("p\($0)", 1 + Int(random.next() % 1_000), "m") }
            var changed = targets
            let index = Int(random.next() % 4)
            changed[index].weight += 1 + Int(random.next() % 1_000)
            let keys = Self.keys.prefix(2_000)
            let (before, after) = (try assigned(targets, keys), try assigned(changed, keys))
            #expect(before != after)
            #expect(zip(before, after).allSatisfy { $0 == $1 || $1 == index })
        }
    }

    @Test(
        "A new target takes its share and moves nobody else; one that is emptied gives its keys away and no others move"
    )
    func comeAndGo() throws {
        let two = try assigned([("a", 50, "m"), ("b", 50, "m")])
        let three = try assigned([("a", 50, "m"), ("new", 10, "m"), ("b", 50, "m")])
        // The indices behind the new one are one higher.
        let back = three.map { $0 == 2 ? 1 : $0 == 1 ? -1 : 0 }
        #expect(abs(moved(two, back) - 10.0 / 110) < 0.008)
        #expect(zip(two, back).allSatisfy { $0 == $1 || $1 == -1 })
        let emptied = try assigned([("a", 50, "m"), ("new", 10, "m"), ("b", 0, "m")])
        #expect(zip(three, emptied).allSatisfy { $0 == $1 || $0 == 2 })
    }

    @Test("A key stays when the model of its target is exchanged, and when targets of other providers change places")
    func identity() throws {
        let before = try assigned([("a", 2, "m"), ("b", 1, "m"), ("a", 1, "n")])
        #expect(try assigned([("a", 2, "other"), ("b", 1, "m"), ("a", 1, "n")]) == before)
        let swapped = try assigned([("b", 1, "m"), ("a", 2, "m"), ("a", 1, "n")])
        #expect(swapped.map { [1, 0, 2][$0] } == before)
    }
}
