/// Collects faults while a value is evaluated, and knows where the evaluation is.
final class FaultRecorder {
    private let program: SchemaProgram
    /// More while alternatives are listened to.
    private var maximumFaults: Int
    private(set) var faults: [SchemaFault] = []
    /// For each fault, whether the schema is for another type of value.
    private var typeDiffers: [Bool] = []
    private var instancePath: [String] = []
    private var keywordPath: [String] = []
    /// The schemas that are being applied, outermost first.
    var nodes: [NodeIndex] = []

    init(_ program: SchemaProgram, maximumFaults: Int) {
        self.program = program
        self.maximumFaults = maximumFaults
    }

    /// Faults of alternatives that are dropped again cost words all the same.
    private static let maximumAdditions = 500
    private var additions = 0

    var isFull: Bool { faults.count >= maximumFaults || additions >= Self.maximumAdditions }

    struct Position {
        fileprivate var instance: Int
        fileprivate var keyword: Int
    }

    func enter(_ keyword: [String], _ instance: String?) -> Position {
        let position = Position(instance: instancePath.count, keyword: keywordPath.count)
        keywordPath += keyword
        if let instance { instancePath.append(instance) }
        return position
    }

    func leave(_ position: Position) {
        instancePath.removeLast(instancePath.count - position.instance)
        keywordPath.removeLast(keywordPath.count - position.keyword)
    }

    /// Adds a fault that a keyword of the current schema found.
    ///
    /// - Parameters:
    ///   - typeDiffers: whether that is because the schema is for another type of value.
    ///   - missing: the property that is missing, if that is the fault.
    func add(
        _ keyword: [String], _ message: @autoclosure () -> String, typeDiffers: Bool = false, missing: String? = nil
    ) {
        guard !isFull, let node = nodes.last else { return }
        additions += 1
        var fault = fault(keyword, node, discreet(node) ?? message())
        fault.missingProperty = missing
        faults.append(fault)
        self.typeDiffers.append(typeDiffers)
    }

    /// What the current schema expects of a text in the words of its `title`; nil if it has none.
    var expectation: String? { nodes.last.flatMap { program.wordings[$0]?.title } }

    /// A message that repeats nothing of the value, if the schema asks for that.
    private func discreet(_ node: NodeIndex) -> String? {
        guard let wording = program.wordings[node], wording.isSecret else { return nil }
        return "expected \(wording.title ?? "another value"); what is there is not shown, it may be a secret"
    }

    /// Adds that the current schema is `false`.
    func addRejection(of value: JSONValue) {
        add([], SchemaMessage.rejected(value))
    }

    func addUnknownProperty(
        _ key: String, known: [String], present: [String], under keyword: String, _ node: NodeIndex
    ) {
        let position = enter([keyword], key)
        nodes.append(node)
        add([], SchemaMessage.unknownProperty(key, known: known, present: present))
        nodes.removeLast()
        leave(position)
    }

    /// The properties that the current schema knows.
    var knownKeys: [String] { nodes.last.map { program.knownKeys(of: $0) } ?? [] }

    /// For a value that is not valid, though finding out why took too long.
    func unexplainedFault() -> SchemaFault {
        SchemaFault(
            instanceLocation: .root, keywordLocation: .root,
            absoluteKeywordLocation: absoluteLocation([], program.root),
            message: "not valid; saying why takes more steps than the limit")
    }

    private func fault(_ keyword: [String], _ node: NodeIndex, _ message: String) -> SchemaFault {
        let isAboutName = UTF8Text.areEqual(keywordPath.last ?? "", "propertyNames")
        return SchemaFault(
            instanceLocation: JSONPointer(tokens: instancePath),
            keywordLocation: JSONPointer(tokens: keywordPath + keyword),
            absoluteKeywordLocation: absoluteLocation(keyword, node),
            message: isAboutName ? "the name of this property: \(message)" : message)
    }

    private func absoluteLocation(_ keyword: [String], _ node: NodeIndex) -> String {
        let place = program.places[Int(node)]
        let resource = program.resources[Int(program.nodes[Int(node)].resource)]
        let pointer = JSONPointer(tokens: Array(place.pointer.tokens.dropFirst(resource.depth)) + keyword)
        return resource.uri + "#" + PercentEncoding.encodeFragment(pointer.description)
    }
}

// Alternatives.
extension FaultRecorder {
    /// What the alternatives of an `anyOf` or `oneOf` say.
    struct Alternatives {
        fileprivate let keyword: String
        fileprivate let count: Int
        /// Where the fault about all of them stands; the faults of the alternatives follow.
        fileprivate let start: Int
        fileprivate var alternativeStart: Int
        /// How many faults were wanted before.
        fileprivate let maximumFaults: Int
        /// The first words of the alternatives that are for another kind of value.
        fileprivate var mismatches: [String] = []
        /// The first words of the others.
        fileprivate var words: [String] = []
    }

    func beginAlternatives(_ keyword: String, count: Int) -> Alternatives {
        let start = faults.count
        add([keyword], "fits none of \(ValueText.count(count, "alternative", "alternatives"))")
        let alternatives = Alternatives(
            keyword: keyword, count: count, start: start, alternativeStart: faults.count, maximumFaults: maximumFaults)
        if faults.count > start { maximumFaults = max(maximumFaults, faults.count + Self.alternativeFaults) }
        return alternatives
    }

    /// Drops what the alternative said if it is for another kind of value: only the others are worth reading.
    func endAlternative(_ report: inout Alternatives) {
        if let mismatch = faults.indices[report.alternativeStart...].first(where: isMismatch) {
            report.mismatches.append(words(faults[mismatch]))
            faults.removeSubrange(report.alternativeStart...)
            typeDiffers.removeSubrange(report.alternativeStart...)
        } else if faults.count > report.alternativeStart {
            report.words.append(words(faults[report.alternativeStart]))
        }
        report.alternativeStart = faults.count
    }

    /// Without anything worth reading, or room for it, the fault about all alternatives says what they are for.
    func endAlternatives(_ report: Alternatives) {
        maximumFaults = report.maximumFaults
        guard faults.count > report.start else { return }
        if faults.count > maximumFaults {
            faults.removeSubrange(max(maximumFaults, report.start + 1)...)
            typeDiffers.removeSubrange(faults.count...)
            sayMore(report.words, at: report.start)
        } else if faults.count == report.start + 1, report.mismatches.count == report.count {
            sayMore(report.mismatches, at: report.start)
        }
    }

    private func sayMore(_ all: [String], at index: Int) {
        var words: [String] = []
        for word in all where !words.contains(where: { UTF8Text.areEqual($0, word) }) { words.append(word) }
        guard words.count <= Self.maximumWords else { return }
        faults[index].message += ": " + words.joined(separator: "; or ")
    }

    private static let maximumWords = 4
    /// As many faults of alternatives are listened to, though fewer may be wanted.
    private static let alternativeFaults = 16

    /// Whether the fault shows that the schema is for another kind of value: the type or the whole value differs, or
    /// the member that tells kinds apart.
    private func isMismatch(_ index: Int) -> Bool {
        let isConstant = UTF8Text.areEqual(faults[index].keywordLocation.tokens.last ?? "", "const")
        switch faults[index].instanceLocation.tokens.count - instancePath.count {
        case 0: return typeDiffers[index] || isConstant
        case 1: return isConstant
        default: return false
        }
    }

    private func words(_ fault: SchemaFault) -> String {
        let inner = fault.instanceLocation.tokens.dropFirst(instancePath.count)
        return inner.isEmpty ? fault.message : "at \(JSONPointer(tokens: Array(inner))) \(fault.message)"
    }
}
