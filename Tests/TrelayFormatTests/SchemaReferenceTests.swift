import Synchronization
import Testing
import TrelayFormat

/// How references, identifiers and metaschemas are resolved.
@Suite("Schema references")
struct SchemaReferenceTests {
    /// RFC 3986, section 5.4.
    static let examples = [
        ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"), ("//g", "http://g"), ("g?y", "http://a/b/c/g?y"), ("?y", "http://a/b/c/d;p?y"),
        (";x", "http://a/b/c/;x"), ("g;x?y", "http://a/b/c/g;x?y"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"),
        ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
        ("../../", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"),
        ("/./g", "http://a/g"), ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"),
        ("g..", "http://a/b/c/g.."), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
        ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"),
        ("g;x=1/./y", "http://a/b/c/g;x=1/y"), ("g;x=1/../y", "http://a/b/c/y"), ("g?y/./x", "http://a/b/c/g?y/./x"),
        ("g?y/../x", "http://a/b/c/g?y/../x"),
    ]

    @Test("a reference is resolved against the base as RFC 3986 says", arguments: examples)
    func resolution(_ reference: String, _ target: String) throws {
        let asked = Mutex<[String]>([])
        let options = SchemaOptions(
            baseURI: "http://a/b/c/d;p?q",
            resolve: { (uri) throws(SchemaError) in
                asked.withLock { $0.append(uri) }
                return ["type": "null"]
            })
        let schema = try Schema.compile(["$ref": .string(reference)], options: options)
        #expect(asked.withLock { $0 } == [target])
        #expect(schema.isValid(nil) && !schema.isValid(1))
    }

    @Test("the resolver is asked once for each document, and for no more than the limit")
    func resolverBounds() throws {
        let asked = Mutex<[String]>([])
        let endless: SchemaOptions.Resolver = { (uri) throws(SchemaError) in
            asked.withLock { $0.append(uri) }
            // Each document leads to another one.
            return ["$ref": .string(uri + "x"), "items": ["$ref": .string(uri)]]
        }
        var options = SchemaOptions(resolve: endless)
        options.limits.maximumDocuments = 10
        let error = #expect(throws: SchemaError.self) {
            try Schema.compile(["allOf": [["$ref": "http://a/"], ["$ref": "http://a/"]]], options: options)
        }
        #expect(error?.code == .tooLarge)
        #expect(asked.withLock { $0 }.count == 10)
        #expect(Set(asked.withLock { $0 }).count == 10)
    }

    @Test("a resolver's error passes through, and nil means unknown")
    func resolverErrors() throws {
        let own = SchemaError(code: .unresolvedReference, message: "the disk is on fire")
        let failing = SchemaOptions(resolve: { (_) throws(SchemaError) in throw own })
        #expect(throws: own) { try Schema.compile(["$ref": "http://a/"], options: failing) }
        let knowing = SchemaOptions(resolve: { (_) throws(SchemaError) in nil })
        #expect(throws: SchemaError.self) { try Schema.compile(["$ref": "http://a/"], options: knowing) }
    }

    @Test("documents are found by the URI under which they are registered and by their own")
    func registeredDocuments() throws {
        let options = SchemaOptions(documents: [
            "http://a/one": ["$id": "http://b/real", "$defs": ["n": ["type": "null"]], "$ref": "#/$defs/n"],
            "http://a/two": ["$ref": "one"],
        ])
        for reference: JSONValue in ["http://a/one", "http://a/two", "http://a/one#/$defs/n"] {
            let schema = try Schema.compile(["$ref": reference], options: options)
            #expect(schema.isValid(nil) && !schema.isValid(1))
        }
        // Whichever of two references is looked at first.
        for list: JSONValue in [["http://c/in", "http://a/c"], ["http://a/c", "http://c/in"]] {
            var options = options
            options.documents["http://a/c"] = ["$defs": ["in": ["$id": "http://c/in", "type": "null"]]]
            let schema = try Schema.compile(
                ["allOf": .array((list.arrayValue ?? []).map { ["$ref": $0] })], options: options)
            #expect(schema.isValid(nil) && !schema.isValid(1))
        }
        let both = try Schema.compile(
            ["allOf": [["$ref": "http://a/one"], ["$ref": "http://b/real"]]], options: options)
        #expect(both.isValid(nil) && !both.isValid(1))
    }

    static let endless: [String] = [
        ##"{"$ref":"#"}"##, ##"{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}}"##,
        ##"{"anyOf":[{"type":"null"},{"$ref":"#"}]}"##, ##"{"not":{"$ref":"#"}}"##,
        ##"{"if":true,"then":{"$ref":"#"}}"##, ##"{"dependentSchemas":{"a":{"$ref":"#"}}}"##,
        ##"{"$dynamicAnchor":"a","$dynamicRef":"#a"}"##,
    ]

    @Test("a schema that applies itself to the same value is refused", arguments: endless)
    func endlessReferences(_ text: String) throws {
        let error = try #require(throws: SchemaError.self) { try Schema.compile(JSONParser.parse(text)) }
        #expect(error.code == .endlessReference)
        #expect(error.message.contains("without end"))
    }

    @Test("a schema may refer to itself where that leads into the value")
    func recursiveReferences() throws {
        let schema = try Schema.compile([
            "type": "object", "properties": ["next": ["$ref": "#"], "items": ["items": ["$ref": "#"]]],
            "additionalProperties": false,
        ])
        #expect(schema.isValid(["next": ["next": [:]], "items": [[:], ["next": [:]]]]))
        #expect(!schema.isValid(["next": ["next": ["nxet": [:]]]]))
    }

    static let unresolved: [(String, String, String)] = [
        (#"{"items":{"$ref":"http://example.com/a"}}"#, "/items/$ref", #""http://example.com/a""#),
        (#"{"items":{"$ref":"other.json"}}"#, "/items/$ref", "absolute $id"),
        (##"{"$ref":"#/$defs/prot","$defs":{"port":true}}"##, "/$ref", #"did you mean "port"?"#),
        (##"{"$ref":"#prot","$defs":{"port":{"$anchor":"port"}}}"##, "/$ref", #"did you mean "port"?"#),
        (##"{"$ref":"#/title","title":"x"}"##, "/$ref", "no schema"),
        (##"{"$ref":"#/a~b"}"##, "/$ref", "write ~ as ~0"), (##"{"$ref":"#%zz"}"##, "/$ref", "percent"),
        (##"{"$dynamicRef":"#a"}"##, "/$dynamicRef", "$anchor"),
        (#"{"$schema":"http://example.com/a"}"#, "/$schema", "metaschema"),
    ]

    @Test("a reference that leads nowhere is refused where it stands", arguments: unresolved)
    func unresolvedReferences(_ text: String, _ pointer: String, _ words: String) throws {
        let error = try #require(throws: SchemaError.self) { try Schema.compile(JSONParser.parse(text)) }
        #expect(error.code == .unresolvedReference)
        #expect(error.pointer.description == pointer)
        #expect(error.message.contains(words), "\(error)")
    }

    @Test("an error in another document names it")
    func errorElsewhere() throws {
        let options = SchemaOptions(documents: ["http://a/b": ["properties": ["x": ["type": "strng"]]]])
        let error = try #require(throws: SchemaError.self) {
            try Schema.compile(["$ref": "http://a/b"], options: options)
        }
        #expect(error.description.hasSuffix("(at http://a/b#/properties/x/type)"))
        #expect(error.message.contains(#"did you mean "string"?"#))
    }

    @Test("an identifier that two schemas claim is refused")
    func duplicates() throws {
        let anchors = try #require(throws: SchemaError.self) {
            try Schema.compile(["$defs": ["a": ["$anchor": "x"], "b": ["$dynamicAnchor": "x"]]])
        }
        #expect(anchors.code == .duplicateIdentifier && anchors.pointer.description == "/$defs/b")
        let identifiers = try #require(throws: SchemaError.self) {
            try Schema.compile(["$defs": ["a": ["$id": "http://x/"], "b": ["$id": "http://x/", "type": "null"]]])
        }
        #expect(identifiers.code == .duplicateIdentifier && identifiers.pointer.description == "/$defs/b")
    }

    @Test("the metaschemas are known and accept themselves")
    func metaschemas() throws {
        let schema = try Schema.compile(["$ref": "https://json-schema.org/draft/2020-12/schema"])
        #expect(schema.isValid(["type": "string", "properties": ["a": ["minLength": 1]]]))
        #expect(
            schema.validate(["properties": ["a": ["minLength": -1]]]).faults.map(\.instanceLocation.description) == [
                "/properties/a/minLength"
            ])
        for name in [
            "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content",
            "format-assertion",
        ] {
            let part = try Schema.compile(["$ref": .string("https://json-schema.org/draft/2020-12/meta/\(name)")])
            #expect(part.isValid([:]) && !part.isValid(1))
        }
    }
}

@Suite("Schemas inside a schema")
struct SubschemaTests {
    private let bundle: JSONValue = [
        "$defs": [
            "port": ["$id": "urn:test:port", "type": "integer", "maximum": 9, "$defs": ["any": [:]]],
            "server": ["properties": ["port": ["$ref": "urn:test:port"]], "required": ["port"]],
        ]
    ]

    @Test("A part of a compiled document is a schema of its own, and faults are told from there")
    func parts() throws {
        let schema = try Schema.compile(bundle)
        #expect(schema.isValid(["port": 10]))
        let server = try #require(schema.subschema(at: JSONPointer(tokens: ["$defs", "server"])))
        #expect(server.isValid(["port": 9]))
        let fault = try #require(server.validate(["port": 10]).faults.first)
        #expect(fault.instanceLocation.description == "/port")
        #expect(fault.keywordLocation.description == "/properties/port/$ref/maximum")
        #expect(fault.absoluteKeywordLocation == "urn:test:port#/maximum")
        #expect(server.validate([:]).faults.first?.missingProperty == "port")
    }

    @Test(
        "Where there is no schema, or one that accepts everything, there is none",
        arguments: ["/$defs", "/x", "/$defs/port/$defs/any"])
    func absent(pointer: String) throws {
        let pointer = try #require(JSONPointer(pointer))
        #expect(try Schema.compile(bundle).subschema(at: pointer) == nil)
    }
}
