/// What a value keeps to that is valid under several schemas at once: their keywords as one conjunction, behind `$ref`
/// and `allOf` too.
///
/// A constraint that cannot be expressed here is left out. So the set may let more values through than the schemas do,
/// never fewer: whatever is shown of all its values is true of theirs.
struct ConstraintSet {
    /// Every schema of which it is known that it accepts the value.
    var nodes: Set<VersionedNode> = []
    /// Schemas of which it is known that they do not.
    var excluded: [VersionedNode] = []

    var kinds: ValueKinds
    /// All values there are; nil if they are not listed.
    var values: [JSONValue]?

    var range = NumberRange()
    var divisors: [Double] = []

    var lengths = SizeRange()
    var patterns: Set<UTF8Key> = []
    var formats: Set<StringFormat> = []

    var itemCounts = SizeRange()
    var hasUniqueItems = false
    var itemRules: [ItemRule] = []
    var contained: [ContainsRule] = []

    var propertyCounts = SizeRange()
    var required: Set<UTF8Key> = []
    var members: [MemberTable] = []
    var propertyNames: [VersionedNode] = []
    var dependencies: [Dependency] = []
    var dependentSchemas: [(key: UTF8Key, node: VersionedNode)] = []

    /// What holds only in part: one of several alternatives.
    var choices: [Choice] = []
    var conditionals: [Conditional] = []

    init(_ kinds: ValueKinds) {
        self.kinds = kinds
    }

    /// Whether it is certain that there is no such value.
    var isEmpty: Bool { kinds.isEmpty || values?.isEmpty == true }

    mutating func allowOnly(_ values: [JSONValue]) {
        if let known = self.values {
            let others = Set(values)
            self.values = known.filter(others.contains)
        } else {
            self.values = values
        }
    }
}

/// `prefixItems` and `items`.
struct ItemRule {
    var prefix: [VersionedNode]
    /// Nil if there may be anything.
    var rest: VersionedNode?

    func node(at index: Int) -> VersionedNode? {
        prefix.indices.contains(index) ? prefix[index] : rest
    }
}

struct ContainsRule {
    var node: VersionedNode
    var counts: SizeRange
}

/// An entry of `dependentRequired`.
struct Dependency {
    var key: UTF8Key
    var required: Set<UTF8Key>
}

struct Choice {
    /// At least one of them holds, with all its schemas.
    var alternatives: [[VersionedNode]]
    /// Whether no second one does.
    var isExclusive: Bool
}

struct Conditional {
    var condition: VersionedNode
    var consequence: VersionedNode
    var alternative: VersionedNode
}

/// `properties`, `patternProperties` and `additionalProperties` of one schema.
struct MemberTable {
    var owner: VersionedNode
    var properties: [UTF8Key: VersionedNode] = [:]
    var required: [UTF8Key] = []
    var patterns: [(source: UTF8Key, pattern: Pattern, node: VersionedNode)] = []
    var additional: VersionedNode?

    init(_ table: ObjectTable, owner: VersionedNode, _ program: SchemaProgram) {
        self.owner = owner
        func versioned(_ node: NodeIndex) -> VersionedNode { VersionedNode(version: owner.version, node: node) }
        for rule in program.members[table.members.indices] {
            if rule.node != SchemaProgram.absent { properties[UTF8Key(rule.key)] = versioned(rule.node) }
            if rule.isRequired { required.append(UTF8Key(rule.key)) }
        }
        for rule in program.patternRules[table.patterns.indices] {
            let index = Int(rule.pattern)
            patterns.append(
                (UTF8Key(program.patternSources[index]), program.patterns[index], versioned(rule.node)))
        }
        if table.additional != SchemaProgram.absent { additional = versioned(table.additional) }
    }

    /// Whether `properties` or `patternProperties` have something for the key.
    func names(_ key: UTF8Key) -> Bool {
        properties[key] != nil || patterns.contains { $0.pattern.matches(key.text) }
    }

    /// The schemas that apply to the member with this key.
    func nodes(for key: UTF8Key) -> [VersionedNode] {
        let named = [properties[key]].compactMap(\.self)
        let nodes = named + patterns.filter { $0.pattern.matches(key.text) }.map(\.node)
        return nodes.isEmpty ? [additional].compactMap(\.self) : nodes
    }
}

// What holds for the parts of a value.
extension ConstraintSet {
    func memberNodes(_ key: UTF8Key) -> [VersionedNode] {
        members.flatMap { $0.nodes(for: key) }
    }

    func itemNodes(at index: Int) -> [VersionedNode] {
        itemRules.compactMap { $0.node(at: index) }
    }

    /// What items keep to that no `prefixItems` reaches.
    var restNodes: [VersionedNode] { itemRules.compactMap(\.rest) }

    var prefixCount: Int { itemRules.map(\.prefix.count).max() ?? 0 }

    /// What may hold for a member whose key no `properties` name: one of the results does.
    ///
    /// - Parameters:
    ///   - matched: a pattern that the key is known to match.
    ///   - unmatched: patterns that it is known not to match.
    func unnamedMemberNodes(matched: UTF8Key?, unmatched: Set<UTF8Key>) -> [[VersionedNode]] {
        var options: [[VersionedNode]] = [[]]
        for table in members {
            let own = unnamedMemberNodes(table, matched: matched, unmatched: unmatched)
            // Leaving a table out lets more through.
            guard own.count == 1 || options.count * own.count <= Self.maximumOptions else { continue }
            options = options.flatMap { option in own.map { option + $0 } }
        }
        return options
    }

    private func unnamedMemberNodes(
        _ table: MemberTable, matched: UTF8Key?, unmatched: Set<UTF8Key>
    ) -> [[VersionedNode]] {
        let certain = table.patterns.filter { $0.source == matched }.map(\.node)
        guard certain.isEmpty else { return [certain] }
        let possible = table.patterns.filter { !unmatched.contains($0.source) }.map { [$0.node] }
        return [[table.additional].compactMap(\.self)] + possible
    }

    private static let maximumOptions = 16
}
