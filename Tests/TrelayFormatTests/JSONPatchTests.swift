import Testing
import TrelayFormat

@Suite("JSON Patch (RFC 6902)")
struct JSONPatchTests {
    private func patch(_ text: String) throws -> JSONPatch {
        try JSONPatch(JSONParser.parse(text))
    }

    @Test("Operations happen one after the other, on what the ones before have left")
    func sequence() throws {
        let patch = try patch(
            """
            [{"op": "test", "path": "/a/0", "value": 1}, {"op": "add", "path": "/a/0", "value": 0},
             {"op": "add", "path": "/a/-", "value": 9}, {"op": "remove", "path": "/a/1"},
             {"op": "replace", "path": "/b", "value": null}, {"op": "copy", "from": "/a", "path": "/c"},
             {"op": "move", "from": "/c/1", "path": "/d"}, {"op": "add", "path": "/b", "value": {"x": []}}]
            """)
        let document: JSONValue = ["a": [1, 2], "b": "text"]
        #expect(try patch.apply(to: document) == ["a": [0, 2, 9], "b": ["x": []], "c": [0, 9], "d": 2])
        #expect(document == ["a": [1, 2], "b": "text"])
    }

    @Test("The root can be added to, replaced, tested, copied and moved onto")
    func root() throws {
        #expect(try JSONPatch([.add(path: .root, value: 1)]).apply(to: []) == 1)
        #expect(try JSONPatch([.replace(path: .root, value: nil)]).apply(to: [:]) == .null)
        #expect(try JSONPatch([.test(path: .root, value: [1])]).apply(to: [1]) == [1])
        let inner = JSONPointer(tokens: ["a"])
        #expect(try JSONPatch([.move(from: inner, path: .root)]).apply(to: ["a": [2]]) == [2])
        #expect(try JSONPatch([.copy(from: .root, path: inner)]).apply(to: ["b": 1]) == ["a": ["b": 1], "b": 1])
        #expect(try JSONPatch([.move(from: .root, path: .root)]).apply(to: 5) == 5)
    }

    @Test("A patch is printed as it is read, and members that mean nothing are ignored")
    func printing() throws {
        let text = """
            [{"op":"add","path":"/a~1b","value":{"c":null}},{"op":"remove","path":""},{"op":"replace","path":"/-","value":1},\
            {"from":"/x","op":"move","path":"/y"},{"from":"","op":"copy","path":"/z"},{"op":"test","path":"/ü","value":[]}]
            """
        #expect(try patch(text).json.canonicalString() == text)
        #expect(
            try patch(#"[{"op":"remove","path":"/a","value":1,"from":5,"note":true}]"#).operations
                == [.remove(path: JSONPointer(tokens: ["a"]))])
    }

    @Test(
        "A patch that is none is refused with the place in it",
        arguments: [
            (#"{"op": "add"}"#, "a JSON Patch is an array of operations, and this is an object"),
            ("[1]", "an operation is an object, and this is a number (at /0)"),
            ("[{}]", #"the operation has no "op": add it, one of add, remove, replace, move, copy or test (at /0)"#),
            (#"[{"op": 1}]"#, #""op" is a string, and this is a number (at /0/op)"#),
            (
                #"[{"op": "spam\n", "path": ""}]"#,
                #"there is no operation "spam\n": write add, remove, replace, move, copy or test (at /0/op)"#
            ),
            (#"[{"op": "remove", "path": ""}, {"op": "add"}]"#, #"the operation has no "path": add it (at /1)"#),
            (#"[{"op": "add", "path": "/a"}]"#, #"the operation has no "value": add it (at /0)"#),
            (#"[{"op": "move", "path": "/a"}]"#, #"the operation has no "from": add it (at /0)"#),
            (#"[{"op": "copy", "path": "/a", "from": null}]"#, #""from" is a string, and this is null (at /0/from)"#),
            (
                #"[{"op": "test", "path": "a", "value": 1}]"#,
                #""a" is not a JSON Pointer: write it as "/a", or "" for the whole document (at /0/path)"#
            ),
        ])
    func malformed(_ text: String, _ expected: String) throws {
        let error = #expect(throws: FormatError.self) { try patch(text) }
        #expect(error?.description == expected)
    }

    static let document: JSONValue = ["a": ["b": [1, 2]], "s": "text", "e": []]

    @Test(
        "An operation that fails names itself, its path and the reason",
        arguments: [
            (
                #"{"op": "remove", "path": "/x"}"#, "targetNotFound",
                #"(remove "/x"): the document has no member "x": add it first, or correct the path (at /1/path)"#
            ),
            (
                #"{"op": "add", "path": "/x/y", "value": 1}"#, "targetNotFound",
                #"(add "/x/y"): the document has no member "x": add it first, or correct the path (at /1/path)"#
            ),
            (
                #"{"op": "add", "path": "/a/b/3", "value": 1}"#, "targetNotFound",
                #"(add "/a/b/3"): "/a/b" is an array of 2 elements: index 3 is beyond its end, count from 0 (at /1/path)"#
            ),
            (
                #"{"op": "remove", "path": "/a/b/2"}"#, "targetNotFound",
                #"(remove "/a/b/2"): "/a/b" is an array of 2 elements: index 2 is beyond its end, count from 0 (at /1/path)"#
            ),
            (
                #"{"op": "replace", "path": "/a/b/-", "value": 1}"#, "targetNotFound",
                #"(replace "/a/b/-"): "/a/b" is an array, and "-" means its end, where no value is: write an index (at /1/path)"#
            ),
            (
                #"{"op": "test", "path": "/a/b/01", "value": 1}"#, "targetNotFound",
                #"(test "/a/b/01"): "/a/b" is an array, and "01" is no index of it: write a number (at /1/path)"#
            ),
            (
                #"{"op": "add", "path": "/s/x", "value": 1}"#, "targetNotFound",
                #"(add "/s/x"): "/s" is a string, which has no parts: correct the path (at /1/path)"#
            ),
            (
                #"{"op": "copy", "from": "/a/c", "path": "/x"}"#, "targetNotFound",
                #"(copy "/a/c" to "/x"): "/a" has no member "c": add it first, or correct the path (at /1/from)"#
            ),
            (
                #"{"op": "move", "from": "/a", "path": "/a/b/0"}"#, "unexpectedValue",
                #"(move "/a" to "/a/b/0"): a value cannot be moved into itself: copy it instead (at /1/path)"#
            ),
            (
                #"{"op": "remove", "path": ""}"#, "unexpectedValue",
                #"(remove ""): the whole document cannot be removed: replace it, for example with null (at /1/path)"#
            ),
            (
                #"{"op": "test", "path": "/s", "value": 5}"#, "testFailed",
                #"(test "/s"): the value is "text", and not 5 (at /1/value)"#
            ),
            (
                #"{"op": "test", "path": "/a", "value": {"b": [1]}}"#, "testFailed",
                #"(test "/a"): the value is another object, and not another object (at /1/value)"#
            ),
        ])
    func failures(_ operation: String, _ code: String, _ expected: String) throws {
        let patch = try patch(#"[{"op": "add", "path": "/first", "value": 1}, "# + operation + "]")
        let error = #expect(throws: FormatError.self) { try patch.apply(to: Self.document) }
        #expect(error?.description == "operation 1 " + expected)
        #expect(error?.code.rawValue == code)
    }

    @Test("Copies that double a document again and again are stopped")
    func growth() throws {
        let copies = (0..<200).map { JSONPatch.Operation.copy(from: .root, path: JSONPointer(tokens: ["\($0)"])) }
        let deep = #expect(throws: FormatError.self) { try JSONPatch(copies).apply(to: ["x": 1]) }
        #expect(deep?.code == .tooExpensive || deep?.code == .tooDeep)
        let list = JSONPointer(tokens: ["a"])
        let flat = (0..<200).map { _ in JSONPatch.Operation.copy(from: list, path: list.appending("-")) }
        let limits = JSONPatch.Limits(maximumDepth: 512)
        let many = #expect(throws: FormatError.self) { try JSONPatch(flat).apply(to: ["a": [1]], limits: limits) }
        #expect(many?.code == .tooExpensive)
        #expect(many?.message.contains("more values than the limit of 100000") == true)
    }

    @Test("Each limit is kept, up to itself")
    func limits() throws {
        func code(_ operations: [JSONPatch.Operation], _ document: JSONValue, _ limits: JSONPatch.Limits) -> String? {
            do {
                _ = try JSONPatch(operations).apply(to: document, limits: limits)
                return nil
            } catch {
                return error.code.rawValue
            }
        }
        let a = JSONPointer(tokens: ["a"])
        let add = JSONPatch.Operation.add(path: a, value: "12345")
        #expect(code([add, add], [:], .init(maximumOperations: 1)) == "tooExpensive")
        #expect(code([add], [:], .init(maximumValues: 1)) == "tooExpensive")
        #expect(code([add], [:], .init(maximumValues: 2)) == nil)
        #expect(code([add], [:], .init(maximumTextBytes: 5)) == "tooExpensive")
        #expect(code([add, add, .remove(path: a), add], [:], .init(maximumTextBytes: 6)) == nil)
        #expect(code([.add(path: a, value: [[1]])], [:], .init(maximumDepth: 2)) == "tooDeep")
        #expect(code([.add(path: a, value: [[1]])], [:], .init(maximumDepth: 3)) == nil)
        #expect(code([.test(path: .root, value: [1, 2, 3])], [1, 2, 3], .init(maximumSteps: 3)) == "tooExpensive")
        #expect(code([.test(path: .root, value: [1, 2, 3])], [1, 2, 3], .init(maximumSteps: 4)) == nil)
        // A document that is too large already may be changed, as long as it does not grow.
        #expect(code([.replace(path: a, value: "54321")], ["a": "12345", "b": 1], .init(maximumValues: 1)) == nil)
    }
}

@Suite("Differences as JSON Patch")
struct JSONPatchDifferenceTests {
    private func text(_ old: JSONValue, _ new: JSONValue) throws -> String {
        let patch = JSONPatch.difference(from: old, to: new)
        #expect(try patch.apply(to: old) == new)
        return patch.json.canonicalString()
    }

    @Test("Only what differs is named")
    func small() throws {
        #expect(try text(["a": 1, "b": nil], ["a": 1, "b": nil]) == "[]")
        let kept: JSONValue = .string(String(repeating: "kept", count: 50))
        #expect(
            try text(["a": 1, "b": 2, "k": kept], ["b": nil, "c": [], "k": kept])
                == #"[{"op":"remove","path":"/a"},{"op":"replace","path":"/b","value":null},{"op":"add","path":"/c","value":[]}]"#
        )
        // A short value is shorter whole.
        #expect(try text(["a": 1, "b": 2], ["c": []]) == #"[{"op":"replace","path":"","value":{"c":[]}}]"#)
        #expect(try text(1, "x") == #"[{"op":"replace","path":"","value":"x"}]"#)
    }

    @Test("An element that is inserted at the front leaves the others alone")
    func insertion() throws {
        let targets: [JSONValue] = (0..<20).map { ["provider": "p\($0)", "weight": .init($0)] }
        #expect(
            try text(["t": .array(targets)], ["t": .array([["provider": "new", "weight": 1]] + targets)])
                == #"[{"op":"add","path":"/t/0","value":{"provider":"new","weight":1}}]"#)
        #expect(
            try text(.array(targets), .array(Array(targets.dropFirst(2))))
                == #"[{"op":"remove","path":"/0"},{"op":"remove","path":"/0"}]"#)
    }

    @Test("A changed element is found behind an inserted one by what it has in common")
    func likeness() throws {
        let old: JSONValue = [["name": "a", "weight": 90, "note": "a long text that is worth to be kept"]]
        let new: JSONValue = [
            ["name": "b", "weight": 90, "note": "another"],
            ["name": "a", "weight": 80, "note": "a long text that is worth to be kept"],
        ]
        #expect(
            try text(old, new)
                == #"[{"op":"add","path":"/0","value":{"name":"b","note":"another","weight":90}},{"op":"replace","path":"/1/weight","value":80}]"#
        )
    }

    @Test("What differs almost everywhere is replaced whole")
    func whole() throws {
        let old = JSONValue.array((0..<100).map { JSONValue($0) })
        let new = JSONValue.array((100..<200).map { JSONValue($0) })
        #expect(
            JSONPatch.difference(from: ["a": old], to: ["a": new]).operations
                == [.replace(path: JSONPointer(tokens: ["a"]), value: new)])
    }

    @Test("Large arrays cost bounded work and still give the right patch")
    func large() throws {
        var generator = SeededGenerator(seed: 11)
        let old = JSONValue.array((0..<20_000).map { _ in JSONValue(Int.random(in: 0..<50, using: &generator)) })
        let new = JSONValue.array((0..<20_000).map { _ in JSONValue(Int.random(in: 0..<50, using: &generator)) })
        let patch = JSONPatch.difference(from: old, to: new)
        #expect(patch.operations.count <= JSONPatch.Limits.default.maximumOperations)
        #expect(try patch.apply(to: old) == new)
    }

    @Test("A patch never costs more than applying allows")
    func cost() throws {
        let old = (0..<60_000).map { JSONValue($0) }
        let without = JSONValue.array(Array(old[..<1_000] + old[9_000...]))
        for (from, to) in [(.array(old), without), (without, JSONValue.array(old))] {
            #expect(try JSONPatch.difference(from: from, to: to).apply(to: from) == to)
        }
        let few = JSONValue.array(Array(old[..<1_000] + old[1_010...]))
        #expect(JSONPatch.difference(from: .array(old), to: few).operations.count == 10)
    }

    @Test("The difference of any two values, applied to the one, gives the other", arguments: PropertyTests.seeds)
    func property(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<PropertyTests.rounds {
            let old = generator.value(depth: 4)
            let new = generator.value(depth: 4)
            let patch = JSONPatch.difference(from: old, to: new)
            #expect(try patch.apply(to: old) == new)
            #expect(try JSONPatch(patch.json) == patch)
            #expect(patch.operations.isEmpty == (old == new))
            let whole = JSONPatch([.replace(path: .root, value: new)])
            #expect(patch.json.canonicalBytes().count <= whole.json.canonicalBytes().count * 3)
        }
    }
}
