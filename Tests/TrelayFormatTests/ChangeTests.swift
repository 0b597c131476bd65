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

    @Test("A limit cuts the list off")
    func limit() {
        let old = JSONValue.array((0..<100).map { JSONValue($0) })
        #expect(ValueDifference.changes(from: old, to: [], limit: 5).count == 5)
    }
}
