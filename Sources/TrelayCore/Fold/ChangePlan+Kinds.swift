import TrelayFormat

// Kinds: a change set may bring the schema of a kind and the first resources of it, in any order.
extension ChangePlan {
    /// Every kind must be one that is built in, or one that a `schema` resource makes: of the state, or of the change set.
    static func checkKinds(_ changeSet: ChangeSet, _ state: NamespaceState) throws(Rejection) {
        for index in changeSet.changes.indices {
            let kind = changeSet.changes[index].key.kind
            guard state.kinds.entry(of: kind) == nil, !changeSet.brings(kind) else { continue }
            throw unknownKind(kind, index, own: state.kinds.ownKinds)
        }
    }

    static func unknownKind(_ name: String, _ index: Int, own: [String]) -> Rejection {
        let place = pointer(index, "kind")
        if ResourceKind.named(name)?.isEnforced == false {
            return Rejection(
                .unknownKind,
                "this version cannot enforce the kind \(quoted(name)), and therefore refuses it; leave it out",
                at: place)
        }
        let names = (ResourceKind.names + own.filter { !ResourceKind.names.contains($0) }).prefix(maximumNamedKinds)
        let suggestion = Suggestion.phrase(for: name, among: Array(names))
        return Rejection(
            .unknownKind,
            "there is no kind \(quoted(name)); the kinds are \(names.joined(separator: ", "))\(suggestion)", at: place)
    }

    private static let maximumNamedKinds = 40

    /// Finds the kind of each step, and compiles the schemas anew if one of them changes.
    mutating func resolveKinds(_ state: NamespaceState) throws(Rejection) {
        var kinds = state.kinds
        if steps.contains(where: { $0.key.kind == KindCatalog.schemaKind && $0.changesSomething }) {
            kinds = try changedCatalog(state)
            adopt(kinds)
        }
        for (index, step) in steps.enumerated() {
            guard let entry = kinds.entry(of: step.key.kind) ?? leavingEntry(of: step, state) else {
                throw Self.unknownKind(step.key.kind, index, own: kinds.ownKinds)
            }
            append(entry)
        }
    }

    /// The kind of a resource that is deleted together with the schema that made its kind.
    private func leavingEntry(of step: Step, _ state: NamespaceState) -> KindCatalog.Entry? {
        step.new == nil ? state.kinds.entry(of: step.key.kind) : nil
    }

    private func changedCatalog(_ state: NamespaceState) throws(Rejection) -> KindCatalog {
        var values = state.resources.schemaValues
        var places: [String: Int] = [:]
        for (index, step) in steps.enumerated() where step.key.kind == KindCatalog.schemaKind {
            values[step.key.name] = step.new?.value
            places[step.key.name] = index
            // The form of the resource first: what is compiled is a member of it.
            if let value = step.new?.value, let fault = ResourceKind.schema.fault(in: value) {
                throw fault.rejection(at: Self.pointer(index, "value"))
            }
        }
        do throws(KindCatalog.SchemaFailure) {
            return try KindCatalog(values)
        } catch {
            guard let resource = error.resource else {
                throw Rejection(.guardTripped, error.fault.message, at: JSONPointer(tokens: ["changes"]))
            }
            if let index = places[resource] { throw error.fault.rejection(at: Self.pointer(index, "value")) }
            throw Rejection(
                .danglingReference, "schema/\(resource) would no longer compile: \(error.fault.message)",
                at: JSONPointer(tokens: ["changes"]))
        }
    }

    /// A schema that changes must fit what is there already, and one that goes must not leave resources without a kind.
    func checkRest(_ state: NamespaceState, _ limits: FoldLimits) throws(Rejection) {
        guard let catalog else { return }
        var budget = limits.maximumRevalidationSteps
        for kind in catalog.ownKinds where isAffected(kind, state) {
            try checkRest(ofKind: kind, catalog, state, &budget)
        }
        for (index, step) in steps.enumerated() where step.key.kind == KindCatalog.schemaKind && step.new == nil {
            let kind = step.key.name
            guard catalog.entry(of: kind) == nil else { continue }
            let left = state.resources.of(kind: kind).first { self.step(for: $0.key) == nil }
            guard let left else { continue }
            throw Rejection(
                .danglingReference,
                "\(left.key) is of the kind that \(step.key) makes; delete it in the same change set",
                at: Self.pointer(index))
        }
    }

    /// Whether values that satisfied the kind's schema may not do so any more: because it changes, or because it may refer
    /// to one that does.
    private func isAffected(_ kind: String, _ state: NamespaceState) -> Bool {
        let key = ResourceKey(kind: KindCatalog.schemaKind, name: kind)
        guard let step = step(for: key) else {
            return state.resources[key].map { $0.value["schema"]?.refersElsewhere ?? false } ?? false
        }
        let (old, new) = (step.old?.value, step.new?.value)
        return old?["schema"] != new?["schema"] || old?["assertFormats"] != new?["assertFormats"]
            || new?["schema"]?.refersElsewhere == true
    }

    private func checkRest(
        ofKind kind: String, _ catalog: KindCatalog, _ state: NamespaceState, _ budget: inout Int
    ) throws(Rejection) {
        guard let entry = catalog.entry(of: kind) else { return }
        for (key, resource) in state.resources.of(kind: kind) where step(for: key) == nil {
            // What the built-in schema says of it was decided when it was put.
            guard let fault = entry.ownFault(in: resource.value, steps: &budget) else { continue }
            let index = steps.firstIndex { $0.key.kind == KindCatalog.schemaKind && $0.key.name == kind }
            let place = index.map { Self.pointer($0, "value") } ?? JSONPointer(tokens: ["changes"])
            guard fault.code == .schemaInvalid else {
                throw Rejection(
                    fault.code,
                    "checking \(key) and the others against schema/\(kind) takes too many steps; make the schema "
                        + "simpler, or the resources fewer", at: place)
            }
            let path = fault.pointer.tokens.isEmpty ? "" : " at \(fault.pointer)"
            throw Rejection(
                .schemaInvalid,
                "\(key) does not satisfy schema/\(kind)\(path): \(fault.message); change it in the same change set",
                at: place)
        }
    }
}

extension JSONValue {
    /// Whether a schema has a reference that leads out of it, or may.
    fileprivate var refersElsewhere: Bool {
        switch self {
        case .array(let elements): return elements.contains { $0.refersElsewhere }
        case .object(let object):
            for (key, value) in object {
                if key == "$ref" || key == "$dynamicRef", let target = value.stringValue,
                    target.utf8.first != UInt8(ascii: "#")
                {
                    return true
                }
                if value.refersElsewhere { return true }
            }
            return false
        default: return false
        }
    }
}

extension ChangeSet {
    /// Whether the change set puts the schema of that kind.
    func brings(_ kind: String) -> Bool {
        guard ResourceKind.named(kind) == nil else { return false }
        return changes.contains {
            $0.key.kind == KindCatalog.schemaKind && $0.key.name == kind && $0.operation != .delete
        }
    }
}
