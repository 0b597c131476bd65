// Objects (JSON Schema core, sections 10.2.2.4 and 10.3.2; validation, section 6.5).
extension Subsumption {
    mutating func holdsObject(
        _ instruction: SchemaInstruction, _ set: ConstraintSet, _ claim: Claim
    ) -> Bool {
        let target = claim.target
        switch instruction {
        case .minimumProperties(let size): return holdsMinimum(size, of: set.propertyCounts, "minProperties", target)
        case .maximumProperties(let size): return holdsMaximum(size, of: set.propertyCounts, "maxProperties", target)
        case .members(let index):
            let program = versions.programs[target.version.rawValue]
            return holdsMembers(MemberTable(program.objectTables[Int(index)], owner: target, program), set)
        case .propertyNames(let node):
            return holdsNames(VersionedNode(version: target.version, node: node), set)
        case .dependentRequired(let range):
            return holdsDependencies(versions.dependencies(range, target.version), set, target)
        case .dependentSchemas(let range):
            let rules = versions.programs[target.version.rawValue].members[range.indices]
            return holdsDependentSchemas(Array(rules), set, claim)
        default: return true
        }
    }

    private mutating func holdsMembers(_ table: MemberTable, _ set: ConstraintSet) -> Bool {
        var isShown = true
        for key in table.required where !set.required.contains(key) {
            isShown = fail(["required"], at: table.owner, Wording.required(key.text, table.owner.version))
        }
        guard isShown || isRecording, set.propertyCounts.maximum > 0 else { return isShown }
        var keys = Set(table.properties.keys)
        for other in set.members { keys.formUnion(other.properties.keys) }
        for key in keys.sorted(by: { UTF8Text.precedes($0.text, $1.text) }) {
            guard spend(1) else { return false }
            if !holdsProperty(key, table, set) {
                isShown = false
                guard isRecording else { return false }
            }
        }
        return holdsUnnamed(table, set) && isShown
    }

    private mutating func holdsProperty(_ key: UTF8Key, _ table: MemberTable, _ set: ConstraintSet) -> Bool {
        let known = set.memberNodes(key)
        let nodes = table.nodes(for: key)
        let naming = set.members.first { $0.properties[key] != nil } ?? set.members.first { $0.names(key) }
        if naming != nil, table.names(key) { return areWithin(known, nodes) }
        // A property that only one of the schemas names is one change, whatever its schema says.
        let version = table.owner.version
        return quietly { $0.areWithin(known, nodes) }
            || fail(
                ["properties", key.text], at: naming?.owner ?? table.owner,
                naming == nil ? Wording.openProperty(key.text, version) : Wording.closedProperty(key.text, version))
    }

    /// Whether members that keep to the known schemas keep to all these.
    private mutating func areWithin(_ known: [VersionedNode], _ nodes: [VersionedNode]) -> Bool {
        var isShown = true
        for node in nodes where !inside({ $0.holds(known, .all, in: node) }) { isShown = false }
        return isShown
    }

    /// The members that no `properties` name.
    private mutating func holdsUnnamed(_ table: MemberTable, _ set: ConstraintSet) -> Bool {
        var isShown = true
        for rule in table.patterns {
            for known in set.unnamedMemberNodes(matched: rule.source, unmatched: []) {
                if !areWithin(known, [rule.node]) { isShown = false }
            }
        }
        guard let additional = table.additional else { return isShown }
        for known in set.unnamedMemberNodes(matched: nil, unmatched: Set(table.patterns.map(\.source))) {
            if versions.isRejection(additional) {
                let isClosed = quietly { $0.areWithin(known, [additional]) }
                isShown = (isClosed || fail([], at: additional, Wording.closed(table.owner.version))) && isShown
            } else if !areWithin(known, [additional]) {
                isShown = false
            }
        }
        return isShown
    }

    private mutating func holdsNames(_ node: VersionedNode, _ set: ConstraintSet) -> Bool {
        // Names that are listed are looked at one by one.
        for table in set.members where table.patterns.isEmpty {
            guard let additional = table.additional, versions.isRejection(additional) else { continue }
            let keys = table.properties.filter { !versions.isRejection($0.value) }.keys
            if keys.allSatisfy({ versions.accepts(node, .string($0.text)) == true }) { return true }
        }
        return inside { $0.holds(set.propertyNames, .string, in: node) }
    }

    private mutating func holdsDependencies(
        _ dependencies: [Dependency], _ set: ConstraintSet, _ target: VersionedNode
    ) -> Bool {
        var isShown = true
        for dependency in dependencies where !isImpossible(dependency.key, set) {
            var known = set.required
            for other in set.dependencies where other.key == dependency.key { known.formUnion(other.required) }
            for key in dependency.required.subtracting(known).sorted(by: { UTF8Text.precedes($0.text, $1.text) })
            where key != dependency.key {
                isShown = fail(
                    ["dependentRequired", dependency.key.text], at: target,
                    Wording.dependency(key.text, on: dependency.key.text, target.version))
            }
        }
        return isShown
    }

    private mutating func holdsDependentSchemas(_ rules: [MemberRule], _ set: ConstraintSet, _ claim: Claim) -> Bool {
        var isShown = true
        for rule in rules where !isImpossible(UTF8Key(rule.key), set) {
            let known = set.dependentSchemas.filter { $0.key == UTF8Key(rule.key) }.map(\.node)
            let node = VersionedNode(version: claim.target.version, node: rule.node)
            if quietly({ $0.holds(claim.nodes + known, .object, in: node) }) { continue }
            isShown = fail(
                ["dependentSchemas", rule.key], at: claim.target,
                Wording.unproven("dependentSchemas", claim.target.version))
        }
        return isShown
    }

    /// Whether no object of the set has a member with this key.
    private func isImpossible(_ key: UTF8Key, _ set: ConstraintSet) -> Bool {
        set.memberNodes(key).contains(where: versions.isRejection)
    }
}
