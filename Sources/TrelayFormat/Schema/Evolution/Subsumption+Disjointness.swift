// Showing that no value is valid under two schemas at once, as `not` and `oneOf` ask.
extension Subsumption {
    /// Whether no value of these kinds can be valid under all the nodes and all the others.
    mutating func isDisjoint(
        _ nodes: [VersionedNode], _ kinds: ValueKinds, from others: [VersionedNode], depth: Int = 0
    ) -> Bool {
        guard depth < Self.maximumDisjointnessDepth else { return false }
        let (left, leftSteps) = ConstraintCollector.collect(nodes, kinds, versions)
        let (right, rightSteps) = ConstraintCollector.collect(others, kinds, versions)
        guard spend(1 + leftSteps + rightSteps) else { return false }
        if left.isEmpty || right.isEmpty { return true }
        let (both, steps) = ConstraintCollector.collect(nodes + others, kinds, versions)
        guard spend(steps) else { return false }
        if both.isEmpty { return true }
        if let values = both.countableValues, areRefused(values, by: nodes + others) { return true }
        if both.kinds.isSubset(of: [.object, .array]), hasImpossiblePart(both, left, right, depth) { return true }
        if left.excluded.contains(where: { holds(others, kinds, in: $0) }) { return true }
        if right.excluded.contains(where: { holds(nodes, kinds, in: $0) }) { return true }
        return isDisjointByChoice(left, nodes, kinds, others, depth)
            || isDisjointByChoice(right, others, kinds, nodes, depth)
    }

    private static let maximumDisjointnessDepth = 4

    /// Whether each value is refused by one of the schemas.
    private mutating func areRefused(_ values: [JSONValue], by nodes: [VersionedNode]) -> Bool {
        values.allSatisfy { value in
            spend(nodes.count) && nodes.contains { versions.accepts($0, value) == false }
        }
    }

    /// Whether a member or item that must be there cannot keep to what both say.
    private mutating func hasImpossiblePart(
        _ both: ConstraintSet, _ left: ConstraintSet, _ right: ConstraintSet, _ depth: Int
    ) -> Bool {
        if both.kinds.contains(.object) {
            let keys = both.required.sorted { UTF8Text.precedes($0.text, $1.text) }
            let isImpossible = keys.contains { key in
                inside { $0.isDisjoint(left.memberNodes(key), .all, from: right.memberNodes(key), depth: depth + 1) }
            }
            guard isImpossible else { return false }
        }
        guard both.kinds.contains(.array) else { return true }
        return (0..<min(both.itemCounts.minimum, Self.maximumItems)).contains { index in
            inside {
                $0.isDisjoint(left.itemNodes(at: index), .all, from: right.itemNodes(at: index), depth: depth + 1)
            }
        }
    }

    private static let maximumItems = 8

    private mutating func isDisjointByChoice(
        _ set: ConstraintSet, _ nodes: [VersionedNode], _ kinds: ValueKinds, _ others: [VersionedNode], _ depth: Int
    ) -> Bool {
        set.choices.prefix(2).contains { choice in
            choice.alternatives.allSatisfy { isDisjoint(nodes + $0, kinds, from: others, depth: depth + 1) }
        }
    }
}
