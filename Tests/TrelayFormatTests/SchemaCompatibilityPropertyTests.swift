import Testing

@testable import TrelayFormat

/// Compatibility is sound: what is called compatible is not contradicted by any value that is found.
@Suite("Compatibility of random schemas")
struct SchemaCompatibilityPropertyTests {
    static let seeds: [UInt64] = [1, 2, 3, 4]

    @Test("no value contradicts the verdict", arguments: seeds)
    func soundness(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var verdicts: [SchemaCompatibility.Level: Int] = [:]
        for _ in 0..<150 {
            let old = generator.document(depth: 2)
            let new = Bool.random(using: &generator) ? generator.document(depth: 2) : generator.evolved(old)
            let level = try SchemaCompatibility.compare(old: old, new: new).level
            verdicts[level, default: 0] += 1
            let schemas = (old: try Schema.compile(old), new: try Schema.compile(new))
            for _ in 0..<120 {
                let value = generator.instance(depth: 3)
                let (isOld, isNew) = (schemas.old.isValid(value), schemas.new.isValid(value))
                if level == .both || level == .readers {
                    #expect(!isOld || isNew, "seed \(seed): \(value) breaks readers: \(old) to \(new)")
                }
                if level == .both || level == .writers {
                    #expect(!isNew || isOld, "seed \(seed): \(value) breaks writers: \(old) to \(new)")
                }
            }
        }
        // The generator gives every verdict its share, or the test would say little.
        for level in SchemaCompatibility.Level.allCases { #expect(verdicts[level, default: 0] > 4, "\(verdicts)") }
    }

    @Test("a schema is compatible with itself, and a comparison turned round with its mirror", arguments: seeds)
    func reflexivity(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 100)
        for _ in 0..<100 {
            let (one, other) = (generator.document(depth: 3), generator.document(depth: 2))
            let same = try SchemaCompatibility.compare(old: one, new: one)
            #expect(same == SchemaCompatibility(level: .both, changes: []), "\(one)")
            // A wrapped schema is written differently, so that equality alone does not show it.
            let wrapped: JSONValue = ["allOf": [one]]
            if one["$defs"] == nil {
                #expect(try SchemaCompatibility.compare(old: one, new: wrapped).level == .both, "\(one)")
            }
            let there = try SchemaCompatibility.compare(old: one, new: other)
            let back = try SchemaCompatibility.compare(old: other, new: one)
            #expect((there.level == .both) == (back.level == .both))
            #expect((there.level == .readers) == (back.level == .writers))
            #expect(try SchemaCompatibility.compare(old: one, new: other) == there)
        }
    }
}

extension SeededGenerator {
    /// A small schema, sometimes one with definitions that refer to each other.
    fileprivate mutating func document(depth: Int) -> JSONValue {
        guard Int.random(in: 0..<4, using: &self) == 0 else { return schema(depth: depth, refers: false) }
        var object = JSONObject()
        if case .object(let inner) = schema(depth: depth, refers: true) { object = inner }
        object["$defs"] = ["a": definition(), "b": definition()]
        return .object(object)
    }

    /// References stand below `properties` or `items` only, so that none is endless.
    private mutating func definition() -> JSONValue {
        switch Int.random(in: 0..<3, using: &self) {
        case 0: ["properties": ["a": schema(depth: 0, refers: true), "b": schema(depth: 0, refers: true)]]
        case 1: ["type": ["array", "null"], "items": schema(depth: 0, refers: true)]
        default: ["type": ["object", "integer"], "additionalProperties": schema(depth: 0, refers: true)]
        }
    }

    private mutating func schema(depth: Int, refers: Bool) -> JSONValue {
        if Int.random(in: 0..<12, using: &self) == 0 { return .bool(Bool.random(using: &self)) }
        if refers, Int.random(in: 0..<3, using: &self) == 0 {
            return ["$ref": Bool.random(using: &self) ? "#/$defs/a" : "#/$defs/b"]
        }
        var object = JSONObject()
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            let (keyword, value) = keyword(depth: depth, refers: refers)
            object[keyword] = value
        }
        return .object(object)
    }

    private mutating func keyword(depth: Int, refers: Bool) -> (String, JSONValue) {
        depth > 0 && Int.random(in: 0..<5, using: &self) > 1
            ? applicator(depth: depth - 1, refers: refers) : assertion()
    }

    private mutating func assertion() -> (String, JSONValue) {
        let size = JSONValue(Int.random(in: 0...3, using: &self))
        let bound = JSONValue.number(Double(Int.random(in: -4...6, using: &self)) / 2)
        let types = ["null", "boolean", "integer", "number", "string", "array", "object"]
        let keys: [JSONValue] = [["a"], ["b"], ["a", "b"], ["c"]]
        switch Int.random(in: 0..<18, using: &self) {
        case 0, 1, 2: return ("type", .string(types.randomElement(using: &self) ?? "null"))
        case 3: return ("type", ["integer", .string(types.shuffled(using: &self).first { $0 != "integer" } ?? "null")])
        case 4: return ("const", instance(depth: 1))
        case 5: return ("enum", [instance(depth: 1), instance(depth: 0), "a"])
        case 6: return ("minimum", bound)
        case 7: return ("exclusiveMinimum", bound)
        case 8: return ("maximum", bound)
        case 9: return ("exclusiveMaximum", bound)
        case 10: return ("multipleOf", [0.5, 1, 2, 3, 0.75].randomElement(using: &self) ?? 1)
        case 11: return (Bool.random(using: &self) ? "minLength" : "maxLength", size)
        case 12: return ("pattern", ["a", "^a", "b$", "^$"].randomElement(using: &self) ?? "a")
        case 13: return (Bool.random(using: &self) ? "minItems" : "maxItems", size)
        case 14: return (Bool.random(using: &self) ? "minProperties" : "maxProperties", size)
        case 15: return ("uniqueItems", .bool(Bool.random(using: &self)))
        case 16: return ("required", keys.randomElement(using: &self) ?? [])
        default: return ("dependentRequired", ["a": keys.randomElement(using: &self) ?? []])
        }
    }

    private mutating func applicator(depth: Int, refers: Bool) -> (String, JSONValue) {
        func one(_ generator: inout SeededGenerator) -> JSONValue { generator.schema(depth: depth, refers: refers) }
        // In the same place, a reference might be endless.
        func inPlace(_ generator: inout SeededGenerator) -> JSONValue { generator.schema(depth: depth, refers: false) }
        switch Int.random(in: 0..<18, using: &self) {
        case 0, 1, 2: return ("properties", ["a": one(&self), "b": one(&self)])
        case 3: return ("properties", ["c": one(&self)])
        case 4: return ("patternProperties", ["^a": one(&self)])
        case 5: return ("patternProperties", ["b": one(&self), "^a": one(&self)])
        case 6, 7: return ("additionalProperties", Bool.random(using: &self) ? false : one(&self))
        case 8: return ("propertyNames", inPlace(&self))
        case 9: return ("dependentSchemas", ["a": inPlace(&self)])
        case 10: return ("items", one(&self))
        case 11: return ("prefixItems", [one(&self), one(&self)])
        case 12: return ("contains", one(&self))
        case 13: return ("allOf", [inPlace(&self), inPlace(&self)])
        case 14: return ("anyOf", [inPlace(&self), inPlace(&self)])
        case 15: return ("oneOf", [inPlace(&self), inPlace(&self)])
        case 16: return Bool.random(using: &self) ? ("not", inPlace(&self)) : ("unevaluatedProperties", one(&self))
        default: return (["if", "then", "else"].randomElement(using: &self) ?? "if", inPlace(&self))
        }
    }

    /// The same schema but for one keyword somewhere in it.
    fileprivate mutating func evolved(_ schema: JSONValue) -> JSONValue {
        guard case .object(var object) = schema else { return self.schema(depth: 1, refers: false) }
        let places = object.filter { $0.key != "$defs" }.compactMap { member -> (String, String?)? in
            switch (member.key, member.value) {
            case ("properties", .object(let inner)), ("patternProperties", .object(let inner)):
                inner.keys.first.map { (member.key, $0) }
            case ("items", _), ("additionalProperties", _), ("not", _), ("contains", _), ("propertyNames", _):
                (member.key, nil)
            default: nil
            }
        }
        if let (keyword, key) = places.randomElement(using: &self), Bool.random(using: &self) {
            if let key, case .object(var inner) = object[keyword] {
                inner[key] = evolved(inner[key] ?? true)
                object[keyword] = .object(inner)
            } else {
                object[keyword] = evolved(object[keyword] ?? true)
            }
        } else if let key = object.keys.filter({ $0 != "$defs" && $0 != "$ref" }).randomElement(using: &self),
            Bool.random(using: &self)
        {
            object[key] = nil
        } else {
            let (keyword, value) = keyword(depth: 1, refers: false)
            object[keyword] = value
        }
        return .object(object)
    }

    /// A value of the few that tell such schemas apart.
    fileprivate mutating func instance(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 12 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2, 3: return .number(Double(Int.random(in: -8...16, using: &self)) / 4)
        case 4, 5: return .string(["", "a", "b", "ab", "ba", "aab", "c"].randomElement(using: &self) ?? "")
        case 6, 7, 8:
            return .array((0..<Int.random(in: 0...3, using: &self)).map { _ in instance(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...3, using: &self) {
                object.set(["a", "b", "c", "ab", "d"].randomElement(using: &self) ?? "a", instance(depth: depth - 1))
            }
            return .object(object)
        }
    }
}
