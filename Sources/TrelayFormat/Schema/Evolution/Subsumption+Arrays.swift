// Arrays (JSON Schema core, section 10.3.1; validation, section 6.4).
extension Subsumption {
    mutating func holdsArray(
        _ instruction: SchemaInstruction, _ set: ConstraintSet, _ target: VersionedNode
    ) -> Bool {
        let version = target.version
        switch instruction {
        case .minimumItems(let size): return holdsMinimum(size, of: set.itemCounts, "minItems", target)
        case .maximumItems(let size): return holdsMaximum(size, of: set.itemCounts, "maxItems", target)
        case .uniqueItems:
            return set.hasUniqueItems || set.itemCounts.maximum <= 1
                || fail(["uniqueItems"], at: target, Wording.change("uniqueItems", nil, "true", version))
        case .items(let prefix, let rest):
            let rule = ItemRule(
                prefix: versions.nodes(prefix, version),
                rest: rest == SchemaProgram.absent ? nil : VersionedNode(version: version, node: rest))
            return holdsItems(rule, set)
        case .contains(let node, let minimum, let maximum):
            let rule = ContainsRule(
                node: VersionedNode(version: version, node: node), counts: SizeRange(minimum, maximum))
            return quietly { $0.holdsContains(rule, set) }
                || fail(["contains"], at: target, Wording.unproven("contains", version))
        default: return true
        }
    }

    private mutating func holdsItems(_ rule: ItemRule, _ set: ConstraintSet) -> Bool {
        var isShown = true
        let count = max(rule.prefix.count, set.prefixCount)
        for index in 0..<min(count, set.itemCounts.maximum) {
            guard let node = rule.node(at: index) else { break }
            if !inside({ $0.holds(set.itemNodes(at: index), .all, in: node) }) {
                isShown = false
                guard isRecording else { return false }
            }
        }
        guard let rest = rule.rest, set.itemCounts.maximum > count else { return isShown }
        return inside { $0.holds(set.restNodes, .all, in: rest) } && isShown
    }

    private mutating func holdsContains(_ rule: ContainsRule, _ set: ConstraintSet) -> Bool {
        holdsContainsMinimum(rule, set) && holdsContainsMaximum(rule, set)
    }

    private mutating func holdsContainsMinimum(_ rule: ContainsRule, _ set: ConstraintSet) -> Bool {
        if rule.counts.minimum == 0 { return true }
        for known in set.contained where known.counts.minimum >= rule.counts.minimum {
            // What is contained keeps to what all items keep to.
            let nodes = [known.node] + (set.prefixCount == 0 ? set.restNodes : [])
            if inside({ $0.holds(nodes, .all, in: rule.node) }) { return true }
        }
        guard rule.counts.minimum <= min(set.itemCounts.minimum, Self.maximumContainedItems) else { return false }
        return (0..<rule.counts.minimum).allSatisfy { index in
            inside { $0.holds(set.itemNodes(at: index), .all, in: rule.node) }
        }
    }

    private mutating func holdsContainsMaximum(_ rule: ContainsRule, _ set: ConstraintSet) -> Bool {
        if set.itemCounts.maximum <= rule.counts.maximum { return true }
        for known in set.contained where known.counts.maximum <= rule.counts.maximum {
            let nodes = [rule.node] + (set.prefixCount == 0 ? set.restNodes : [])
            if inside({ $0.holds(nodes, .all, in: known.node) }) { return true }
        }
        return false
    }

    /// So many items are looked at to find that they are what must be contained.
    private static let maximumContainedItems = 16
}
