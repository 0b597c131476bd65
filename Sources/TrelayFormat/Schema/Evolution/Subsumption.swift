/// Shows that a schema accepts everything that others accept together.
///
/// The claim "every value that is valid under all of these is valid under that one" is broken down into claims on
/// parts of schemas and on parts of values. One that comes up again, of a smaller part of the value, while it is being
/// shown may be taken for granted: as values are finite, that is induction on their size. Only so do recursive schemas
/// come to an end.
struct Subsumption {
    struct Claim: Hashable {
        /// Sorted, without duplicates; none is a mere reference.
        var nodes: [VersionedNode]
        var kinds: ValueKinds
        var target: VersionedNode
    }

    private enum State {
        /// Being shown for a value this many levels inside the whole one.
        case assumed(level: Int)
        case shown
        case refused(isReported: Bool)
    }

    let versions: SchemaVersions
    private var equality: StructuralEquality
    private var states: [Claim: State] = [:]
    /// The claims that were shown, in order: when an assumption fails, those behind it fall.
    private var shown: [Claim] = []
    private var usedAssumptions: Set<Claim> = []
    private var stepsLeft: Int
    private var depth = 0
    /// Choices that are being gone through, inside each other.
    var splits = 0
    /// How many members and items lead from the whole value to the one that is looked at.
    private var level = 0
    private(set) var isRecording = true
    private(set) var isExhausted = false
    private(set) var findings: [Finding] = []

    /// Schemas, keywords and claims that are looked at.
    static let defaultMaximumSteps = 400_000
    private static let maximumDepth = 160
    private static let maximumFindings = 1_000

    /// Whether every value that is valid under the other version is valid under the target, and if not, what changed.
    static func run(
        _ versions: SchemaVersions, target: SchemaVersion, maximumSteps: Int
    ) -> (holds: Bool, changes: [SchemaChange]) {
        var subsumption = Subsumption(versions, maximumSteps: maximumSteps)
        let other = versions.root(target == .new ? .old : .new)
        let holds = subsumption.holds([other], .all, in: versions.root(target)) && !subsumption.isExhausted
        return (holds, holds ? [] : subsumption.changes(breaking: target == .new ? .readers : .writers))
    }

    private init(_ versions: SchemaVersions, maximumSteps: Int) {
        self.versions = versions
        equality = StructuralEquality(versions)
        stepsLeft = maximumSteps
    }

    /// Whether every value of these kinds that is valid under all the nodes can be shown to be valid under the target.
    mutating func holds(_ nodes: [VersionedNode], _ kinds: ValueKinds, in target: VersionedNode) -> Bool {
        guard spend(1 + nodes.count) else { return false }
        if versions.isAcceptance(target) { return true }
        let nodes = Set(nodes.map(versions.unwrapped)).sorted()
        let claim = Claim(nodes: nodes, kinds: kinds, target: versions.unwrapped(target))
        switch states[claim] {
        case .shown: return true
        case .assumed(let start):
            guard start < level else { return false }
            usedAssumptions.insert(claim)
            return true
        case .refused(let isReported):
            if isReported || !isRecording { return false }
        case nil: break
        }
        guard depth < Self.maximumDepth else { return false }
        let start = shown.count
        states[claim] = .assumed(level: level)
        depth += 1
        let isShown = decide(claim)
        depth -= 1
        settle(claim, isShown: isShown, start: start)
        return isShown
    }

    private mutating func settle(_ claim: Claim, isShown: Bool, start: Int) {
        let wasUsed = usedAssumptions.remove(claim) != nil
        guard !isShown else {
            states[claim] = .shown
            shown.append(claim)
            return
        }
        states[claim] = .refused(isReported: isRecording)
        guard wasUsed else { return }
        for other in shown[start...] { states[other] = nil }
        shown.removeLast(shown.count - start)
    }

    private mutating func decide(_ claim: Claim) -> Bool {
        let (set, steps) = ConstraintCollector.collect(claim.nodes, claim.kinds, versions)
        guard spend(steps) else { return false }
        if set.isEmpty { return true }
        if let values = set.values, let answer = areAccepted(values, claim) { return answer }
        if set.nodes.sorted().contains(where: { areSame($0, claim.target) }) { return true }
        let start = findings.count
        if holdsDirectly(set, claim) { return true }
        let direct = Array(findings[start...])
        let isRescued = quietly { subsumption in
            if let values = set.countableValues, subsumption.areAccepted(values, claim) == true { return true }
            return subsumption.holdsByKind(set, claim) || subsumption.holdsByChoice(set, claim)
        }
        findings.removeLast(findings.count - start)
        guard !isRescued else { return true }
        if isRecording { report(direct, set, claim) }
        return false
    }

    /// Looks at the keywords of the target one by one.
    private mutating func holdsDirectly(_ set: ConstraintSet, _ claim: Claim) -> Bool {
        var isShown = true
        for instruction in versions.instructions(of: claim.target) {
            guard spend(1) else { return false }
            guard !holds(instruction, set, claim) else { continue }
            isShown = false
            guard isRecording else { return false }
        }
        return isShown
    }

    /// Whether the target accepts each of the values that the nodes accept; nil if that is not known.
    private mutating func areAccepted(_ values: [JSONValue], _ claim: Claim) -> Bool? {
        let start = findings.count
        var isShown = true
        for value in values where claim.kinds.contains(ValueKinds(of: value)) {
            guard spend(Self.evaluationSteps) else { return false }
            if claim.nodes.contains(where: { versions.accepts($0, value) == false }) { continue }
            guard let isAccepted = versions.accepts(claim.target, value) else {
                findings.removeLast(findings.count - start)
                return nil
            }
            guard !isAccepted else { continue }
            isShown = fail(valueKeyword(of: claim.target), at: claim.target, Wording.value(value, claim.target.version))
            guard isRecording else { return false }
        }
        return isShown
    }

    /// What evaluating a value counts as: a few schemas.
    private static let evaluationSteps = 20
}

// Limits and records.
extension Subsumption {
    mutating func spend(_ steps: Int) -> Bool {
        stepsLeft -= steps
        if stepsLeft < 0 { isExhausted = true }
        return !isExhausted
    }

    mutating func areSame(_ left: VersionedNode, _ right: VersionedNode) -> Bool {
        let start = equality.steps
        let isSame = equality.isSame(left, right)
        return spend(equality.steps - start) && isSame
    }

    /// Goes on inside the value.
    mutating func inside(_ body: (inout Subsumption) -> Bool) -> Bool {
        level += 1
        defer { level -= 1 }
        return body(&self)
    }

    /// Tries something that may fail without any harm.
    mutating func quietly(_ body: (inout Subsumption) -> Bool) -> Bool {
        let wasRecording = isRecording
        isRecording = false
        defer { isRecording = wasRecording }
        return body(&self)
    }

    /// Notes a change that breaks compatibility.
    ///
    /// - Returns: false.
    mutating func fail(
        _ path: [String], at node: VersionedNode, _ sentence: @autoclosure () -> String, isCombination: Bool = false
    ) -> Bool {
        guard isRecording, findings.count < Self.maximumFindings else { return false }
        let place = versions.place(node, path)
        findings.append(
            Finding(
                pointer: place.pointer, documentURI: place.documentURI, sentence: sentence(),
                isCombination: isCombination))
        return false
    }

    mutating func add(_ findings: [Finding]) {
        self.findings += findings
    }

    private func changes(breaking side: SchemaChange.Side) -> [SchemaChange] {
        var changes = findings.map {
            SchemaChange(pointer: $0.pointer, documentURI: $0.documentURI, sentence: $0.sentence, breaks: side)
        }
        if isExhausted {
            changes.append(
                SchemaChange(
                    pointer: .root,
                    sentence: Wording.unproven + "comparing for \(side.rawValue) takes more steps than the limit",
                    breaks: .unknown))
        } else if changes.isEmpty {
            changes.append(
                SchemaChange(
                    pointer: .root, sentence: Wording.unproven + "the schemas differ in more than one place at once",
                    breaks: side))
        }
        return changes
    }
}

/// Something that breaks compatibility, or may.
struct Finding {
    var pointer: JSONPointer
    var documentURI: String
    var sentence: String
    /// Whether only a whole combination of schemas is at fault, so that a closer look at its parts may say more.
    var isCombination: Bool
}
