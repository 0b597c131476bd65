import Testing

@testable import TrelayFormat

@Suite("Compatibility of schemas")
struct SchemaCompatibilityTests {
    @Test("a change is compatible for those it should be", arguments: CompatibilityCase.all)
    func levels(_ example: CompatibilityCase) throws {
        let (old, new) = (try JSONParser.parse(example.old), try JSONParser.parse(example.new))
        let found = try SchemaCompatibility.compare(old: old, new: new)
        #expect(found.level == example.level, "\(found.changes)")
        let mirror: SchemaCompatibility.Level =
            switch example.level {
            case .readers: .writers
            case .writers: .readers
            case .both, .none: example.level
            }
        #expect(try SchemaCompatibility.compare(old: new, new: old).level == mirror)
        #expect(try SchemaCompatibility.compare(old: old, new: old).level == .both)
        #expect(try SchemaCompatibility.compare(old: new, new: new).level == .both)
    }

    @Test("changes explain the level: one for each side that is broken, and none for the others")
    func explained() throws {
        for example in CompatibilityCase.all {
            let found = try compare(example.old, example.new)
            let sides = Set(found.changes.map(\.breaks))
            let breaksReaders = sides.contains(.readers) || sides.contains(.both)
            let breaksWriters = sides.contains(.writers) || sides.contains(.both)
            #expect(found.level == SchemaCompatibility.Level(readers: !breaksReaders, writers: !breaksWriters))
            if example.old != example.new { #expect(!found.changes.isEmpty, "\(example.sentence)") }
        }
    }

    @Test(
        "a change says where it is, what it is, and whom it breaks",
        arguments: [
            (
                #"{"properties":{"age":{"maximum":10}}}"#, #"{"properties":{"age":{"maximum":5}}}"#,
                ["/properties/age/maximum: maximum changes from 10 to 5 (breaks readers)"]
            ),
            (
                #"{"type":"string","title":"a"}"#, #"{"type":"integer","title":"b"}"#,
                [
                    "/type: type changes from string to integer (breaks readers and writers)",
                    "/title: \"title\" changes (breaks nothing)",
                ]
            ),
            (
                #"{"properties":{"a":{}},"additionalProperties":false}"#,
                #"{"properties":{"a":{},"b":{"type":"string"}},"required":["a"],"additionalProperties":false}"#,
                [
                    "/required: the property \"a\" becomes required (breaks readers)",
                    "/properties/b: the property \"b\" is added, and the old schema does not accept all its values "
                        + "(breaks writers)",
                ]
            ),
            (
                #"{"maximum":7}"#, #"{"exclusiveMaximum":7}"#,
                ["/exclusiveMaximum: maximum 7 changes to exclusiveMaximum 7 (breaks readers)"]
            ),
            (
                #"{"oneOf":[{"const":1}]}"#, #"{"oneOf":[{"const":1},{"const":2}]}"#,
                [
                    "/oneOf/1: cannot be shown to be compatible: the old schema may refuse values that the new one "
                        + "accepts by this alternative (breaks writers)"
                ]
            ),
            (
                #"{"enum":["a","b"]}"#, #"{"enum":["a","c"]}"#,
                [
                    "/enum: \"b\" is no longer accepted (breaks readers)",
                    "/enum: \"c\" is accepted now, and was not (breaks writers)",
                ]
            ),
            (
                #"{"pattern":"a"}"#, #"{"pattern":"b"}"#,
                [
                    "/pattern: cannot be shown to be compatible: pattern changes from \"a\" to \"b\" "
                        + "(breaks readers and writers)"
                ]
            ),
            (
                ##"{"$ref":"#/$defs/n","$defs":{"n":{"minLength":1}}}"##, ##"{"$ref":"#/$defs/n","$defs":{"n":{}}}"##,
                ["/$defs/n/minLength: minLength 1 is removed (breaks writers)"]
            ),
            (
                #"{"anyOf":[{"type":"string"},{"type":"array"}]}"#,
                #"{"anyOf":[{"type":"string"},{"type":"array"},{"type":"null"}]}"#,
                [
                    "/anyOf/2: cannot be shown to be compatible: the old schema may refuse values that the new one "
                        + "accepts by this alternative (breaks writers)"
                ]
            ),
        ])
    func sentences(_ old: String, _ new: String, _ expected: [String]) throws {
        #expect(try compare(old, new).changes.map(\.description) == expected)
    }

    @Test("a format counts only if it is asserted")
    func formats() throws {
        let (old, new): (JSONValue, JSONValue) = (["type": "string"], ["type": "string", "format": "date"])
        #expect(try SchemaCompatibility.compare(old: old, new: new).level == .both)
        let found = try SchemaCompatibility.compare(old: old, new: new, assertsFormats: true)
        #expect(found.level == .writers)
        #expect(found.changes.map(\.description) == ["/format: format date is added (breaks readers)"])
    }

    @Test("references lead into registered documents, and changes name them")
    func documents() throws {
        let documents: [String: JSONValue] = [
            "https://example.com/one": ["type": "integer"], "https://example.com/two": ["type": "number"],
        ]
        let found = try SchemaCompatibility.compare(
            old: ["$ref": "https://example.com/one"], new: ["$ref": "https://example.com/two"], documents: documents)
        #expect(found.level == .readers)
        #expect(found.changes.first?.documentURI == "https://example.com/one")
        #expect(found.changes.first?.pointer == JSONPointer("/type"))
    }

    @Test("a schema that does not compile is refused, and the error says which")
    func broken() {
        #expect {
            try SchemaCompatibility.compare(old: true, new: ["type": "text"])
        } throws: { error in
            (error as? SchemaError)?.code == .invalidSchema && "\(error)".hasPrefix("the new schema: ")
        }
        #expect {
            try SchemaCompatibility.compare(old: ["$ref": "#/nowhere"], new: true)
        } throws: { error in
            (error as? SchemaError)?.code == .unresolvedReference && "\(error)".hasPrefix("the old schema: ")
        }
    }

    @Test("a comparison that would take too long ends, and counts as incompatible")
    func limits() throws {
        let (old, new): (JSONValue, JSONValue) = (["type": "integer"], ["type": "number"])
        let found = try SchemaCompatibility.compare(old: old, new: new, options: SchemaOptions(), maximumSteps: 3)
        #expect(found.level == .none)
        #expect(found.changes.map(\.breaks) == [.unknown, .unknown])
    }

    @Test("alternatives inside alternatives are bounded")
    func explosion() throws {
        var (old, new): (JSONValue, JSONValue) = (["minLength": 1], ["minLength": 2])
        for index in 0..<6 {
            let other: JSONValue = ["required": [.string("k\(index)")]]
            old = ["anyOf": [["properties": ["a": old]], other], "oneOf": [old, other]]
            new = ["anyOf": [["properties": ["a": new]], other], "oneOf": [other, new]]
        }
        #expect(try SchemaCompatibility.compare(old: old, new: new).level == .none)
    }

    @Test("a deep schema is compared to its end")
    func depth() throws {
        var (old, new): (JSONValue, JSONValue) = (["type": "integer"], ["type": "number"])
        for _ in 0..<50 { (old, new) = (["properties": ["a": old]], ["properties": ["a": new]]) }
        #expect(try SchemaCompatibility.compare(old: old, new: new).level == .readers)
    }

    private func compare(_ old: String, _ new: String) throws -> SchemaCompatibility {
        try SchemaCompatibility.compare(old: try JSONParser.parse(old), new: try JSONParser.parse(new))
    }
}
