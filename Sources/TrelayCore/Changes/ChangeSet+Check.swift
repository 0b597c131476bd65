import TrelayFormat

extension ChangeSet {
    /// Checks what can be checked without a state: the number of changes, the values that are put, the schemas in them,
    /// and the values of kinds that these schemas make or narrow.
    ///
    /// For publishers, who want to know early. The fold checks all of it again. A kind that is not built in may be one that
    /// a schema in the log makes: that only `checkKinds(on:)` can tell.
    ///
    /// - Parameter schemas: of kinds that the change set does not bring itself.
    public func check(limits: FoldLimits = FoldLimits(), schemas: GivenSchemas = GivenSchemas()) throws(Rejection) {
        try ChangePlan.checkCount(self, limits)
        let catalog = try catalog(with: schemas)
        var budget = limits.maximumSchemaSteps
        for (index, change) in changes.enumerated() where change.operation == .put {
            let kind = catalog.entry(of: change.key.kind)
            if kind == nil, ResourceKind.named(change.key.kind) != nil {
                throw ChangePlan.unknownKind(change.key.kind, index, own: [])
            }
            guard let fault = kind?.fault(in: change.value ?? .null, nil, steps: &budget) else { continue }
            throw fault.rejection(at: ChangePlan.pointer(index, "value"))
        }
    }

    /// Checks that every kind is built in, or made by a schema of the state or of this change set.
    ///
    /// - Throws: the rejection `unknownKind`.
    public func checkKinds(on state: NamespaceState) throws(Rejection) {
        try ChangePlan.checkKinds(self, state)
    }

    /// The kinds that the given schemas and the change set's own make; without the latter if one of them refers to what
    /// only the log may hold, so that the fold alone can decide.
    private func catalog(with schemas: GivenSchemas) throws(Rejection) -> KindCatalog {
        var values = schemas.values
        var places: [String: Int] = [:]
        for (index, change) in changes.enumerated()
        where change.operation == .put && change.key.kind == KindCatalog.schemaKind {
            let value = change.value ?? .null
            if let fault = ResourceKind.schema.fault(in: value) {
                throw fault.rejection(at: ChangePlan.pointer(index, "value"))
            }
            values[change.key.name] = value
            places[change.key.name] = index
        }
        guard !places.isEmpty else { return schemas.catalog }
        do throws(KindCatalog.SchemaFailure) {
            return try KindCatalog(values)
        } catch {
            if error.isUnresolved { return schemas.catalog }
            let pointer = error.resource.flatMap { places[$0] }.map { ChangePlan.pointer($0, "value") }
            throw error.fault.rejection(at: pointer ?? JSONPointer(tokens: ["changes"]))
        }
    }
}
