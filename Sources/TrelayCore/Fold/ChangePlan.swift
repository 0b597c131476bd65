import TrelayCrypto
import TrelayFormat

/// What an accepted change set will do to a state. Making one changes nothing, so that a rejection has nothing to undo.
struct ChangePlan {
    /// One resource. `new` is nil when it is deleted, and equal to `old` when the value stays what it is.
    struct Step {
        var key: ResourceKey
        var path: ResourcePath
        var old: ResourceEntry?
        var new: ResourceEntry?
        /// What reading the value found out; nil for one that came about here, by a patch.
        var reading: ChangeReading.Value?

        /// False for a resource that gets the value that it has.
        var changesSomething: Bool
    }

    /// Names that are compared with a mistyped one; more would let garbage cost too much.
    private static let maximumCandidates = 200

    private(set) var steps: [Step] = []
    /// The kind of the resource of each step, as it is after the change set.
    private(set) var kinds: [KindCatalog.Entry] = []
    /// The kinds after the change set; nil when it changes none.
    private(set) var catalog: KindCatalog?
    /// Where each resource is in `steps`.
    private var indexes: [ResourceKey: Int] = [:]

    private init() {}

    mutating func append(_ kind: KindCatalog.Entry) {
        kinds.append(kind)
    }

    mutating func adopt(_ catalog: KindCatalog) {
        self.catalog = catalog
    }

    /// The step for a resource, if the change set has one.
    func step(for key: ResourceKey) -> Step? {
        if steps.count == 1 { return steps[0].key == key ? steps[0] : nil }
        return indexes[key].map { steps[$0] }
    }

    /// Checks a change set against a state, in the order in which the rejections are documented.
    ///
    /// The number of changes is looked at first: it bounds what the other checks can cost.
    ///
    /// - Parameters:
    ///   - readings: one for each change.
    ///   - bodyBytes: of the canonical form of the body, if it is known; no value that it brings can be bigger.
    static func make(
        _ changeSet: ChangeSet, _ readings: [ChangeReading], bodyBytes: Int = .max, on state: NamespaceState,
        _ limits: FoldLimits
    ) throws(Rejection) -> ChangePlan {
        try checkCount(changeSet, limits)
        try state.checkBase(changeSet.base)
        try checkKinds(changeSet, state)
        var plan = ChangePlan()
        plan.steps.reserveCapacity(changeSet.changes.count)
        for index in changeSet.changes.indices {
            let old = state.resources[readings[index].path]
            let value = try newValue(changeSet.changes[index], index, old, state)
            plan.append(changeSet.changes[index].key, readings[index], old, value, changeSet.id, state)
        }
        try plan.resolveKinds(state)
        try plan.checkSchemas(limits)
        try plan.checkRest(state, limits)
        try plan.checkReferences(state)
        try plan.checkGuards(state, limits, bodyBytes: bodyBytes)
        return plan
    }

    static func checkCount(_ changeSet: ChangeSet, _ limits: FoldLimits) throws(Rejection) {
        guard changeSet.changes.count <= limits.maximumChanges else {
            throw Rejection(
                .guardTripped,
                "\(changeSet.changes.count) changes in one set, and at most \(limits.maximumChanges) are allowed; "
                    + "split it",
                at: JSONPointer(tokens: ["changes"]))
        }
    }

    static func pointer(_ index: Int, _ tokens: String...) -> JSONPointer {
        JSONPointer(tokens: ["changes", String(index)] + tokens)
    }

    /// The value after the change; nil when it deletes.
    private static func newValue(
        _ change: Change, _ index: Int, _ old: ResourceEntry?, _ state: NamespaceState
    ) throws(Rejection) -> JSONValue? {
        switch change.operation {
        case .put: return change.value ?? .null
        case .patch:
            guard let old else { throw missing(change, index, state) }
            return MergePatch.apply(change.value ?? .null, to: old.value)
        case .delete:
            guard old != nil else { throw missing(change, index, state) }
            return nil
        }
    }

    private static func missing(_ change: Change, _ index: Int, _ state: NamespaceState) -> Rejection {
        let names = state.resources.names(ofKind: change.key.kind, limit: maximumCandidates)
        let suggestion = Suggestion.phrase(for: change.key.name, among: names)
        let advice = change.operation == .patch && suggestion.isEmpty ? "; use \"put\" to create it" : suggestion
        return Rejection(
            .patchFailed, "there is no \(change.key) to \(change.operation.rawValue)\(advice)",
            at: pointer(index, "name"))
    }

    private mutating func append(
        _ key: ResourceKey, _ reading: ChangeReading, _ old: ResourceEntry?, _ value: JSONValue?, _ eventID: String,
        _ state: NamespaceState
    ) {
        var new: ResourceEntry?
        var changesSomething = true
        if let value {
            if let old, old.value == value {
                new = old
                changesSomething = false
            } else {
                let revision = state.revision + 1
                new = ResourceEntry(
                    value: value, digest: nil, createdRevision: old?.createdRevision ?? revision,
                    changedRevision: revision, changedBy: eventID)
            }
        }
        steps.append(
            Step(
                key: key, path: reading.path, old: old, new: new, reading: reading.value,
                changesSomething: changesSomething))
        if steps.count == 2 { indexes[steps[0].key] = 0 }
        if steps.count > 1 { indexes[key] = steps.count - 1 }
    }

    private func checkSchemas(_ limits: FoldLimits) throws(Rejection) {
        // One budget for the change set: many values must not cost more than one large one.
        var budget = limits.maximumSchemaSteps
        for index in steps.indices {
            guard let new = steps[index].new,
                let fault = kinds[index].fault(in: new.value, steps[index].reading, steps: &budget)
            else { continue }
            throw fault.rejection(at: Self.pointer(index, "value"))
        }
    }

    /// Both ways: what is put must find what it refers to, what is deleted must not be missed.
    private func checkReferences(_ state: NamespaceState) throws(Rejection) {
        for index in steps.indices {
            if let new = steps[index].new {
                guard kinds[index].hasReferences else { continue }
                for reference in kinds[index].builtIn?.references(new.value) ?? []
                where !exists(reference.target, state) {
                    throw dangling(reference, index, steps[index].key, state)
                }
            } else if let referrer = remainingReferrer(of: steps[index].key, state) {
                throw Rejection(
                    .danglingReference,
                    "\(referrer) refers to \(steps[index].key); change or delete that in the same change set",
                    at: Self.pointer(index))
            }
        }
    }

    private func dangling(
        _ reference: ResourceKind.Reference, _ index: Int, _ referrer: ResourceKey, _ state: NamespaceState
    ) -> Rejection {
        let names = state.resources.names(ofKind: reference.target.kind, limit: Self.maximumCandidates)
        let suggestion = Suggestion.phrase(for: reference.target.name, among: names)
        let advice = suggestion.isEmpty ? "; put it first or in the same change set" : suggestion
        return Rejection(
            .danglingReference, "\(referrer) refers to \(reference.target), which does not exist\(advice)",
            at: JSONPointer(tokens: ["changes", String(index), "value"] + reference.path))
    }

    private func exists(_ key: ResourceKey, _ state: NamespaceState) -> Bool {
        if let step = step(for: key) { return step.new != nil }
        return state.resources[key] != nil
    }

    /// The first resource, by key, that this change set does not touch and that refers to `key`. The ones that it
    /// touches are checked where they are put.
    private func remainingReferrer(of key: ResourceKey, _ state: NamespaceState) -> ResourceKey? {
        state.references.referrers(of: key).filter { step(for: $0) == nil }.min()
    }

    /// - Parameter bodyBytes: of the canonical form of the body. No value that it brings can be bigger.
    private func checkGuards(
        _ state: NamespaceState, _ limits: FoldLimits, bodyBytes: Int
    ) throws(Rejection) {
        for index in steps.indices where steps[index].changesSomething {
            guard let new = steps[index].new, bodyBytes > limits.maximumValueBytes || steps[index].reading == nil
            else { continue }
            let size = new.value.canonicalByteCount
            guard size <= limits.maximumValueBytes else {
                throw Rejection(
                    .guardTripped,
                    "\(steps[index].key) would have \(size) bytes, and at most \(limits.maximumValueBytes) are allowed; "
                        + "refer to large content by digest",
                    at: Self.pointer(index, "value"))
            }
        }
        var growth = 0
        for index in steps.indices {
            growth += (steps[index].new == nil ? 0 : 1) - (steps[index].old == nil ? 0 : 1)
        }
        guard growth <= 0 || state.resources.count + growth <= limits.maximumResources else {
            throw Rejection(
                .guardTripped,
                "the namespace would have \(state.resources.count + growth) resources, and at most "
                    + "\(limits.maximumResources) are allowed; delete some or use another namespace",
                at: JSONPointer(tokens: ["changes"]))
        }
    }
}
