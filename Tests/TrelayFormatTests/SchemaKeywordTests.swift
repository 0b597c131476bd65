import Testing
import TrelayFormat

/// What each keyword says when it is broken, and where.
@Suite("Schema keywords")
struct SchemaKeywordTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var schema: String
        var value: String
        var instance = ""
        var keyword: String
        var message: String

        var testDescription: String { "\(schema) and \(value)" }
    }

    static let cases = scalars + arrays + objects + combinations

    static let scalars = [
        Case(
            schema: #"{"type":"integer"}"#, value: #""80""#, keyword: "/type",
            message: #"expected integer, found string "80": remove the quotes"#),
        Case(
            schema: #"{"type":["string","null"]}"#, value: "[1,2,3]", keyword: "/type",
            message: "expected null or string, found array of 3 items"),
        Case(
            schema: #"{"type":"integer"}"#, value: "1.5", keyword: "/type",
            message: "expected integer, found number 1.5"),
        Case(
            schema: #"{"enum":["debug","info","warning"]}"#, value: #""wraning""#, keyword: "/enum",
            message:
                #"expected one of "debug", "info" or "warning", found "wraning": did you mean "warning"?"#),
        Case(
            schema: #"{"enum":[1,null]}"#, value: "2", keyword: "/enum",
            message: "expected one of 1 or null, found 2"),
        Case(schema: #"{"const":"v1"}"#, value: "7", keyword: "/const", message: #"expected "v1", found 7"#),
        Case(schema: #"{"minimum":1}"#, value: "0", keyword: "/minimum", message: "expected at least 1, found 0"),
        Case(schema: #"{"maximum":1}"#, value: "1.5", keyword: "/maximum", message: "expected at most 1, found 1.5"),
        Case(
            schema: #"{"exclusiveMinimum":1}"#, value: "1", keyword: "/exclusiveMinimum",
            message: "expected more than 1, found 1"),
        Case(
            schema: #"{"exclusiveMaximum":1}"#, value: "1", keyword: "/exclusiveMaximum",
            message: "expected less than 1, found 1"),
        Case(
            schema: #"{"multipleOf":0.01}"#, value: "0.015", keyword: "/multipleOf",
            message: "expected a multiple of 0.01, found 0.015"),
        Case(
            schema: #"{"minLength":2}"#, value: #""😀""#, keyword: "/minLength",
            message: "expected at least 2 characters, found 1"),
        Case(
            schema: #"{"maxLength":1}"#, value: #""e\u0301""#, keyword: "/maxLength",
            message: "expected at most 1 character, found 2"),
        Case(
            schema: #"{"pattern":"^a+$"}"#, value: #""ab""#, keyword: "/pattern",
            message: #"expected a string that matches "^a+$", found "ab""#),
        Case(
            schema: #"{"format":"ipv4"}"#, value: #""1.2.3""#, keyword: "/format",
            message: #"expected an IPv4 address such as "192.0.2.1", found "1.2.3""#),
    ]

    static let arrays = [
        Case(
            schema: #"{"minItems":1}"#, value: "[]", keyword: "/minItems",
            message: "expected at least 1 item, found 0"),
        Case(
            schema: #"{"maxItems":2}"#, value: "[1,2,3]", keyword: "/maxItems",
            message: "expected at most 2 items, found 3"),
        Case(
            schema: #"{"uniqueItems":true}"#, value: #"["a","b","a"]"#, keyword: "/uniqueItems",
            message: #"expected different items, found "a" both at 0 and at 2: remove one"#),
        Case(
            schema: #"{"items":{"type":"string"}}"#, value: #"["a",1]"#, instance: "/1", keyword: "/items/type",
            message: "expected string, found number 1: put it in quotes"),
        Case(
            schema: #"{"prefixItems":[true,{"type":"string"}]}"#, value: #"[1,1]"#, instance: "/1",
            keyword: "/prefixItems/1/type", message: "expected string, found number 1: put it in quotes"),
        Case(
            schema: #"{"prefixItems":[true],"items":false}"#, value: #"[1,1]"#, instance: "/1", keyword: "/items",
            message: "no value is allowed here: remove it; found number 1"),
        Case(
            schema: #"{"contains":{"type":"string"}}"#, value: "[1,2]", keyword: "/contains",
            message: "expected at least 1 item that fits, found none among 2 items"),
        Case(
            schema: #"{"contains":{"type":"string"},"minContains":2}"#, value: #"[1,"a"]"#, keyword: "/minContains",
            message: "expected at least 2 items that fit, found 1"),
        Case(
            schema: #"{"contains":{"type":"string"},"maxContains":1}"#, value: #"["b","a"]"#, keyword: "/maxContains",
            message: "expected at most 1 item that fits, found 2"),
        Case(
            schema: #"{"contains":{"type":"string"},"unevaluatedItems":{"type":"null"}}"#, value: #"["b",1]"#,
            instance: "/1", keyword: "/unevaluatedItems/type", message: "expected null, found number 1"),
    ]

    static let objects = [
        Case(
            schema: #"{"minProperties":2}"#, value: #"{"a":1}"#, keyword: "/minProperties",
            message: "expected at least 2 properties, found 1"),
        Case(
            schema: #"{"maxProperties":0}"#, value: #"{"a":1}"#, keyword: "/maxProperties",
            message: "expected at most 0 properties, found 1"),
        Case(
            schema: #"{"required":["port"]}"#, value: #"{"prot":1}"#, keyword: "/required",
            message: #"the property "port" is missing: is "prot" meant to be it?"#),
        Case(
            schema: #"{"properties":{"a/b":{"type":"null"}}}"#, value: #"{"a/b":1}"#, instance: "/a~1b",
            keyword: "/properties/a~1b/type", message: "expected null, found number 1"),
        Case(
            schema: #"{"patternProperties":{"^x":{"type":"null"}}}"#, value: #"{"xy":1}"#, instance: "/xy",
            keyword: "/patternProperties/^x/type", message: "expected null, found number 1"),
        Case(
            schema: #"{"properties":{"maxConnections":true},"additionalProperties":false}"#,
            value: #"{"max_connections":1}"#, instance: "/max_connections", keyword: "/additionalProperties",
            message: #"unknown property "max_connections": did you mean "maxConnections"?"#),
        Case(
            schema: #"{"properties":{"a":true,"b":true},"additionalProperties":false}"#, value: #"{"other":1}"#,
            instance: "/other", keyword: "/additionalProperties",
            message: #"unknown property "other": known are "a" and "b""#),
        Case(
            schema: #"{"additionalProperties":{"type":"null"}}"#, value: #"{"a":1}"#, instance: "/a",
            keyword: "/additionalProperties/type", message: "expected null, found number 1"),
        Case(
            schema: #"{"allOf":[{"properties":{"port":true}}],"unevaluatedProperties":false}"#, value: #"{"prot":1}"#,
            instance: "/prot", keyword: "/unevaluatedProperties",
            message: #"unknown property "prot": did you mean "port"?"#),
        Case(
            schema: #"{"propertyNames":{"maxLength":1}}"#, value: #"{"ab":1}"#, instance: "/ab",
            keyword: "/propertyNames/maxLength",
            message: "the name of this property: expected at most 1 character, found 2"),
        Case(
            schema: #"{"dependentRequired":{"tls":["certificate"]}}"#, value: #"{"tls":1}"#,
            keyword: "/dependentRequired/tls",
            message: #"the property "certificate" is missing: "tls" requires it"#),
        Case(
            schema: #"{"dependentSchemas":{"a":{"maxProperties":1}}}"#, value: #"{"a":1,"b":2}"#,
            keyword: "/dependentSchemas/a/maxProperties", message: "expected at most 1 property, found 2"),
    ]

    static let combinations = [
        Case(
            schema: "false", value: "1", keyword: "",
            message: "no value is allowed here: remove it; found number 1"),
        Case(
            schema: #"{"allOf":[true,{"type":"null"}]}"#, value: "1", keyword: "/allOf/1/type",
            message: "expected null, found number 1"),
        Case(
            schema: #"{"anyOf":[{"type":"string"},{"type":"array"}]}"#, value: "1", keyword: "/anyOf",
            message:
                "fits none of 2 alternatives: expected string, found number 1: put it in quotes; or expected array, "
                + "found number 1"),
        Case(
            schema: #"{"oneOf":[{"minimum":0},{"maximum":9}]}"#, value: "1", keyword: "/oneOf",
            message: "expected to fit exactly one of 2 alternatives, but fits both number 0 and number 1, "
                + "counted from 0"),
        Case(
            schema: #"{"not":{"type":"number"}}"#, value: "1", keyword: "/not",
            message: "this value is excluded: use another; found number 1"),
        Case(
            schema: #"{"if":{"minimum":5},"then":{"maximum":7},"else":{"maximum":3}}"#, value: "9",
            keyword: "/then/maximum", message: "expected at most 7, found 9"),
        Case(
            schema: #"{"if":{"minimum":5},"then":{"maximum":7},"else":{"maximum":3}}"#, value: "4",
            keyword: "/else/maximum", message: "expected at most 3, found 4"),
        Case(
            schema: ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"null"}}}"##, value: "1", keyword: "/$ref/type",
            message: "expected null, found number 1"),
        Case(
            schema: ##"{"$dynamicRef":"#a","$defs":{"x":{"$dynamicAnchor":"a","type":"null"}}}"##, value: "1",
            keyword: "/$dynamicRef/type", message: "expected null, found number 1"),
    ]

    @Test("a broken keyword gives one fault with its place and message", arguments: cases)
    func fault(_ test: Case) throws {
        let schema = try Schema.compile(JSONParser.parse(test.schema), options: SchemaOptions(assertsFormats: true))
        let value = try JSONParser.parse(test.value)
        #expect(!schema.isValid(value))
        let faults = schema.validate(value).faults
        #expect(faults.map(\.message) == [test.message])
        #expect(faults.map(\.instanceLocation.description) == [test.instance])
        #expect(faults.map(\.keywordLocation.description) == [test.keyword])
    }

    @Test("a fault names its keyword absolutely: the URI of its resource, and the path in it")
    func absoluteLocation() throws {
        let schema = try Schema.compile(
            JSONParser.parse(
                #"""
                {
                  "$id": "https://example.com/root",
                  "properties": {"a b": {"$ref": "inner#/$defs/n%25"}},
                  "$defs": {"x": {"$id": "inner", "$defs": {"n%": {"type": "null"}}}}
                }
                """#))
        let fault = try #require(schema.validate(["a b": 1]).faults.first)
        #expect(fault.keywordLocation.description == "/properties/a b/$ref/type")
        #expect(fault.absoluteKeywordLocation == "https://example.com/inner#/$defs/n%25/type")
        #expect(fault.instanceLocation.description == "/a b")
        #expect(
            schema.validate(["a b": 1]).basicOutput == [
                "valid": false,
                "errors": [
                    [
                        "instanceLocation": "/a b", "keywordLocation": "/properties/a b/$ref/type",
                        "absoluteKeywordLocation": "https://example.com/inner#/$defs/n%25/type",
                        "error": "expected null, found number 1",
                    ]
                ],
            ])
        #expect(schema.validate([:]).basicOutput == ["valid": true])
    }

    @Test("every fault is listed, in canonical order of the members, up to the limit")
    func manyFaults() throws {
        let schema = try Schema.compile([
            "required": ["y", "z"], "properties": ["a": ["type": "null"], "b": ["type": "null", "minimum": 5]],
            "additionalProperties": false,
        ])
        let value: JSONValue = ["b": 1, "a": 1, "c": 1]
        let expected = ["/a", "/b", "/b", "/c", "", ""]
        #expect(schema.validate(value).faults.map(\.instanceLocation.description) == expected)
        for limit in 1...6 {
            let faults = schema.validate(value, maximumErrors: limit).faults
            #expect(faults.map(\.instanceLocation.description) == Array(expected.prefix(limit)))
        }
        #expect(schema.validate(value, maximumErrors: 0).faults.count == 1)
    }

    @Test("of alternatives, only those for this kind of value say what is wrong")
    func alternatives() throws {
        let schema = try Schema.compile([
            "oneOf": [
                ["properties": ["kind": ["const": "a"], "x": ["type": "string"]]],
                ["properties": ["kind": ["const": "b"], "x": ["type": "number"]]],
            ]
        ])
        let near = schema.validate(["kind": "b", "x": true]).faults
        #expect(near.map(\.keywordLocation.description) == ["/oneOf", "/oneOf/1/properties/x/type"])
        let far = schema.validate(["kind": "c"]).faults
        #expect(
            far.map(\.message) == [
                #"fits none of 2 alternatives: at /kind expected "a", found "c"; or at /kind expected "b", found "c""#
            ])
    }

    @Test("what a failing part evaluated is not reported as unevaluated as well")
    func unevaluatedAfterFault() throws {
        let schema = try Schema.compile([
            "anyOf": [["properties": ["a": ["type": "null"]]], ["properties": ["a": ["type": "boolean"]]]],
            "allOf": [["properties": ["b": ["type": "null"]]]], "unevaluatedProperties": false,
        ])
        let faults = schema.validate(["a": 1, "b": 1, "c": 1]).faults
        #expect(!faults.contains { $0.message.hasPrefix("unknown property \"a\"") })
        #expect(!faults.contains { $0.message.hasPrefix("unknown property \"b\"") })
        #expect(faults.contains { $0.message.hasPrefix("unknown property \"c\"") })
        // A branch that fails while another fits has evaluated nothing.
        let branches = try Schema.compile([
            "anyOf": [["properties": ["a": true]], ["properties": ["b": true], "required": ["x"]]],
            "unevaluatedProperties": false,
        ])
        #expect(branches.isValid(["a": 1]))
        #expect(branches.validate(["a": 1, "b": 1]).faults.map(\.instanceLocation.description) == ["/b"])
    }

    @Test(
        "multiples are counted in decimal",
        arguments: [
            (0.0075, 0.0001, true), (0.00751, 0.0001, false), (0.3, 0.1, true), (19.99, 0.01, true),
            (1e308, 0.5, true), (1e308, 0.123456789, false), (12_391_239_123, 1e-8, true),
            (.leastNonzeroMagnitude, .leastNonzeroMagnitude, true),
            (1e-7, 1e-5, false), (0, 3, true), (-9, 3, true), (9_007_199_254_740_991, 2, false), (4.5, 1.5, true),
            (35, 1.5, false), (1e22, 7, false), (7e22, 7, true), (0.1, 1e22, false),
        ])
    func multiples(_ number: Double, _ divisor: Double, _ isMultiple: Bool) throws {
        let schema = try Schema.compile(["multipleOf": .number(divisor)])
        #expect(schema.isValid(.number(number)) == isMultiple)
    }
}
