import Testing
import TrelayFormat

/// Schemas that are refused, and values that are too much for a schema.
@Suite("Schema errors and limits")
struct SchemaErrorTests {
    @Test(
        "a broken schema is refused at its exact place",
        arguments: [
            ("7", "", "expected boolean or object, found number 7"),
            (#"{"type":"strng"}"#, "/type", #"did you mean "string"?"#),
            (#"{"type":7}"#, "/type", "found"),
            (#"{"type":["string","strng"]}"#, "/type/1", #"did you mean "string"?"#),
            (#"{"properties":{"a":{"minLength":-1}}}"#, "/properties/a/minLength", "at least 0"),
            (#"{"items":[{}]}"#, "/items", "expected boolean or object"),
            (#"{"$defs":{"a":{"required":"x"}}}"#, "/$defs/a/required", "expected array"),
            (#"{"required":["a","a"]}"#, "/required", "different items"),
            (#"{"allOf":[]}"#, "/allOf", "at least 1 item"), (#"{"multipleOf":0}"#, "/multipleOf", "more than 0"),
            (#"{"$id":"http://a/#frag"}"#, "/$id", "matches"), (#"{"$anchor":"1"}"#, "/$anchor", "matches"),
            (#"{"$schema":7}"#, "/$schema", "expected string"), (#"{"uniqueItems":1}"#, "/uniqueItems", "boolean"),
            (#"{"contentSchema":1}"#, "/contentSchema", "boolean or object"),
            (##"{"x":{"type":1},"$ref":"#/x"}"##, "/x/type", "found"),
        ])
    func brokenSchemas(_ text: String, _ pointer: String, _ words: String) throws {
        let error = try #require(throws: SchemaError.self) { try Schema.compile(JSONParser.parse(text)) }
        #expect(error.code == .invalidSchema)
        #expect(error.pointer.description == pointer, "\(error)")
        #expect(error.message.contains(words), "\(error)")
    }

    @Test(
        "a regular expression that cannot be used is refused at its place",
        arguments: [
            (#"{"properties":{"a":{"pattern":"("}}}"#, "/properties/a/pattern"),
            (#"{"patternProperties":{"(?=a)":true}}"#, "/patternProperties/(?=a)"),
            (#"{"pattern":"(a)\\1"}"#, "/pattern"), (#"{"pattern":"(a{1,1000}){1,1000}"}"#, "/pattern"),
        ])
    func brokenPatterns(_ text: String, _ pointer: String) throws {
        let error = try #require(throws: SchemaError.self) { try Schema.compile(JSONParser.parse(text)) }
        #expect(error.code == .invalidPattern)
        #expect(error.pointer.description == pointer)
    }

    @Test(
        "another draft is named as what it is",
        arguments: [
            "http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2019-09/schema",
            "http://json-schema.org/draft-04/schema#",
        ])
    func otherDrafts(_ uri: String) throws {
        let error = try #require(throws: SchemaError.self) { try Schema.compile(["$schema": .string(uri)]) }
        #expect(error.code == .unsupportedDialect)
        #expect(error.pointer.description == "/$schema")
        #expect(error.message.contains("2020-12"))
    }

    @Test("a metaschema chooses the vocabularies; an unknown one is refused if it is required")
    func vocabularies() throws {
        let prefix = "https://json-schema.org/draft/2020-12/"
        func metaschema(_ list: [String: Bool]) -> JSONValue {
            [
                "$id": "http://m/", "$schema": .string(prefix + "schema"),
                "$vocabulary": .object(JSONObject(list.map { ($0.key, .bool($0.value)) })),
            ]
        }
        func compile(_ list: [String: Bool]) throws -> Schema {
            try Schema.compile(
                ["$schema": "http://m/", "properties": ["a": false], "minimum": 5, "format": "ipv4"],
                options: SchemaOptions(documents: ["http://m/": metaschema(list)]))
        }
        let core = prefix + "vocab/core"
        let applicator = try compile([core: true, prefix + "vocab/applicator": true])
        #expect(applicator.isValid(1) && applicator.isValid("x") && !applicator.isValid(["a": 1]))
        let validation = try compile([core: true, prefix + "vocab/validation": true])
        #expect(!validation.isValid(1) && validation.isValid("x") && validation.isValid(["a": 1]))
        let formats = try compile([core: true, prefix + "vocab/format-assertion": false])
        #expect(formats.isValid(1) && !formats.isValid("x") && formats.isValid("127.0.0.1"))
        _ = try compile([core: true, "http://unknown/": false])
        let error = try #require(throws: SchemaError.self) {
            try compile([core: true, "http://unknown/": true])
        }
        #expect(error.code == .unsupportedDialect)
        #expect(error.description.contains("http://m/#/$vocabulary/http:~1~1unknown~1"))
    }

    @Test("a custom metaschema checks the schemas that name it")
    func customMetaschema() throws {
        let meta: JSONValue = [
            "$id": "http://m/", "$schema": "https://json-schema.org/draft/2020-12/schema", "$dynamicAnchor": "meta",
            "$ref": "https://json-schema.org/draft/2020-12/schema", "required": ["title"],
        ]
        let options = SchemaOptions(documents: ["http://m/": meta])
        _ = try Schema.compile(["$schema": "http://m/", "title": "t", "items": ["title": "u"]], options: options)
        let error = try #require(throws: SchemaError.self) {
            try Schema.compile(["$schema": "http://m/", "title": "t", "items": [:]], options: options)
        }
        #expect(error.pointer.description == "/items")
        #expect(error.message == #"the property "title" is missing"#)
    }

    @Test("metaschemas that lead in a circle are refused")
    func circularMetaschemas() throws {
        let options = SchemaOptions(documents: [
            "http://a/": ["$schema": "http://b/"], "http://b/": ["$schema": "http://a/"],
        ])
        #expect(throws: SchemaError.self) { try Schema.compile(["$schema": "http://a/"], options: options) }
        // One that describes itself is fine.
        let itself = SchemaOptions(documents: ["http://a/": ["$schema": "http://a/", "type": "object"]])
        #expect(try Schema.compile(["$schema": "http://a/", "type": "null"], options: itself).isValid(nil))
    }

    @Test("a schema beyond the limits is refused")
    func limits() throws {
        func code(_ schema: JSONValue, _ change: (inout SchemaLimits) -> Void) -> SchemaError.Code? {
            var options = SchemaOptions()
            change(&options.limits)
            do throws(SchemaError) {
                _ = try Schema.compile(schema, options: options)
                return nil
            } catch {
                return error.code
            }
        }
        let schema: JSONValue = ["items": ["items": ["items": ["enum": [1, 2, 3]]]]]
        #expect(code(schema) { $0.maximumSubschemas = 4 } == nil)
        #expect(code(schema) { $0.maximumSubschemas = 3 } == .tooLarge)
        #expect(code(schema) { $0.maximumDepth = 5 } == nil)
        #expect(code(schema) { $0.maximumDepth = 4 } == .tooLarge)
        #expect(code(schema) { $0.maximumValues = 8 } == nil)
        #expect(code(schema) { $0.maximumValues = 7 } == .tooLarge)
    }

    @Test("an evaluation that takes too many steps is neither valid nor invalid")
    func steps() throws {
        // Every level doubles the work.
        var definitions = JSONObject()
        for level in 0..<40 {
            let next: JSONValue = ["$ref": .string("#/$defs/\(level + 1)")]
            definitions.set("\(level)", ["allOf": [next, next]])
        }
        definitions.set("40", ["type": "null"])
        let schema = try Schema.compile(["$ref": "#/$defs/0", "$defs": .object(definitions)])
        #expect(schema.validate(nil, maximumSteps: 100_000) == .tooExpensive(.steps))
        #expect(schema.validate(nil, maximumSteps: 0) == .tooExpensive(.steps))
        #expect(schema.validate(nil, maximumSteps: -1) == .tooExpensive(.steps))
        #expect(!schema.isValid(nil))
        #expect(schema.validate(nil, maximumSteps: 1_000).basicOutput["valid"] == false)
        // A wrong value is found out at once.
        #expect(!schema.validate(1, maximumSteps: 200).faults.isEmpty)
        let negated = try Schema.compile(["not": ["$ref": "#/$defs/0"], "$defs": .object(definitions)])
        #expect(negated.validate(nil, maximumSteps: 1_000) == .tooExpensive(.steps))
    }

    @Test("the same number of steps is needed every time")
    func stepsAreCounted() throws {
        let schema = try Schema.compile(["items": ["type": "integer"], "uniqueItems": true])
        let value = JSONValue.array((0..<100).map { JSONValue($0) })
        let needed = (1...10_000).first { schema.validate(value, maximumSteps: $0) == .valid }
        #expect(try #require(needed) > 100)
        for _ in 0..<3 {
            #expect(schema.validate(value, maximumSteps: try #require(needed)) == .valid)
            #expect(schema.validate(value, maximumSteps: try #require(needed) - 1) == .tooExpensive(.steps))
        }
    }

    @Test("faults that are listed are real, however few steps there are for finding them")
    func faultsWithFewSteps() throws {
        let schema = try Schema.compile([
            "properties": ["A": ["type": "null"], "p": ["pattern": "x$"], "z": ["type": "null"]],
            "additionalProperties": ["anyOf": [["type": "string"], ["items": ["contains": ["const": 1]]]]],
        ])
        let value: JSONValue = ["A": 1, "a": "x", "b": [[1], [1]], "c": [[2, 1]], "p": "a long text, x", "z": 1]
        let all = schema.validate(value).faults
        #expect(all.map(\.instanceLocation.description) == ["/A", "/z"])
        var counts = [0, 0, 0]
        for steps in 0..<100 {
            switch schema.validate(value, maximumSteps: steps) {
            case .valid: Issue.record("valid with \(steps) steps")
            case .tooExpensive: counts[0] += 1
            case .invalid(let faults):
                #expect(faults == Array(all.prefix(faults.count)), "\(steps) steps")
                counts[faults.count] += 1
            }
        }
        #expect(counts.allSatisfy { $0 > 0 })
    }

    @Test("schemas applied inside each other too deeply end the evaluation")
    func depth() throws {
        let schema = try Schema.compile(["items": ["$ref": "#"]])
        func nested(_ depth: Int) -> JSONValue {
            (0..<depth).reduce([]) { value, _ in [value] }
        }
        #expect(schema.validate(nested(200)) == .valid)
        #expect(schema.validate(nested(2_000)) == .tooExpensive(.depth))
        // A dynamic reference whose targets are only known later.
        let dynamic = try Schema.compile([
            "$id": "http://a/", "$dynamicAnchor": "n", "$ref": "b",
            "$defs": ["b": ["$id": "b", "$dynamicAnchor": "n", "allOf": [["$dynamicRef": "#n"]]]],
        ])
        #expect(dynamic.validate(1) == .tooExpensive(.depth))
    }

    @Test("big arrays are searched for equal items without comparing all with all")
    func uniqueItems() throws {
        let schema = try Schema.compile(["uniqueItems": true])
        var items = (0..<20_000).map { index -> JSONValue in ["n": JSONValue(index), "s": "a long text that is equal"] }
        #expect(schema.validate(.array(items), maximumSteps: 2_000_000) == .valid)
        items.append(items[4_711])
        let fault = schema.validate(.array(items), maximumSteps: 2_000_000).faults.first
        #expect(fault?.message.hasSuffix("both at 4711 and at 20000: remove one") == true)
    }

    @Test("equal items are found as comparing all with all finds them")
    func uniqueItemsAgree() throws {
        let schema = try Schema.compile(["uniqueItems": true])
        var generator = SeededGenerator(seed: 11)
        var counts = [0, 0]
        for _ in 0..<2_000 {
            let items = (0..<Int.random(in: 0...30, using: &generator)).map { _ in generator.value(depth: 2) }
            let isUnique = !items.indices.contains { items[..<$0].contains(items[$0]) }
            #expect(schema.isValid(.array(items)) == isUnique)
            counts[isUnique ? 1 : 0] += 1
        }
        #expect(counts[0] > 100 && counts[1] > 100)
    }

    @Test("where one fault is wanted, the one about alternatives says what each of them wants", arguments: 1...4)
    func fewFaults(maximum: Int) throws {
        let schema = try Schema.compile([
            "anyOf": [["required": ["a"]], ["required": ["b"]], ["properties": ["c": ["type": "null"]]]]
        ])
        let faults = schema.validate(["c": 1], maximumErrors: maximum).faults
        #expect(faults.count == maximum)
        let first = "fits none of 3 alternatives"
        let words =
            #"the property "a" is missing; or the property "b" is missing; or at /c expected null, found number 1"#
        #expect(faults.first?.message == (maximum < 4 ? first + ": " + words : first))
    }

    @Test("alternatives within alternatives give no more faults than are wanted")
    func nestedAlternatives() throws {
        let inner: JSONValue = ["anyOf": [["required": ["a"]], ["required": ["b"]]]]
        let schema = try Schema.compile(["allOf": [["oneOf": [inner, inner]], inner]])
        for maximum in 1...12 {
            let faults = schema.validate([:], maximumErrors: maximum).faults
            #expect((1...maximum).contains(faults.count))
            #expect(faults.allSatisfy { !$0.message.contains("\n") && $0.message.utf8.count < 400 })
        }
    }

    @Test(
        "a choice that is short or too long for one is recognised",
        arguments: [("int", "integer"), ("bool", "boolean"), ("numbers", "number"), ("arr", "array")])
    func completions(word: String, meant: String) throws {
        let error = #expect(throws: SchemaError.self) { try Schema.compile(["type": .string(word)]) }
        #expect(error?.message.hasSuffix(": did you mean \"\(meant)\"?") == true)
    }
}

@Suite("The words of schemas")
struct SchemaWordingTests {
    @Test("A title says what is expected better than a pattern does")
    func title() throws {
        let schema = try Schema.compile(["title": "a time such as 10s", "pattern": "^[0-9]+s$"])
        #expect(schema.validate("10").faults.map(\.message) == ["expected a time such as 10s, found \"10\""])
        let plain = try Schema.compile(["pattern": "^[0-9]+s$"])
        #expect(plain.validate("10").faults.first?.message.contains("^[0-9]+s$") == true)
    }

    @Test(
        "A value that nobody shall read is repeated by no message, whatever keyword it breaks",
        arguments: [
            ["pattern": "^env:"], ["maxLength": 3], ["enum": ["a", "b"]], ["const": "a"], ["type": "integer"],
            ["format": "uuid"],
        ] as [JSONValue])
    func secrets(keyword: JSONValue) throws {
        var schema = keyword.objectValue ?? JSONObject()
        schema.set("writeOnly", true)
        let options = SchemaOptions(assertsFormats: true)
        let faults = try Schema.compile(["properties": ["key": .object(schema)]], options: options)
            .validate(["key": "sk-live-1234"]).faults
        #expect(faults.count == 1)
        #expect(faults.allSatisfy { !$0.message.contains("sk-live") && $0.message.contains("not shown") })
    }

    @Test("A pattern that no table holds costs steps by its size, so that a budget bounds the time")
    func patternCost() throws {
        let text = JSONValue.string(String(repeating: "ab", count: 2_000))
        let cheap = try Schema.compile(["pattern": "^[ab]*$"])
        let costly = try Schema.compile(["pattern": "(a|b)*a(a|b){61}$"])
        #expect(cheap.validate(text, maximumSteps: 10_000) == .valid)
        #expect(costly.validate(text, maximumSteps: 10_000) == .tooExpensive(.steps))
        #expect(costly.validate(text) == .valid)
    }
}
