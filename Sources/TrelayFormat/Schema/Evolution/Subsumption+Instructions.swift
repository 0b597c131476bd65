extension Subsumption {
    /// Whether every value of the set can be shown to pass one check of the claim's target.
    mutating func holds(_ instruction: SchemaInstruction, _ set: ConstraintSet, _ claim: Claim) -> Bool {
        let target = claim.target
        func versioned(_ node: NodeIndex) -> VersionedNode { VersionedNode(version: target.version, node: node) }
        switch instruction {
        case .reject: return fail([], at: target, Wording.rejection(target.version))
        case .types(let types): return holdsTypes(ValueKinds(types), set, target)
        case .constant, .stringEnumeration, .enumeration: return holdsValues(instruction, set, target)
        case .minimum, .exclusiveMinimum, .maximum, .exclusiveMaximum, .multipleOf:
            return set.kinds.isDisjoint(with: .number) || holdsNumber(instruction, set, target)
        case .minimumLength, .maximumLength, .pattern, .format:
            return !set.kinds.contains(.string) || holdsString(instruction, set, target)
        case .minimumItems, .maximumItems, .uniqueItems, .items, .contains:
            return !set.kinds.contains(.array) || holdsArray(instruction, set, target)
        case .minimumProperties, .maximumProperties, .members, .propertyNames, .dependentRequired, .dependentSchemas:
            return !set.kinds.contains(.object) || holdsObject(instruction, set, claim)
        case .allOf(let range):
            return holdsEach(versions.nodes(range, target.version), claim)
        case .anyOf(let range): return holdsAny(versions.nodes(range, target.version), set, claim)
        case .oneOf(let range): return holdsOne(versions.nodes(range, target.version), set, claim)
        case .not(let node): return holdsNot(versioned(node), claim)
        case .conditional(let condition, let consequence, let alternative):
            let conditional = Conditional(
                condition: versioned(condition), consequence: versioned(consequence),
                alternative: versioned(alternative))
            return holdsConditional(conditional, set, claim)
        case .reference, .dynamicReference:
            guard let next = versions.target(of: instruction, in: target.version) else {
                return fail(["$dynamicRef"], at: target, Wording.unproven("$dynamicRef", target.version))
            }
            return holds(claim.nodes, claim.kinds, in: next)
        case .unevaluatedItems(let node):
            return !set.kinds.contains(.array) || versions.isAcceptance(versioned(node))
                || fail(["unevaluatedItems"], at: target, Wording.unproven("unevaluatedItems", target.version))
        case .unevaluatedProperties(let node):
            return !set.kinds.contains(.object) || versions.isAcceptance(versioned(node))
                || fail(
                    ["unevaluatedProperties"], at: target, Wording.unproven("unevaluatedProperties", target.version))
        }
    }

    private mutating func holdsEach(_ nodes: [VersionedNode], _ claim: Claim) -> Bool {
        var isShown = true
        for node in nodes where !holds(claim.nodes, claim.kinds, in: node) {
            isShown = false
            guard isRecording else { return false }
        }
        return isShown
    }

    private mutating func holdsTypes(_ kinds: ValueKinds, _ set: ConstraintSet, _ target: VersionedNode) -> Bool {
        set.kinds.isSubset(of: kinds)
            || fail(["type"], at: target, Wording.change("type", set.kinds.text, kinds.text, target.version))
    }

    private mutating func holdsValues(
        _ instruction: SchemaInstruction, _ set: ConstraintSet, _ target: VersionedNode
    ) -> Bool {
        let allowed = versions.values(of: instruction, in: target.version)
        let keyword = valueKeyword(of: target)
        guard let values = set.countableValues else {
            return fail(
                keyword, at: target,
                Wording.change(
                    keyword.last ?? "enum", nil, ValueText.list(allowed.map(ValueText.brief)), target.version))
        }
        let others = values.filter { !allowed.contains($0) }
        var isShown = true
        for value in others { isShown = fail(keyword, at: target, Wording.value(value, target.version)) }
        return isShown
    }

    /// `enum` or `const` if the schema has one.
    func valueKeyword(of node: VersionedNode) -> [String] {
        for instruction in versions.instructions(of: node) {
            switch instruction {
            case .constant: return ["const"]
            case .enumeration, .stringEnumeration: return ["enum"]
            default: break
            }
        }
        return []
    }
}

extension SchemaVersions {
    /// The values that `const` or `enum` list.
    func values(of instruction: SchemaInstruction, in version: SchemaVersion) -> [JSONValue] {
        switch instruction {
        case .constant(let index, _): [programs[version.rawValue].values[Int(index)]]
        case .enumeration(let range, _): Array(programs[version.rawValue].values[range.indices])
        case .stringEnumeration(let range): programs[version.rawValue].strings[range.indices].map { .string($0) }
        default: []
        }
    }
}
