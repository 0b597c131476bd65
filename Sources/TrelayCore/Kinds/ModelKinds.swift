import TrelayFormat

// What model workers consume.
extension ResourceKind {
    static let model = ResourceKind(
        "model", schema: KindSchemas.model,
        check: { value in
            SchemaCheck.fault(
                in: ["inputSchema", "outputSchema"].compactMap { member in value[member].map { ([member], $0) } })
        },
        references: { value in
            var references: [Reference] = []
            for (index, binding) in (value["bindings"]?.arrayValue ?? []).enumerated() {
                references += References(binding, ["bindings", String(index)]).credential("credential")
            }
            return references
        })

    /// The rules' ids are distinct, because a decision names the rule that made it.
    static let rules = ResourceKind(
        "rules", schema: KindSchemas.rules,
        check: { value in
            var ids: Set<String> = []
            var schemas: [(path: [String], schema: JSONValue)] = []
            for (index, rule) in (value["rules"]?.arrayValue ?? []).enumerated() {
                let path = ["rules", String(index)]
                if let id = rule["id"]?.stringValue, !ids.insert(id).inserted {
                    return ValueFault(
                        "an earlier rule has the id \(quoted(id)); give each rule its own", at: path + ["id"])
                }
                if let schema = rule["when"] { schemas.append((path + ["when"], schema)) }
            }
            return SchemaCheck.fault(in: schemas)
        },
        references: { References($0).name("model", "model") })
}

/// Whether the schemas inside a value compile: a broken one is refused when it is published, not when it is first used.
/// They stand for themselves: nothing outside of them is known, so that they mean the same wherever the value goes.
enum SchemaCheck {
    /// What they may have at most, all that are in one value: compiling them must not make the fold slow.
    private static let limits = SchemaLimits(
        maximumSubschemas: 5_000, maximumValues: 20_000, maximumDepth: 48, maximumPatternSteps: 1_000_000,
        allowsOwnMetaschemas: false)

    /// - Parameter schemas: with the path to each in the value.
    static func fault(in schemas: [(path: [String], schema: JSONValue)]) -> ValueFault? {
        guard !schemas.isEmpty else { return nil }
        var definitions = JSONObject()
        for (index, schema) in schemas.enumerated() { definitions.set(String(index), schema.schema) }
        do throws(SchemaError) {
            _ = try Schema.compile(
                ["$defs": .object(definitions)], options: SchemaOptions(assertsFormats: true, limits: limits))
            return nil
        } catch {
            let tokens = error.pointer.tokens
            guard tokens.count >= 2, let index = Int(tokens[1]), schemas.indices.contains(index) else {
                return ValueFault(error.message)
            }
            return ValueFault(error.message, at: schemas[index].path + tokens.dropFirst(2))
        }
    }
}
