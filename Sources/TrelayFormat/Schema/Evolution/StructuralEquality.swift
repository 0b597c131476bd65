/// Tells whether two schemas say the same in the same way, whatever their names and annotations. Recursive schemas are
/// the same if no difference is found on any way through them.
struct StructuralEquality {
    private let versions: SchemaVersions
    /// Whether the ways from the two roots to the compared schemas are the same, so that an unsettled `$dynamicRef`
    /// means the same in both.
    private let comparesWays: Bool
    private var known: [Pair: Bool] = [:]
    /// Pairs of schemas that were looked at.
    private(set) var steps = 0

    /// Pairs that one question may look at; more count as different.
    private static let maximumPairs = 100_000

    private struct Pair: Hashable {
        var left: VersionedNode
        var right: VersionedNode
    }

    init(_ versions: SchemaVersions) {
        self.init(versions, comparesWays: false)
    }

    private init(_ versions: SchemaVersions, comparesWays: Bool) {
        self.versions = versions
        self.comparesWays = comparesWays
    }

    /// Whether the two versions are the same as a whole.
    static func areSame(_ versions: SchemaVersions) -> Bool {
        var equality = StructuralEquality(versions, comparesWays: true)
        return equality.isSame(versions.root(.old), versions.root(.new))
    }

    mutating func isSame(_ left: VersionedNode, _ right: VersionedNode) -> Bool {
        if left == right { return true }
        // Pairs that are the same so far; they all are if none differs.
        var assumed: Set<Pair> = []
        var pending = [Pair(left: left, right: right)]
        while let pair = pending.popLast() {
            let pair = comparesWays ? pair : unwrapped(pair)
            if pair.left == pair.right || known[pair] == true || !assumed.insert(pair).inserted { continue }
            steps += 1
            guard known[pair] != false, assumed.count <= Self.maximumPairs, let parts = parts(pair) else {
                known[pair] = false
                known[Pair(left: left, right: right)] = false
                return false
            }
            pending += parts
        }
        for pair in assumed { known[pair] = true }
        return true
    }

    private func unwrapped(_ pair: Pair) -> Pair {
        Pair(left: versions.unwrapped(pair.left), right: versions.unwrapped(pair.right))
    }

    /// What must be the same inside two schemas; nil if they differ themselves.
    private func parts(_ pair: Pair) -> [Pair]? {
        let (left, right) = (versions.instructions(of: pair.left), versions.instructions(of: pair.right))
        guard left.count == right.count else { return nil }
        if comparesWays {
            let resources = [pair.left, pair.right].map(versions.resourceURI)
            guard UTF8Text.areEqual(resources[0], resources[1]) else { return nil }
        }
        var parts: [Pair] = []
        for (left, right) in zip(left, right) {
            guard let inner = self.parts(left, right, pair) else { return nil }
            parts += inner
        }
        return parts
    }

    private func parts(_ left: SchemaInstruction, _ right: SchemaInstruction, _ pair: Pair) -> [Pair]? {
        let shapes = [InstructionShape(left, pair.left, versions), InstructionShape(right, pair.right, versions)]
        guard shapes[0].value == shapes[1].value, shapes[0].nodes.count == shapes[1].nodes.count else { return nil }
        if shapes[0].isUnsettled || shapes[1].isUnsettled, !comparesWays || !haveSameAnchors { return nil }
        return zip(shapes[0].nodes, shapes[1].nodes).map { Pair(left: $0, right: $1) }
    }

    /// Whether nothing but the compared document differs, and that has no dynamic anchors.
    private var haveSameAnchors: Bool {
        versions.programs.allSatisfy { program in
            program.dynamicAnchors.allSatisfy { anchor in
                Metaschema.documents[UTF8Key(program.resources[Int(anchor.resource)].uri)] != nil
            }
        }
    }
}

/// An instruction taken apart: what it says by itself, and the schemas that it applies.
private struct InstructionShape {
    /// Equal for instructions that say the same of equal schemas.
    var value: JSONValue
    var nodes: [VersionedNode] = []
    /// Whether it means different schemas on different ways.
    var isUnsettled = false

    init(_ instruction: SchemaInstruction, _ owner: VersionedNode, _ versions: SchemaVersions) {
        let program = versions.programs[owner.version.rawValue]
        func one(_ node: NodeIndex) -> [VersionedNode] {
            node == SchemaProgram.absent ? [] : [VersionedNode(version: owner.version, node: node)]
        }
        func list(_ range: TableRange) -> [VersionedNode] { versions.nodes(range, owner.version) }
        func number(_ count: some BinaryInteger) -> JSONValue { .string(String(count)) }
        switch instruction {
        case .reject: value = ["reject"]
        case .types(let types): value = ["types", number(types.rawValue)]
        case .constant, .enumeration, .stringEnumeration:
            value = ["enum", .array(versions.values(of: instruction, in: owner.version))]
        case .minimum(let bound): value = ["minimum", .number(bound)]
        case .exclusiveMinimum(let bound): value = ["exclusiveMinimum", .number(bound)]
        case .maximum(let bound): value = ["maximum", .number(bound)]
        case .exclusiveMaximum(let bound): value = ["exclusiveMaximum", .number(bound)]
        case .multipleOf(let index): value = ["multipleOf", .number(program.divisors[Int(index)].value)]
        case .minimumLength(let size): value = ["minLength", number(size)]
        case .maximumLength(let size): value = ["maxLength", number(size)]
        case .pattern(let index): value = ["pattern", .string(program.patternSources[Int(index)])]
        case .format(let format): value = ["format", .string(format.name)]
        case .minimumItems(let size): value = ["minItems", number(size)]
        case .maximumItems(let size): value = ["maxItems", number(size)]
        case .uniqueItems: value = ["uniqueItems"]
        case .items(let prefix, let rest):
            value = ["items", number(prefix.count)]
            nodes = list(prefix) + one(rest)
        case .contains(let node, let minimum, let maximum):
            value = ["contains", number(minimum), number(maximum)]
            nodes = one(node)
        case .minimumProperties(let size): value = ["minProperties", number(size)]
        case .maximumProperties(let size): value = ["maxProperties", number(size)]
        case .members(let index):
            (value, nodes) = Self.members(program.objectTables[Int(index)], owner, program)
        case .propertyNames(let node):
            value = ["propertyNames"]
            nodes = one(node)
        case .dependentRequired(let range):
            let rules = program.requirements[range.indices].map { rule -> JSONValue in
                [.string(rule.key), .array(program.strings[rule.required.indices].map { .string($0) })]
            }
            value = ["dependentRequired", .array(rules)]
        case .dependentSchemas(let range):
            let rules = program.members[range.indices]
            value = ["dependentSchemas", .array(rules.map { .string($0.key) })]
            nodes = rules.flatMap { one($0.node) }
        case .allOf(let range): (value, nodes) = (["allOf"], list(range))
        case .anyOf(let range): (value, nodes) = (["anyOf"], list(range))
        case .oneOf(let range): (value, nodes) = (["oneOf"], list(range))
        case .not(let node): (value, nodes) = (["not"], one(node))
        case .conditional(let condition, let consequence, let alternative):
            value = ["if"]
            nodes = one(condition) + one(consequence) + one(alternative)
        case .reference, .dynamicReference:
            value = ["$ref"]
            if let target = versions.target(of: instruction, in: owner.version) {
                nodes = [target]
            } else if case .dynamicReference(_, let fallback) = instruction {
                value = ["$dynamicRef"]
                nodes = one(fallback)
                isUnsettled = true
            }
        case .unevaluatedItems(let node): (value, nodes) = (["unevaluatedItems"], one(node))
        case .unevaluatedProperties(let node): (value, nodes) = (["unevaluatedProperties"], one(node))
        }
    }

    private static func members(
        _ table: ObjectTable, _ owner: VersionedNode, _ program: SchemaProgram
    ) -> (JSONValue, [VersionedNode]) {
        let rules = program.members[table.members.indices]
        let patterns = program.patternRules[table.patterns.indices]
        let keys = rules.map { rule -> JSONValue in
            [.string(rule.key), .bool(rule.isRequired), .bool(rule.node == SchemaProgram.absent)]
        }
        let expressions = patterns.map { JSONValue.string(program.patternSources[Int($0.pattern)]) }
        let nodes = rules.map(\.node) + patterns.map(\.node) + [table.additional]
        return (
            ["members", .array(keys), .array(expressions), .bool(table.additional == SchemaProgram.absent)],
            nodes.filter { $0 != SchemaProgram.absent }.map { VersionedNode(version: owner.version, node: $0) }
        )
    }
}

extension SchemaVersions {
    fileprivate func resourceURI(_ node: VersionedNode) -> String {
        let program = programs[node.version.rawValue]
        return program.resources[Int(program.nodes[Int(node.node)].resource)].uri
    }
}
