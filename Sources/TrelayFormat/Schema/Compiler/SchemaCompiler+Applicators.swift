// The vocabulary of applicators (JSON Schema core, section 10), and the references of the core (section 8.2.3).
extension SchemaCompiler {
    /// `required`, `properties`, `patternProperties` and `additionalProperties`, which one pass over the members checks.
    mutating func compileMembers(
        _ source: SchemaSource, into instructions: inout [SchemaInstruction]
    ) throws(SchemaError) {
        let applies = source.has(.applicator, "properties", "patternProperties", "additionalProperties")
        var required: [String] = []
        if source.vocabularies.contains(.validation) {
            required = (source.object["required"]?.arrayValue ?? []).compactMap(\.stringValue)
        }
        guard applies || !required.isEmpty else { return }
        let members = memberRules(applies ? source.namedSubschemas("properties") : [], required: required)
        let start = Int32(program.members.count)
        program.members += members
        let patterns = applies ? try patternRules(source) : .none
        var additional = SchemaProgram.absent
        if applies, let place = source.subschema("additionalProperties") { additional = node(for: place) }
        program.objectTables.append(
            ObjectTable(
                members: TableRange(start: start, count: Int32(members.count)),
                requiredCount: Int32(members.count { $0.isRequired }), patterns: patterns, additional: additional))
        instructions.append(.members(Int32(program.objectTables.count - 1)))
    }

    private mutating func memberRules(
        _ properties: [(key: String, place: SchemaPlace)], required: [String]
    ) -> [MemberRule] {
        let keys = Set(required.map(UTF8Key.init))
        let named = Set(properties.map { UTF8Key($0.key) })
        var rules = properties.map { property in
            MemberRule(
                key: property.key, node: node(for: property.place), isRequired: keys.contains(UTF8Key(property.key)))
        }
        rules += keys.subtracting(named).map {
            MemberRule(key: $0.text, node: SchemaProgram.absent, isRequired: true)
        }
        return rules.sorted { UTF8Text.precedes($0.key, $1.key) }
    }

    private mutating func patternRules(_ source: SchemaSource) throws(SchemaError) -> TableRange {
        var rules: [PatternRule] = []
        for (expression, place) in source.namedSubschemas("patternProperties") {
            rules.append(PatternRule(pattern: try pattern(expression, at: place), node: node(for: place)))
        }
        let start = Int32(program.patternRules.count)
        program.patternRules += rules
        return TableRange(start: start, count: Int32(rules.count))
    }

    mutating func compileReferences(
        _ source: SchemaSource, into instructions: inout [SchemaInstruction]
    ) throws(SchemaError) {
        if let reference = source.object["$ref"]?.stringValue {
            let place = source.place.appending(["$ref"])
            let target = try library.resolve(reference, at: place, in: source.resource)
            instructions.append(.reference(node(for: target.place)))
        }
        if let reference = source.object["$dynamicRef"]?.stringValue {
            let place = source.place.appending(["$dynamicRef"])
            let target = try library.resolve(reference, at: place, in: source.resource)
            let anchor = target.dynamicAnchor.map { anchorNumber($0) } ?? -1
            instructions.append(.dynamicReference(anchor: anchor, fallback: node(for: target.place)))
        }
    }

    mutating func compileApplicators(_ source: SchemaSource, into instructions: inout [SchemaInstruction]) {
        compileArrayApplicators(source, into: &instructions)
        if let names = source.subschema("propertyNames") { instructions.append(.propertyNames(node(for: names))) }
        let dependencies = source.namedSubschemas("dependentSchemas")
        if !dependencies.isEmpty {
            let rules = dependencies.map { MemberRule(key: $0.key, node: node(for: $0.place), isRequired: false) }
            let start = Int32(program.members.count)
            program.members += rules
            instructions.append(.dependentSchemas(TableRange(start: start, count: Int32(rules.count))))
        }
        if source.object["allOf"] != nil { instructions.append(.allOf(nodeList(source.subschemas("allOf")))) }
        if source.object["anyOf"] != nil { instructions.append(.anyOf(nodeList(source.subschemas("anyOf")))) }
        if source.object["oneOf"] != nil { instructions.append(.oneOf(nodeList(source.subschemas("oneOf")))) }
        if let negated = source.subschema("not") { instructions.append(.not(node(for: negated))) }
        guard let condition = source.subschema("if") else { return }
        instructions.append(
            .conditional(
                condition: node(for: condition),
                consequence: source.subschema("then").map { node(for: $0) } ?? SchemaProgram.accept,
                alternative: source.subschema("else").map { node(for: $0) } ?? SchemaProgram.accept))
    }

    private mutating func compileArrayApplicators(
        _ source: SchemaSource, into instructions: inout [SchemaInstruction]
    ) {
        if source.has(.applicator, "prefixItems", "items") {
            let rest = source.subschema("items").map { node(for: $0) } ?? SchemaProgram.absent
            instructions.append(.items(prefix: nodeList(source.subschemas("prefixItems")), rest: rest))
        }
        guard let contained = source.subschema("contains") else { return }
        let hasCounts = source.vocabularies.contains(.validation)
        let minimum = (hasCounts ? source.count("minContains") : nil) ?? 1
        let maximum = (hasCounts ? source.count("maxContains") : nil) ?? .max
        instructions.append(
            .contains(
                node(for: contained), minimum: Int32(clamping: minimum), maximum: Int32(clamping: maximum)))
    }

    private mutating func nodeList(_ places: [SchemaPlace]) -> TableRange {
        let nodes = places.map { node(for: $0) }
        let start = Int32(program.nodeLists.count)
        program.nodeLists += nodes
        return TableRange(start: start, count: Int32(nodes.count))
    }
}
