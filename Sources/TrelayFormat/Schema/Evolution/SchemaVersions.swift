enum SchemaVersion: Int, Sendable {
    case old = 0
    case new = 1
}

/// A schema of one of the two programs that are compared.
struct VersionedNode: Hashable, Comparable, Sendable {
    var version: SchemaVersion
    var node: NodeIndex

    static func < (left: VersionedNode, right: VersionedNode) -> Bool {
        (left.version.rawValue, left.node) < (right.version.rawValue, right.node)
    }
}

/// The two programs that are compared.
struct SchemaVersions: Sendable {
    /// By the raw value of the version.
    let programs: [SchemaProgram]
    /// The names of dynamic anchors whose meaning is the same everywhere, and what they mean.
    private let settledAnchors: [[Int32: NodeIndex]]

    init(old: SchemaProgram, new: SchemaProgram) {
        programs = [old, new]
        settledAnchors = programs.map(Self.settledAnchors)
    }

    func root(_ version: SchemaVersion) -> VersionedNode {
        VersionedNode(version: version, node: programs[version.rawValue].root)
    }

    func instructions(of node: VersionedNode) -> ArraySlice<SchemaInstruction> {
        let range = programs[node.version.rawValue].nodes[Int(node.node)].instructions
        return programs[node.version.rawValue].instructions[range.indices]
    }

    func nodes(_ range: TableRange, _ version: SchemaVersion) -> [VersionedNode] {
        programs[version.rawValue].nodeLists[range.indices].map { VersionedNode(version: version, node: $0) }
    }

    /// Whether the schema is `true`, or as good as that.
    func isAcceptance(_ node: VersionedNode) -> Bool {
        node.node == SchemaProgram.accept || instructions(of: node).isEmpty
    }

    func isRejection(_ node: VersionedNode) -> Bool {
        instructions(of: node).contains { if case .reject = $0 { true } else { false } }
    }

    /// The schema that a reference leads to; nil if that depends on the way by which it was reached.
    func target(of instruction: SchemaInstruction, in version: SchemaVersion) -> VersionedNode? {
        switch instruction {
        case .reference(let node): VersionedNode(version: version, node: node)
        case .dynamicReference(let anchor, let fallback):
            (anchor < 0 ? fallback : settledAnchors[version.rawValue][anchor])
                .map { VersionedNode(version: version, node: $0) }
        default: nil
        }
    }

    /// The schema behind a schema that is nothing but a reference.
    func unwrapped(_ node: VersionedNode) -> VersionedNode {
        var node = node
        // References do not lead in circles, but a limit is cheap.
        for _ in 0..<Self.maximumChain {
            let instructions = instructions(of: node)
            guard instructions.count == 1, let only = instructions.first,
                let target = target(of: only, in: node.version)
            else { break }
            node = target
        }
        return node
    }

    private static let maximumChain = 64

    /// An anchor is settled if only one schema has it, or if the root's resource has it, which every way begins with.
    private static func settledAnchors(_ program: SchemaProgram) -> [Int32: NodeIndex] {
        let rootResource = program.nodes[Int(program.root)].resource
        var settled: [Int32: NodeIndex] = [:]
        var counts: [Int32: Int] = [:]
        for anchor in program.dynamicAnchors {
            counts[anchor.name, default: 0] += 1
            if settled[anchor.name] == nil || anchor.resource == rootResource { settled[anchor.name] = anchor.node }
        }
        let ofRoot = Set(program.dynamicAnchors.filter { $0.resource == rootResource }.map(\.name))
        return settled.filter { counts[$0.key] == 1 || ofRoot.contains($0.key) }
    }

    /// Whether a value is valid; nil if that is not known, as the evaluation is too expensive or depends on the way by
    /// which the schema was reached.
    func accepts(_ node: VersionedNode, _ value: JSONValue) -> Bool? {
        let program = programs[node.version.rawValue]
        guard program.dynamicAnchors.isEmpty else { return nil }
        return program.withTables { tables in
            var evaluator = SchemaEvaluator(
                tables, maximumSteps: Self.maximumEvaluationSteps, recorder: nil)
            let isValid = withUnsafePointer(to: value) {
                evaluator.evaluate(node.node, $0, SchemaEvaluator.untracked)
            }
            return evaluator.exhausted == nil ? isValid : nil
        }
    }

    private static let maximumEvaluationSteps = 2_000
}

// Where schemas stand.
extension SchemaVersions {
    /// The pointer to a keyword of a schema, and the URI of the resource unless it is the compared document.
    func place(_ node: VersionedNode, _ path: [String]) -> (pointer: JSONPointer, documentURI: String) {
        let program = programs[node.version.rawValue]
        let place = program.places[Int(node.node)].appending(path)
        guard place.document > 0 else { return (place.pointer, "") }
        let resource = program.resources[Int(program.nodes[Int(node.node)].resource)]
        return (JSONPointer(tokens: Array(place.pointer.tokens.dropFirst(resource.depth))), resource.uri)
    }
}
