import Testing
import TrelayFormat

@Suite("JSON values and objects")
struct ValueTests {
    @Test("Assigning nil removes a member, and assigning JSON's null stores it")
    func removal() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = nil
        #expect(object.keys == ["b"])
        object["b"] = JSONValue.null
        #expect(object["b"] == .some(.null))
        object.set("c", .null)
        #expect(object.count == 2)
        object["absent"] = nil
        #expect(object.count == 2)
    }

    @Test("An object built in any order, small or large, finds its members", arguments: [1, 8, 9, 500])
    func anyOrder(_ count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        let keys = (0..<count).map { "key \($0)" }
        var shuffled = JSONObject()
        for key in keys.shuffled(using: &generator) { shuffled.set(key, .string(key)) }
        for key in keys.shuffled(using: &generator) { shuffled[key] = .string(key + "!") }
        #expect(shuffled.count == count)
        #expect(shuffled == JSONObject(keys.map { ($0, JSONValue.string($0 + "!")) }))
        for key in keys { #expect(shuffled[key]?.stringValue == key + "!") }
        #expect(shuffled["key"] == nil)
        #expect(shuffled["zzz"] == nil)
    }

    @Test("If a literal names a key twice, the last one counts")
    func duplicates() {
        let object = JSONObject([("a", 1), ("b", 2), ("a", 3)])
        #expect(object == ["a": 3, "b": 2])
    }

    @Test("Strings are equal by bytes, and so are their hashes")
    func equality() {
        #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
        #expect(Set<JSONValue>(["\u{E9}", "e\u{301}", "\u{E9}"]).count == 2)
        #expect((["a": 1] as JSONValue) != ["a": 1, "b": nil])
        #expect(JSONValue.bool(true) != 1)
    }

    @Test("Only integral numbers within the exact range are integers")
    func integers() {
        #expect(JSONValue(7).integerValue == 7)
        #expect(JSONValue.number(7.5).integerValue == nil)
        #expect(JSONValue.number(1e300).integerValue == nil)
        #expect(JSONValue.number(9_007_199_254_740_992).integerValue == nil)
        #expect(JSONValue.number(-9_007_199_254_740_991).integerValue == -9_007_199_254_740_991)
        #expect(JSONValue.number(.nan).integerValue == nil)
        #expect(JSONValue.string("7").integerValue == nil)
    }

    @Test("Accessors answer for their own type only")
    func accessors() {
        let value: JSONValue = ["list": [true, nil, "x"], "number": 1.5]
        #expect(value["list"]?.arrayValue?.count == 3)
        #expect(value["list"]?.objectValue == nil)
        #expect(value["list"]?["x"] == nil)
        #expect(value["number"]?.numberValue == 1.5)
        #expect(value.value(at: JSONPointer(tokens: ["list", "0"]))?.boolValue == true)
        #expect(value.value(at: JSONPointer(tokens: ["list", "1"]))?.isNull == true)
        #expect(value.typeName == "object")
        #expect(value["number"]?.typeName == "number")
    }
}

@Suite("JSON Pointer (RFC 6901)")
struct PointerTests {
    private let document: JSONValue = [
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
    ]

    @Test(
        "The examples of RFC 6901, section 5 find their values",
        arguments: [
            ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4),
            ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
        ] as [(String, JSONValue)])
    func examples(text: String, expected: JSONValue) throws {
        let pointer = try #require(JSONPointer(text))
        #expect(document.value(at: pointer) == expected)
        #expect(pointer.description == text)
    }

    @Test("The empty pointer is the whole document")
    func root() {
        #expect(JSONPointer("") == .root)
        #expect(document.value(at: .root) == document)
        #expect(JSONPointer.root.parent == nil)
    }

    @Test("What is not there is nil", arguments: ["/foo/2", "/foo/00", "/foo/-", "/foo/-1", "/foo/0/x", "/bar"])
    func absent(_ text: String) throws {
        #expect(document.value(at: try #require(JSONPointer(text))) == nil)
    }

    @Test("An index beyond every integer is simply absent")
    func hugeIndex() {
        #expect(document.value(at: JSONPointer(tokens: ["foo", "99999999999999999999999"])) == nil)
    }

    @Test("Text that is not a pointer is refused", arguments: ["a", "a/b", "/~", "/~2", "/a~"])
    func malformed(_ text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test("Tokens are appended and escaped, and compared by bytes")
    func building() {
        let pointer = JSONPointer.root / "a/b" / 3 / "~"
        #expect(pointer.description == "/a~1b/3/~0")
        #expect(pointer == JSONPointer("/a~1b/3/~0"))
        #expect(pointer.parent == JSONPointer.root.appending("a/b").appending(3))
        #expect(JSONPointer(tokens: ["\u{E9}"]) != JSONPointer(tokens: ["e\u{301}"]))
    }
}
