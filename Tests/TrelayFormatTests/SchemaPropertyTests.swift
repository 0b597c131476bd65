import Testing
import TrelayFormat

/// What must hold for every schema and value: seeded, so that a failure comes again.
@Suite("Schema properties")
struct SchemaPropertyTests {
    @Test("schemas that mean the same give the same answer, and faults agree with the verdict")
    func equivalences() throws {
        var generator = SchemaGenerator(seed: 20_301)
        var counts = [0, 0]
        for _ in 0..<250 {
            let inner = generator.schema(depth: 3)
            let schemas = try Self.equivalents(of: inner).map { (schema) throws in try Schema.compile(schema) }
            for _ in 0..<8 {
                let value = generator.value(depth: 3)
                let expected = schemas[0].isValid(value)
                counts[expected ? 1 : 0] += 1
                for (index, schema) in schemas.enumerated() {
                    #expect(schema.isValid(value) == expected, "number \(index): \(inner) for \(value)")
                    let outcome = schema.validate(value)
                    #expect(outcome.isValid == expected && outcome.faults.isEmpty == expected)
                    #expect(
                        outcome.faults.allSatisfy { !$0.message.isEmpty && value.value(at: $0.instanceLocation) != nil }
                    )
                }
            }
        }
        #expect(counts[0] > 200 && counts[1] > 200)
    }

    /// The schema, and others that accept the same values.
    private static func equivalents(of schema: JSONValue) -> [JSONValue] {
        [
            schema,
            ["allOf": [schema, true, schema]],
            ["anyOf": [false, schema]],
            ["oneOf": [false, schema]],
            ["not": ["not": schema]],
            ["if": schema, "else": false],
            ["if": ["not": schema], "then": false],
            ["$ref": "#/$defs/s", "$defs": ["s": schema]],
            ["allOf": [schema], "unevaluatedProperties": true, "unevaluatedItems": true],
            ["anyOf": [schema, schema], "unevaluatedProperties": [:], "unevaluatedItems": [:]],
            ["$dynamicRef": "#s", "$defs": ["s": ["$dynamicAnchor": "s", "allOf": [schema]]]],
        ]
    }

    @Test("no value makes the compiler or the validator fail otherwise than with an error")
    func hostileSchemas() {
        var generator = SchemaGenerator(seed: 4_242)
        var compiled = 0
        for _ in 0..<1_500 {
            let document = generator.nearSchema(depth: 3)
            guard let schema = try? Schema.compile(document) else { continue }
            compiled += 1
            _ = schema.validate(generator.value(depth: 3), maximumErrors: 5, maximumSteps: 10_000)
        }
        #expect(compiled > 100 && compiled < 1_450)
    }

    @Test("what was evaluated twice is evaluated once: closing a schema twice changes nothing")
    func closedTwice() throws {
        var generator = SchemaGenerator(seed: 77)
        var invalid = 0
        for _ in 0..<400 {
            let inner = generator.schema(depth: 2)
            let closed: JSONValue = ["allOf": [inner], "unevaluatedProperties": false, "unevaluatedItems": false]
            let once = try Schema.compile(closed)
            let twice = try Schema.compile([
                "$ref": "#/$defs/c", "$defs": ["c": closed], "unevaluatedProperties": false, "unevaluatedItems": false,
            ])
            let open = try Schema.compile(inner)
            for _ in 0..<8 {
                let value = generator.value(depth: 2)
                #expect(once.isValid(value) == twice.isValid(value), "\(inner) for \(value)")
                #expect(open.isValid(value) || !once.isValid(value), "\(inner) for \(value)")
                if open.isValid(value), !once.isValid(value) { invalid += 1 }
            }
        }
        #expect(invalid > 50)
    }
}

/// Makes schemas and values that have much in common.
private struct SchemaGenerator {
    private var random: SeededGenerator
    private static let keys = ["a", "b", "c"]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: choices.indices, using: &random)]
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: return pick([nil, true, false])
        case 1, 2: return pick([0, 1, 2, 3, 1.5])
        case 3, 4: return pick(["", "a", "b", "ab"])
        case 5: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...3, using: &random) { object.set(pick(Self.keys), value(depth: depth - 1)) }
            return .object(object)
        }
    }

    /// A schema that compiles.
    mutating func schema(depth: Int) -> JSONValue {
        guard depth > 0, Int.random(in: 0..<8, using: &random) > 0 else { return pick([true, true, [:], false]) }
        var object = JSONObject()
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let (key, value) = keyword(depth: depth - 1)
            object.set(key, value)
        }
        return .object(object)
    }

    private mutating func keyword(depth: Int) -> (String, JSONValue) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: assertion()
        case 1: arrayKeyword(depth: depth)
        case 2: objectKeyword(depth: depth)
        default: combination(depth: depth)
        }
    }

    private mutating func assertion() -> (String, JSONValue) {
        let bound = JSONValue(Int.random(in: 0...2, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return ("type", pick(["string", "integer", "object", ["array", "object"], ["number", "null"]]))
        case 1: return ("enum", [value(depth: 1), value(depth: 1), value(depth: 0)])
        case 2: return ("const", value(depth: 1))
        case 3: return ("pattern", pick(["a", "^b", "b$"]))
        default:
            return (
                pick([
                    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems",
                    "maxItems", "minProperties", "maxProperties",
                ]), bound
            )
        }
    }

    private mutating func arrayKeyword(depth: Int) -> (String, JSONValue) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: ("items", schema(depth: depth))
        case 1: ("prefixItems", [schema(depth: depth), schema(depth: depth)])
        case 2: ("contains", schema(depth: depth))
        default: ("uniqueItems", true)
        }
    }

    private mutating func objectKeyword(depth: Int) -> (String, JSONValue) {
        let name = pick(Self.keys)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return ("required", [.string(name)])
        case 1: return ("additionalProperties", schema(depth: depth))
        case 2: return ("patternProperties", .object([pick(["a", "b|c"]): schema(depth: depth)]))
        case 3: return ("propertyNames", schema(depth: depth))
        case 4: return ("dependentRequired", .object([name: [.string(pick(Self.keys))]]))
        case 5: return ("dependentSchemas", .object([name: schema(depth: depth)]))
        default: return ("properties", .object([name: schema(depth: depth), pick(Self.keys): schema(depth: depth)]))
        }
    }

    private mutating func combination(depth: Int) -> (String, JSONValue) {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: ("not", schema(depth: depth))
        case 1: ("if", schema(depth: depth))
        case 2: ("then", schema(depth: depth))
        case 3: ("else", schema(depth: depth))
        default: (pick(["allOf", "anyOf", "oneOf"]), [schema(depth: depth), schema(depth: depth)])
        }
    }

    /// A value that looks like a schema, with errors in it.
    mutating func nearSchema(depth: Int) -> JSONValue {
        guard depth > 0 else { return value(depth: 1) }
        guard case .object(var object) = schema(depth: depth) else { return schema(depth: 1) }
        let names = [
            "$ref", "$dynamicRef", "$id", "$anchor", "$dynamicAnchor", "$schema", "$defs", "type", "required", "allOf",
            "properties", "items", "minLength", "pattern", "unevaluatedItems", "unevaluatedProperties", "multipleOf",
        ]
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let texts: [JSONValue] = [
                "#", "#a", "#/a", "a", "#/items", "http://x/", "", "%", "a b", "(", "#/properties/a",
            ]
            object.set(pick(names), pick([pick(texts), nearSchema(depth: depth - 1), value(depth: 1)]))
        }
        return .object(object)
    }
}
