import Testing
import TrelayFormat

@Suite("Merge patches (RFC 7396)")
struct MergePatchTests {
    @Test("The example of RFC 7396, section 3 gives the result that it shows")
    func example() throws {
        let original = try JSONParser.parse(
            #"{"title":"Goodbye!","author":{"givenName":"John","familyName":"Doe"},"tags":["example","sample"],"content":"x"}"#
        )
        let patch = try JSONParser.parse(
            #"{"title":"Hello!","phoneNumber":"+01-123-456-7890","author":{"familyName":null},"tags":["example"]}"#)
        let expected = try JSONParser.parse(
            #"{"title":"Hello!","author":{"givenName":"John"},"tags":["example"],"content":"x","phoneNumber":"+01-123-456-7890"}"#
        )
        #expect(MergePatch.apply(patch, to: original) == expected)
        #expect(MergePatch.difference(from: original, to: expected) == patch)
    }

    @Test("A patch of nothing makes an object without its nulls")
    func fromNothing() {
        #expect(MergePatch.apply(["a": ["b": nil, "c": 1], "d": nil], to: nil) == ["a": ["c": 1]])
        #expect(MergePatch.apply(["a": [nil]], to: "text") == ["a": [nil]])
        #expect(MergePatch.apply(nil, to: ["a": 1]) == nil as JSONValue)
    }

    @Test("Nulls that are there already stay as long as no patch names them")
    func keepsNulls() {
        #expect(MergePatch.apply(["b": 1], to: ["a": nil]) == ["a": nil, "b": 1])
    }

    @Test("The difference of equal objects is empty, and names only what differs otherwise")
    func minimal() {
        let old: JSONValue = ["a": ["x": 1, "y": 2], "b": [1, 2], "c": 3]
        #expect(MergePatch.difference(from: old, to: old) == [:])
        let new: JSONValue = ["a": ["x": 1, "y": 5], "b": [1, 2], "d": [:]]
        #expect(MergePatch.difference(from: old, to: new) == ["a": ["y": 5], "c": nil, "d": [:]])
    }

    /// Every value whose objects are no deeper than that and have at most the members `a` and `b`.
    private static func values(depth: Int) -> [JSONValue] {
        let scalars: [JSONValue] = [nil, 1]
        guard depth > 0 else { return scalars }
        let members = [JSONValue?.none] + values(depth: depth - 1).map { .some($0) }
        return scalars
            + members.flatMap { a in
                members.map { b in
                    var object = JSONObject()
                    object["a"] = a
                    object["b"] = b
                    return .object(object)
                }
            }
    }

    @Test("Of all patches there are, none that does the same is smaller")
    func smallest() throws {
        let values = Self.values(depth: 2)
        #expect(values.count == 146)
        for old in values {
            var smallest: [JSONValue: Int] = [:]
            for patch in values {
                let result = MergePatch.apply(patch, to: old)
                smallest[result] = min(smallest[result] ?? .max, patch.canonicalBytes().count)
            }
            for new in values where MergePatch.canProduce(new) {
                let patch = MergePatch.difference(from: old, to: new)
                #expect(MergePatch.apply(patch, to: old) == new)
                #expect(patch.canonicalBytes().count == smallest[new], "\(old) to \(new): \(patch)")
            }
        }
    }

    /// What the documentation promises of values that no patch can produce.
    private func reachable(_ old: JSONValue?, _ new: JSONValue) -> JSONValue {
        guard case .object(let members) = new, old != new else { return new }
        var result = JSONObject()
        for (key, value) in members {
            let former = old?[key]
            if value != .null || former == .null { result.set(key, reachable(former, value)) }
        }
        return .object(result)
    }

    @Test("Nulls that a patch cannot set are absent, unless they were there already")
    func unreachable() {
        let values = Self.values(depth: 2)
        for old in values {
            for new in values {
                let result = MergePatch.apply(MergePatch.difference(from: old, to: new), to: old)
                #expect(result == reachable(old, new), "\(old) to \(new)")
            }
        }
    }

    @Test("No member of a generated patch can be left out", arguments: PropertyTests.seeds)
    func necessary(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let old = generator.value(depth: 4)
            let new = generator.value(depth: 4, allowsNull: false)
            let patch = MergePatch.difference(from: old, to: new)
            // Where the old value is no object, the patch is the new value itself.
            guard old.objectValue != nil, new.objectValue != nil else { continue }
            for smaller in withoutOneMember(patch) { #expect(MergePatch.apply(smaller, to: old) != new) }
        }
    }

    private func withoutOneMember(_ patch: JSONValue) -> [JSONValue] {
        guard case .object(let object) = patch else { return [] }
        return object.flatMap { key, value in
            var without = object
            without[key] = nil
            let inner = withoutOneMember(value).map { part in
                var object = object
                object.set(key, part)
                return JSONValue.object(object)
            }
            return [.object(without)] + inner
        }
    }

    @Test("A value with a null member is known to be out of a patch's reach")
    func nullMembers() {
        #expect(!MergePatch.canProduce(["a": ["b": nil]]))
        #expect(MergePatch.canProduce(["a": [nil, ["b": nil]]]))
        #expect(MergePatch.canProduce(nil))
        let patch = MergePatch.difference(from: ["a": 1, "k": nil], to: ["a": nil, "b": nil, "k": nil])
        #expect(MergePatch.apply(patch, to: ["a": 1, "k": nil]) == ["k": nil])
    }
}

@Suite("Differences of values")
struct ValueDifferenceTests {
    private func change(_ pointer: String, _ old: JSONValue?, _ new: JSONValue?) throws -> ValueChange {
        ValueChange(pointer: try #require(JSONPointer(pointer)), old: old, new: new)
    }

    @Test("Changes are listed leaf by leaf in the order of their paths")
    func leaves() throws {
        let old: JSONValue = ["z": 1, "a": ["x": true, "y": [1, 2, 3]], "gone": ["k": "v"]]
        let new: JSONValue = ["z": 2, "a": ["x": true, "y": [1, 9]], "added": ["n": ["m": nil], "e": [:]]]
        let expected = try [
            change("/a/y/1", 2, 9), change("/a/y/2", 3, nil), change("/added/e", nil, [:]),
            change("/added/n/m", nil, JSONValue.null), change("/gone/k", "v", nil), change("/z", 1, 2),
        ]
        #expect(ValueDifference.changes(from: old, to: new) == expected)
    }

    @Test("A value that changes its type is one change")
    func types() throws {
        let changes = ValueDifference.changes(from: ["a": [1]], to: ["a": ["b": 1]])
        #expect(try changes == [change("/a", [1], ["b": 1])])
    }

    @Test("Null and absent are different")
    func nullIsNotAbsent() throws {
        #expect(try ValueDifference.changes(from: ["a": nil], to: [:]) == [change("/a", JSONValue.null, nil)])
        #expect(try ValueDifference.changes(from: nil, to: 1) == [change("", nil, 1)])
        #expect(ValueDifference.changes(from: nil, to: nil).isEmpty)
    }

    @Test("An element that is inserted, or removed, is one change, and tells where the others were")
    func insertions() throws {
        let targets: [JSONValue] = (0..<50).map { ["name": .string("t\($0)"), "weight": 1] }
        let new: JSONValue = ["name": "new", "weight": 5]
        let inserted = ValueDifference.changes(from: .array(targets), to: .array([new] + targets))
        #expect(try inserted == [change("/0/name", nil, "new"), change("/0/weight", nil, 5)])
        let removed = ValueDifference.changes(from: .array([new] + targets), to: .array(targets))
        #expect(try removed == [change("/0/name", "new", nil), change("/0/weight", 5, nil)])
        var changed = targets
        changed[7] = ["name": "t7", "weight": 2]
        let expected = ValueChange(
            pointer: JSONPointer(tokens: ["8", "weight"]), oldPointer: JSONPointer(tokens: ["7", "weight"]), old: 1,
            new: 2)
        #expect(
            try ValueDifference.changes(from: .array(targets), to: .array([new] + changed))
                == [change("/0/name", nil, "new"), change("/0/weight", nil, 5), expected])
    }

    @Test("Elements that moved are listed where they were and where they are")
    func moves() throws {
        let changes = ValueDifference.changes(from: ["a", "b", "c", "d"], to: ["b", "c", "d", "a"])
        #expect(try changes == [change("/0", "a", nil), change("/3", nil, "a")])
    }

    @Test("Objects are paired by what they have in common, and their names count for more")
    func likeness() throws {
        let old: JSONValue = [["id": "x", "a": 1, "b": 2, "c": 3]]
        let new: JSONValue = [["id": "y", "a": 1, "b": 2, "c": 3], ["id": "x", "a": 4, "b": 5, "c": 3]]
        let changes = ValueDifference.changes(from: old, to: new)
        #expect(changes.filter { $0.old == nil }.allSatisfy { $0.pointer.tokens.first == "0" })
        #expect(changes.filter { $0.old != nil }.map(\.pointer.description) == ["/1/a", "/1/b"])
        #expect(changes.filter { $0.old != nil }.map(\.oldPointer.description) == ["/0/a", "/0/b"])
    }

    @Test("As few elements as possible are listed", arguments: PropertyTests.seeds)
    func fewest(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let lists = (0..<2).map { _ in
                (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                    Int.random(in: 0..<4, using: &generator)
                }
            }
            let changes = ValueDifference.changes(
                from: .array(lists[0].map { JSONValue($0) }), to: .array(lists[1].map { JSONValue($0) }))
            let gone = changes.count { $0.old != nil }
            let there = changes.count { $0.new != nil }
            #expect(lists[0].count - gone == longestCommonCount(lists[0], lists[1]))
            #expect(lists[1].count - there == longestCommonCount(lists[0], lists[1]))
        }
    }

    /// The textbook's recurrence.
    private func longestCommonCount(_ old: [Int], _ new: [Int]) -> Int {
        var row = [Int](repeating: 0, count: new.count + 1)
        for left in old {
            var next = row
            for (index, right) in new.enumerated() {
                next[index + 1] = left == right ? row[index] + 1 : max(row[index + 1], next[index])
            }
            row = next
        }
        return row[new.count]
    }

    @Test("Large arrays with nothing in order are compared with bounded work")
    func bounded() {
        var generator = SeededGenerator(seed: 5)
        let lists = (0..<2).map { _ in
            (0..<50_000).map { _ in JSONValue(Int.random(in: 0..<100, using: &generator)) }
        }
        let changes = ValueDifference.changes(from: .array(lists[0]), to: .array(lists[1]))
        #expect(changes.count == zip(lists[0], lists[1]).count { $0 != $1 })
    }

    @Test("A limit cuts the list off")
    func limit() {
        let old = JSONValue.array((0..<100).map { JSONValue($0) })
        #expect(ValueDifference.changes(from: old, to: [], limit: 5).count == 5)
    }
}
