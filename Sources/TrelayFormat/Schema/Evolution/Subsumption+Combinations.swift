// Alternatives, negations and conditions (JSON Schema core, sections 10.2.1 and 10.2.2).
extension Subsumption {
    mutating func holdsAny(_ alternatives: [VersionedNode], _ set: ConstraintSet, _ claim: Claim) -> Bool {
        if alternatives.count == 1, set.choices.isEmpty { return holds(claim.nodes, claim.kinds, in: alternatives[0]) }
        return quietly { subsumption in
            alternatives.contains { subsumption.holds(claim.nodes, claim.kinds, in: $0) }
        }
            || fail(
                ["anyOf"], at: claim.target, Wording.noAlternative("anyOf", claim.target.version), isCombination: true)
    }

    mutating func holdsOne(_ alternatives: [VersionedNode], _ set: ConstraintSet, _ claim: Claim) -> Bool {
        if alternatives.count == 1, set.choices.isEmpty { return holds(claim.nodes, claim.kinds, in: alternatives[0]) }
        return quietly { $0.fitsOne(alternatives, set, claim) }
            || fail(
                ["oneOf"], at: claim.target, Wording.noAlternative("oneOf", claim.target.version), isCombination: true)
    }

    private mutating func fitsOne(_ alternatives: [VersionedNode], _ set: ConstraintSet, _ claim: Claim) -> Bool {
        if set.choices.contains(where: { $0.isExclusive && hasSame($0, alternatives) }) { return true }
        for index in alternatives.indices where holds(claim.nodes, claim.kinds, in: alternatives[index]) {
            let others = alternatives.indices.filter { $0 != index }
            return others.allSatisfy { isDisjoint(claim.nodes, claim.kinds, from: [alternatives[$0]]) }
        }
        return false
    }

    /// Whether the choice is between the same schemas, in whatever order.
    private mutating func hasSame(_ choice: Choice, _ alternatives: [VersionedNode]) -> Bool {
        var rest = alternatives
        for known in choice.alternatives.joined() {
            guard let index = rest.firstIndex(where: { areSame(known, $0) }) else { return false }
            rest.remove(at: index)
        }
        return rest.isEmpty
    }

    mutating func holdsNot(_ node: VersionedNode, _ claim: Claim) -> Bool {
        quietly { $0.isDisjoint(claim.nodes, claim.kinds, from: [node]) }
            || fail(["not"], at: claim.target, Wording.unproven("not", claim.target.version))
    }

    mutating func holdsConditional(_ conditional: Conditional, _ set: ConstraintSet, _ claim: Claim) -> Bool {
        quietly { $0.fitsConditional(conditional, set, claim) }
            || fail(["if"], at: claim.target, Wording.unproven("if, then and else", claim.target.version))
    }

    private mutating func fitsConditional(
        _ conditional: Conditional, _ set: ConstraintSet, _ claim: Claim
    ) -> Bool {
        let known = set.conditionals.filter { areSame($0.condition, conditional.condition) }
        let met = claim.nodes + [conditional.condition] + known.map(\.consequence)
        let unmet = claim.nodes + known.map(\.alternative)
        return holds(met, claim.kinds, in: conditional.consequence)
            && holds(unmet, claim.kinds, in: conditional.alternative)
    }
}

// Going through the cases of what is known.
extension Subsumption {
    /// Looks at the types one by one, if the target may treat them differently.
    mutating func holdsByKind(_ set: ConstraintSet, _ claim: Claim) -> Bool {
        let pieces = set.kinds.pieces
        guard pieces.count > 1, versions.hasCombination(claim.target) else { return false }
        return pieces.allSatisfy { holds(claim.nodes, $0, in: claim.target) }
    }

    /// Looks at the alternatives of a choice one by one.
    mutating func holdsByChoice(_ set: ConstraintSet, _ claim: Claim) -> Bool {
        guard splits < Self.maximumSplits else { return false }
        splits += 1
        defer { splits -= 1 }
        return set.choices.prefix(Self.maximumChoices).contains { choice in
            choice.alternatives.allSatisfy { holds(claim.nodes + $0, set.kinds, in: claim.target) }
        }
    }

    /// Choices inside choices.
    private static let maximumSplits = 4
    /// Choices beside each other.
    private static let maximumChoices = 4

    /// Keeps what was found, or says which alternatives are to blame if that is more telling.
    mutating func report(_ direct: [Finding], _ set: ConstraintSet, _ claim: Claim) {
        guard direct.allSatisfy(\.isCombination), let choice = set.choices.first else { return add(direct) }
        let isOfOtherVersion = choice.alternatives.joined().allSatisfy { $0.version != claim.target.version }
        guard isOfOtherVersion else { return add(direct) }
        var isBlamed = false
        for alternative in choice.alternatives {
            if quietly({ $0.holds(claim.nodes + alternative, set.kinds, in: claim.target) }) { continue }
            guard let node = alternative.last, !versions.isAcceptance(node) else { continue }
            isBlamed = true
            _ = fail([], at: node, Wording.alternative(claim.target.version))
        }
        if !isBlamed { add(direct) }
    }
}

extension SchemaVersions {
    /// Whether a schema applies others to the same value in other ways than all together, or lists values.
    func hasCombination(_ node: VersionedNode) -> Bool {
        var pending = [node]
        var seen: Set<VersionedNode> = []
        while let next = pending.popLast(), seen.count < 100 {
            guard seen.insert(next).inserted else { continue }
            for instruction in instructions(of: next) {
                switch instruction {
                case .anyOf, .oneOf, .not, .conditional, .constant, .enumeration, .stringEnumeration,
                    .dependentSchemas:
                    return true
                case .allOf(let range): pending += nodes(range, next.version)
                case .reference, .dynamicReference:
                    if let target = target(of: instruction, in: next.version) { pending.append(target) }
                default: break
                }
            }
        }
        return false
    }
}
