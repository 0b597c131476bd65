/// Where a schema has schemas inside it.
enum Subschemas {
    enum Shape: Sendable {
        case one
        case array
        case object
    }

    /// The keywords of each vocabulary; nil stands for the core, which is always there.
    static let keywords: [(name: String, shape: Shape, vocabulary: Vocabularies?)] = [
        ("$defs", .object, nil),
        ("prefixItems", .array, .applicator), ("items", .one, .applicator), ("contains", .one, .applicator),
        ("properties", .object, .applicator), ("patternProperties", .object, .applicator),
        ("additionalProperties", .one, .applicator), ("propertyNames", .one, .applicator),
        ("dependentSchemas", .object, .applicator), ("if", .one, .applicator), ("then", .one, .applicator),
        ("else", .one, .applicator), ("allOf", .array, .applicator), ("anyOf", .array, .applicator),
        ("oneOf", .array, .applicator), ("not", .one, .applicator),
        ("unevaluatedItems", .one, .unevaluated), ("unevaluatedProperties", .one, .unevaluated),
        ("contentSchema", .one, .content),
    ]

    /// Calls the body with every schema directly inside this one, and with the path to it.
    static func forEach<Failure: Error>(
        in object: JSONObject, of vocabularies: Vocabularies, _ body: ([String], JSONValue) throws(Failure) -> Void
    ) throws(Failure) {
        for keyword in keywords where keyword.vocabulary.map(vocabularies.contains) ?? true {
            guard let value = object[keyword.name] else { continue }
            switch (keyword.shape, value) {
            case (.one, _):
                try body([keyword.name], value)
            case (.array, .array(let elements)):
                for (index, element) in elements.enumerated() { try body([keyword.name, String(index)], element) }
            case (.object, .object(let members)):
                for (key, member) in members { try body([keyword.name, key], member) }
            default:
                break
            }
        }
    }
}
