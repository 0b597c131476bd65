/// Gathers the constraints of schemas.
struct ConstraintCollector {
    private let versions: SchemaVersions
    private var set: ConstraintSet
    private var pending: [VersionedNode]
    /// How many choices are looked into for the kinds that they leave.
    private let choiceDepth: Int
    private(set) var steps = 0

    private init(_ versions: SchemaVersions, _ nodes: [VersionedNode], _ kinds: ValueKinds, choiceDepth: Int) {
        self.versions = versions
        self.choiceDepth = choiceDepth
        pending = nodes
        set = ConstraintSet(kinds)
    }

    /// - Returns: the constraints, and the steps that gathering them took.
    static func collect(
        _ nodes: [VersionedNode], _ kinds: ValueKinds, _ versions: SchemaVersions, choiceDepth: Int = 2
    ) -> (set: ConstraintSet, steps: Int) {
        var collector = ConstraintCollector(versions, nodes, kinds, choiceDepth: choiceDepth)
        collector.run()
        return (collector.set, collector.steps)
    }

    private mutating func run() {
        while let node = pending.popLast() {
            guard set.nodes.insert(node).inserted else { continue }
            steps += 1
            for instruction in versions.instructions(of: node) {
                steps += 1
                add(instruction, of: node)
            }
        }
        resolveChoices()
        set.refine(versions)
    }

    private mutating func add(_ instruction: SchemaInstruction, of node: VersionedNode) {
        let version = node.version
        switch instruction {
        case .reject: set.kinds = []
        case .types(let types): set.kinds.formIntersection(ValueKinds(types))
        case .constant(let index, _): set.allowOnly([versions.programs[version.rawValue].values[Int(index)]])
        case .enumeration(let range, _):
            set.allowOnly(Array(versions.programs[version.rawValue].values[range.indices]))
        case .stringEnumeration(let range):
            set.allowOnly(versions.programs[version.rawValue].strings[range.indices].map { .string($0) })
        case .minimum, .exclusiveMinimum, .maximum, .exclusiveMaximum: addBound(instruction)
        case .multipleOf(let index):
            set.divisors.append(versions.programs[version.rawValue].divisors[Int(index)].value)
        case .minimumLength, .maximumLength, .minimumItems, .maximumItems, .minimumProperties, .maximumProperties:
            addSize(instruction)
        case .pattern(let index):
            set.patterns.insert(UTF8Key(versions.programs[version.rawValue].patternSources[Int(index)]))
        case .format(let format): set.formats.insert(format)
        case .uniqueItems: set.hasUniqueItems = true
        case .items, .contains, .members, .propertyNames, .dependentRequired, .dependentSchemas:
            addParts(instruction, of: node)
        case .allOf, .anyOf, .oneOf, .not, .conditional: addCombination(instruction, version)
        case .reference, .dynamicReference:
            if let target = versions.target(of: instruction, in: version) { pending.append(target) }
        case .unevaluatedItems, .unevaluatedProperties: break
        }
    }

    private mutating func addBound(_ instruction: SchemaInstruction) {
        switch instruction {
        case .minimum(let bound): set.range.raise(to: NumberBound(value: bound, isExclusive: false))
        case .exclusiveMinimum(let bound): set.range.raise(to: NumberBound(value: bound, isExclusive: true))
        case .maximum(let bound): set.range.lower(to: NumberBound(value: bound, isExclusive: false))
        case .exclusiveMaximum(let bound): set.range.lower(to: NumberBound(value: bound, isExclusive: true))
        default: break
        }
    }

    private mutating func addSize(_ instruction: SchemaInstruction) {
        switch instruction {
        case .minimumLength(let size): set.lengths.raise(to: size)
        case .maximumLength(let size): set.lengths.lower(to: size)
        case .minimumItems(let size): set.itemCounts.raise(to: size)
        case .maximumItems(let size): set.itemCounts.lower(to: size)
        case .minimumProperties(let size): set.propertyCounts.raise(to: size)
        case .maximumProperties(let size): set.propertyCounts.lower(to: size)
        default: break
        }
    }

    private mutating func addParts(_ instruction: SchemaInstruction, of node: VersionedNode) {
        let version = node.version
        func versioned(_ node: NodeIndex) -> VersionedNode { VersionedNode(version: version, node: node) }
        switch instruction {
        case .items(let prefix, let rest):
            set.itemRules.append(
                ItemRule(
                    prefix: versions.nodes(prefix, version),
                    rest: rest == SchemaProgram.absent ? nil : versioned(rest)))
        case .contains(let node, let minimum, let maximum):
            set.contained.append(ContainsRule(node: versioned(node), counts: SizeRange(minimum, maximum)))
        case .members(let index):
            let program = versions.programs[version.rawValue]
            let table = MemberTable(program.objectTables[Int(index)], owner: node, program)
            steps += table.properties.count / 4
            set.required.formUnion(table.required)
            set.members.append(table)
        case .propertyNames(let node): set.propertyNames.append(versioned(node))
        case .dependentRequired(let range):
            set.dependencies += versions.dependencies(range, version)
        case .dependentSchemas(let range):
            set.dependentSchemas += versions.programs[version.rawValue].members[range.indices].map {
                (UTF8Key($0.key), versioned($0.node))
            }
        default: break
        }
    }

    private mutating func addCombination(_ instruction: SchemaInstruction, _ version: SchemaVersion) {
        func versioned(_ node: NodeIndex) -> VersionedNode { VersionedNode(version: version, node: node) }
        switch instruction {
        case .allOf(let range): pending += versions.nodes(range, version)
        case .anyOf(let range), .oneOf(let range):
            let nodes = versions.nodes(range, version)
            // A choice of one is none.
            guard nodes.count > 1 else {
                pending += nodes
                return
            }
            let isExclusive = if case .oneOf = instruction { true } else { false }
            set.choices.append(Choice(alternatives: nodes.map { [$0] }, isExclusive: isExclusive))
        case .not(let node): set.excluded.append(versioned(node))
        case .conditional(let condition, let consequence, let alternative):
            let conditional = Conditional(
                condition: versioned(condition), consequence: versioned(consequence),
                alternative: versioned(alternative))
            set.conditionals.append(conditional)
            set.choices.append(
                Choice(
                    alternatives: [[conditional.condition, conditional.consequence], [conditional.alternative]],
                    isExclusive: false))
        default: break
        }
    }

    /// Steps behind which choices are not looked into any more.
    private static let maximumChoiceSteps = 2_000

    /// Takes away the choices that have been made. Of the others, what all alternatives have in common is known.
    private mutating func resolveChoices() {
        for choice in set.choices where choice.isExclusive {
            let others = choice.alternatives.joined().filter { !isKnown($0) }
            if others.count == choice.alternatives.count - 1 { set.excluded += others }
        }
        set.choices = set.choices.filter { choice in !choice.alternatives.contains { $0.allSatisfy(isKnown) } }
        guard choiceDepth > 0 else { return }
        for choice in set.choices {
            var kinds: ValueKinds = []
            for alternative in choice.alternatives {
                guard steps < Self.maximumChoiceSteps else { return }
                let (inner, steps) = Self.collect(alternative, set.kinds, versions, choiceDepth: choiceDepth - 1)
                self.steps += steps
                if !inner.isEmpty { kinds.formUnion(inner.kinds) }
            }
            set.kinds.formIntersection(kinds)
        }
    }

    /// Whether it is known that the schema accepts the value.
    private func isKnown(_ node: VersionedNode) -> Bool {
        set.nodes.contains(node) || set.nodes.contains(versions.unwrapped(node))
    }
}

extension SizeRange {
    /// - Parameter maximum: the greatest number there is stands for no maximum.
    init(_ minimum: Int32, _ maximum: Int32) {
        self.init(minimum: Int(minimum), maximum: maximum == .max ? .max : Int(maximum))
    }
}

extension SchemaVersions {
    func dependencies(_ range: TableRange, _ version: SchemaVersion) -> [Dependency] {
        programs[version.rawValue].requirements[range.indices].map { requirement in
            Dependency(
                key: UTF8Key(requirement.key),
                required: Set(programs[version.rawValue].strings[requirement.required.indices].map(UTF8Key.init)))
        }
    }
}
