import Testing
import TrelayFormat
import TrelayYAML

@Suite("Values of YAML")
struct YAMLValueTests {
    private func value(_ text: String) throws -> JSONValue {
        try YAMLParser.parseDocument(Array(text.utf8)).value
    }

    @Test(
        "A plain scalar has the type of the core schema",
        arguments: [
            ("null", JSONValue.null), ("~", .null), ("Null", .null), ("NULL", .null), ("true", .bool(true)),
            ("False", .bool(false)), ("TRUE", .bool(true)), ("0", .number(0)), ("-17", .number(-17)),
            ("1.5", .number(1.5)),
            ("-0.5", .number(-0.5)), ("1.50", .number(1.5)), ("12e3", .number(12000)), ("1.5E-2", .number(0.015)),
            ("9007199254740991", .number(9_007_199_254_740_991)), ("text", .string("text")), ("nope", .string("nope")),
            ("yes!", .string("yes!")), ("1.2.3", .string("1.2.3")), ("1e", .string("1e")), (".", .string(".")),
            ("-", .array([.null])), ("+", .string("+")), ("--1", .string("--1")), ("0x", .string("0x")),
            ("0xfg", .string("0xfg")), ("0o8", .string("0o8")), ("0b2", .string("0b2")), ("_1", .string("_1")),
            ("8080:80", .string("8080:80")), ("1:60", .string("1:60")), ("::1", .string("::1")),
            ("10.0.0.1", .string("10.0.0.1")), ("2025-11-30", .string("2025-11-30")),
            ("2025-11-30T12:30:00Z", .string("2025-11-30T12:30:00Z")), ("=", .string("=")), ("é", .string("é")),
        ])
    func plainScalars(text: String, expected: JSONValue) throws {
        #expect(try value(text) == expected)
    }

    @Test("A key without a value is null, as in every reader of YAML")
    func emptyValues() throws {
        #expect(try value("a:\nb: ~\nc: ''") == ["a": nil, "b": nil, "c": ""])
        #expect(try value("[{a}, {b: }]") == [["a": nil], ["b": nil]])
        #expect(try value("- \n- 1") == [nil, 1])
    }

    @Test(
        "What is quoted, a block or tagged as a string stays a string",
        arguments: ["'1'", "\"1\"", "!!str 1", "! 1", "|-\n  1", ">-\n  1", "\"\\u0031\""])
    func strings(text: String) throws {
        #expect(try value(text) == .string("1"))
    }

    @Test("Quoted words are never traps")
    func quotedTraps() throws {
        #expect(try value("['yes', \"0123\", '.inf', '<<', 'null']") == ["yes", "0123", ".inf", "<<", "null"])
        #expect(try value("'1': a\n'yes': b\n\"<<\": c") == ["1": "a", "yes": "b", "<<": "c"])
    }

    @Test("Core tags choose the type")
    func tags() throws {
        #expect(
            try value("[!!int '7', !!float 7, !!bool 'true', !!null '', !!seq [], !!map {}]") == [
                7, 7, true, nil, [], [:],
            ])
    }

    @Test("Mappings, sequences and comments")
    func structure() throws {
        let text = """
            # a route
            chat:   # inline
              targets:
                - {provider: a, weight: 90}
                - provider: b
                  weight: 10
              empty:
            """
        #expect(
            try value(text) == [
                "chat": [
                    "targets": [["provider": "a", "weight": 90], ["provider": "b", "weight": 10]], "empty": nil,
                ]
            ])
    }

    @Test("Block scalars keep or fold their lines")
    func blockScalars() throws {
        let text = "keep: |\n  a\n   b\n\n  c\nfold: >-\n  a\n  b\n\n  c\n"
        #expect(try value(text) == ["keep": "a\n b\n\nc\n", "fold": "a b\nc"])
    }

    @Test("An alias stands for its anchor's value, and a later anchor takes the name over")
    func aliases() throws {
        #expect(try value("[&a {x: 1}, *a, &a 2, *a]") == [["x": 1], ["x": 1], 2, 2])
        #expect(try value("&k key: 1\nother: *k") == ["key": 1, "other": "key"])
    }

    @Test("A byte order mark and Windows line ends change nothing")
    func lineEnds() throws {
        #expect(try value("\u{FEFF}a: 1\r\nb: 2\r\n") == ["a": 1, "b": 2])
    }

    @Test(
        "A text without a document is null",
        arguments: ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n", "\u{FEFF}"])
    func empty(text: String) throws {
        #expect(try value(text) == .null)
    }

    @Test("Several documents are read in order, each with places of its own")
    func documents() throws {
        let documents = try YAMLParser.parseDocuments(Array("a: &x 1\n---\nb: 2\n---\n...\n---\n[3]\n".utf8))
        #expect(documents.map(\.value) == [["a": 1], ["b": 2], .null, [3]])
        #expect(documents[1].sourceMap.position(of: JSONPointer(tokens: ["b"])) == SourcePosition(line: 3, column: 4))
        #expect(try YAMLParser.parseDocuments([]).isEmpty)
    }

    @Test("Every value has its position, in code points")
    func positions() throws {
        let text = "é: [日本, {ключ: x}]\nemoji: 👩‍👩‍👧 # c\nlist:\n  - 1\n  - deep: >\n      text\n"
        let map = try YAMLParser.parseDocument(Array(text.utf8)).sourceMap
        let expected: [([String], Int, Int)] = [
            ([], 1, 1), (["é"], 1, 4), (["é", "0"], 1, 5), (["é", "1"], 1, 9), (["é", "1", "ключ"], 1, 16),
            (["emoji"], 2, 8), (["list"], 4, 3), (["list", "0"], 4, 5), (["list", "1"], 5, 5),
            (["list", "1", "deep"], 5, 11),
        ]
        for (tokens, line, column) in expected {
            #expect(
                map.position(of: JSONPointer(tokens: tokens)) == SourcePosition(line: line, column: column), "\(tokens)"
            )
        }
    }

    @Test("Places within an alias are found at the alias")
    func aliasPositions() throws {
        let map = try YAMLParser.parseDocument(Array("a: &x {b: 1}\nc: *x\n".utf8)).sourceMap
        #expect(map.position(of: JSONPointer(tokens: ["c", "b"])) == SourcePosition(line: 2, column: 4))
    }
}
