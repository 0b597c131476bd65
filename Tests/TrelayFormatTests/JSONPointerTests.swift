import Testing
import TrelayFormat

@Suite("JSON Pointer (RFC 6901)")
struct JSONPointerTests {
    static let document: JSONValue = [
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
    ]

    /// The examples of sections 5 and 6: the text form, the fragment form, and the value.
    static let examples: [(String, String, JSONValue)] = [
        ("", "#", document), ("/foo", "#/foo", ["bar", "baz"]), ("/foo/0", "#/foo/0", "bar"), ("/", "#/", 0),
        ("/a~1b", "#/a~1b", 1), ("/c%d", "#/c%25d", 2), ("/e^f", "#/e%5Ef", 3), ("/g|h", "#/g%7Ch", 4),
        ("/i\\j", "#/i%5Cj", 5), ("/k\"l", "#/k%22l", 6), ("/ ", "#/%20", 7), ("/m~0n", "#/m~0n", 8),
    ]

    @Test("The examples of sections 5 and 6 find their values, in both forms", arguments: examples)
    func example(text: String, fragment: String, value: JSONValue) throws {
        let pointer = try #require(JSONPointer(text))
        #expect(Self.document.value(at: pointer) == value)
        #expect(pointer.description == text)
        #expect(pointer.fragment == fragment)
        #expect(JSONPointer(fragment: fragment) == pointer)
    }

    @Test("Escapes are resolved once: ~01 is ~1, and not /")
    func escapes() throws {
        #expect(JSONPointer("/~01")?.tokens == ["~1"])
        #expect(JSONPointer("/~10~00")?.tokens == ["/0~0"])
        #expect(JSONPointer("//")?.tokens == ["", ""])
        #expect(JSONPointer(tokens: ["~1", "/0", ""]).description == "/~01/~10/")
    }

    @Test("What is no pointer is refused", arguments: ["a", "#/a", " ", "/~", "/~2", "/a~/b", "/~a"])
    func malformed(_ text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test(
        "What is no fragment is refused",
        arguments: [
            "", "/a", "#a", "#/a b", "#/ü", "#/%", "#/%4", "#/%4g", "#/%C3", "#/%c3%28", "#/a#b", "#/[", "#/~",
            "#/%7E2",
            "#/\"", "#/\u{7F}",
        ])
    func malformedFragments(_ text: String) {
        #expect(JSONPointer(fragment: text) == nil)
    }

    @Test("Fragments hold any UTF-8, with digits of either case")
    func fragments() {
        #expect(JSONPointer(fragment: "#/a%20b")?.tokens == ["a b"])
        #expect(JSONPointer(fragment: "#/%c3%bc%7E1/%2F")?.tokens == ["ü/", "", ""])
        #expect(
            JSONPointer(tokens: ["a b", "ü", "😀", "$defs:@!$&'()*+,;=?-._"]).fragment
                == "#/a%20b/%C3%BC/%F0%9F%98%80/$defs:@!$&'()*+,;=?-._")
    }

    @Test("Indices have no leading zero and no sign, and '-' finds nothing")
    func indices() throws {
        let array: JSONValue = [1, 2]
        for token in ["00", "01", "+1", "-1", "2", "1e0", " 1", "１", "", JSONPointer.endToken, "99999999999999999999"] {
            #expect(array.value(at: JSONPointer(tokens: [token])) == nil, "\(token)")
        }
        #expect(array.value(at: JSONPointer(tokens: ["1"])) == 2)
        #expect((["-": 3] as JSONValue).value(at: JSONPointer(tokens: ["-"])) == 3)
        #expect((5 as JSONValue).value(at: JSONPointer(tokens: ["0"])) == nil)
    }

    @Test("A long pointer is abbreviated to its beginning and its end")
    func abbreviation() {
        #expect(JSONPointer(tokens: ["a", "b"]).abbreviated() == "/a/b")
        let deep = JSONPointer(tokens: [String](repeating: "0", count: 500) + ["end"])
        #expect(deep.abbreviated().unicodeScalars.count == 120)
        #expect(deep.abbreviated(to: 12) == "/0/0/0/…/end")
        #expect(JSONPointer(tokens: ["12345678901"]).abbreviated(to: 12) == "/12345678901")
    }
}
