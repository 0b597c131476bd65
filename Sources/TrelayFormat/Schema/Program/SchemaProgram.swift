/// A compiled schema: flat tables, in which schemas refer to each other by number. It never changes.
struct SchemaProgram: Sendable {
    /// The schema `true`.
    static let accept: NodeIndex = 0
    /// The schema `false`.
    static let reject: NodeIndex = 1
    /// No schema at all.
    static let absent: NodeIndex = -1

    var nodes: [SchemaNode] = []
    var instructions: [SchemaInstruction] = []
    var objectTables: [ObjectTable] = []
    /// Sorted by key within each range.
    var members: [MemberRule] = []
    var patternRules: [PatternRule] = []
    var requirements: [Requirement] = []
    var nodeLists: [NodeIndex] = []
    var strings: [String] = []
    var values: [JSONValue] = []
    var patterns: [Pattern] = []
    var divisors: [Divisor] = []
    /// The dynamic anchors, sorted by resource and name; empty unless a `$dynamicRef` needs them.
    var dynamicAnchors: [DynamicAnchor] = []

    // Only for reporting:
    var places: [SchemaPlace] = []
    var resources: [ResourceName] = []
    /// The expressions of `patterns`.
    var patternSources: [String] = []
    /// Of schemas that say something about the words of their faults.
    var wordings: [NodeIndex: SchemaWording] = [:]

    var root = SchemaProgram.accept
}

/// A schema: its instructions, and the resource to which it belongs.
struct SchemaNode: Sendable {
    var instructions: TableRange
    var resource: Int32
    /// Whether it has `unevaluatedItems` or `unevaluatedProperties`, so that it must know what was evaluated.
    var tracksEvaluation: Bool
}

/// What a schema says about the words of its faults.
struct SchemaWording: Sendable {
    /// Its `title`, for "expected …": people know better what they want than a regular expression says.
    var title: String?
    /// Whether it is `writeOnly`: a value that nobody shall read may be a secret, and no message repeats it.
    var isSecret: Bool

    init?(_ object: JSONObject) {
        title = object["title"]?.stringValue
        isSecret = object["writeOnly"]?.boolValue ?? false
        if title == nil, !isSecret { return nil }
    }
}

/// What a schema asks of an object's members.
struct ObjectTable: Sendable {
    /// A range of `members`: every key of `properties` and of `required`.
    var members: TableRange
    /// How many of them are required.
    var requiredCount: Int32
    /// A range of `patternRules`.
    var patterns: TableRange
    /// For the members that neither names; `SchemaProgram.absent` if any may be there.
    var additional: NodeIndex
}

struct MemberRule: Sendable {
    var key: String
    /// `SchemaProgram.absent` for a key that is only required.
    var node: NodeIndex
    var isRequired: Bool
}

struct PatternRule: Sendable {
    /// An index into `patterns`.
    var pattern: Int32
    var node: NodeIndex
}

/// An entry of `dependentRequired`.
struct Requirement: Sendable {
    var key: String
    /// A range of `strings`, in canonical order.
    var required: TableRange
}

struct DynamicAnchor: Sendable {
    var resource: Int32
    /// The number of its name.
    var name: Int32
    var node: NodeIndex

    static func precedes(_ left: DynamicAnchor, _ right: DynamicAnchor) -> Bool {
        (left.resource, left.name) < (right.resource, right.name)
    }
}

/// Where a schema stands.
struct SchemaPlace: Hashable, Sendable {
    var document: Int
    var pointer: JSONPointer
}

/// A schema resource, for naming places in it.
struct ResourceName: Sendable {
    var uri: String
    /// How many tokens lead from the document to the resource.
    var depth: Int
}

extension SchemaProgram {
    /// The schemas that an instruction applies to the same value, references without those that are dynamic.
    func inPlaceTargets(of instruction: SchemaInstruction) -> [NodeIndex] {
        switch instruction {
        case .reference(let node), .not(let node): [node]
        case .allOf(let range), .anyOf(let range), .oneOf(let range): Array(nodeLists[range.indices])
        case .conditional(let condition, let consequence, let alternative): [condition, consequence, alternative]
        case .dependentSchemas(let range): members[range.indices].map(\.node)
        default: []
        }
    }

    /// The keys that a schema names for the properties of a value, itself or through what it applies to the same value.
    ///
    /// - Parameter limit: at most so many schemas are looked at.
    func knownKeys(of node: NodeIndex, limit: Int = 200) -> [String] {
        var pending = [node]
        var seen: Set<NodeIndex> = []
        var keys: [String] = []
        while let next = pending.popLast(), seen.count < limit {
            guard seen.insert(next).inserted else { continue }
            for index in nodes[Int(next)].instructions.indices {
                if case .members(let table) = instructions[index] {
                    keys += members[objectTables[Int(table)].members.indices].map(\.key)
                }
                pending += inPlaceTargets(of: instructions[index])
            }
        }
        return keys
    }
}
