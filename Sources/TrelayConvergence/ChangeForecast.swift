public import TrelayCore
public import TrelayCrypto
public import TrelayFormat

/// What a change set would do if it were the next event: to the resources, to each role of the fleet, and to those who
/// read or write values of a kind whose schema it changes.
///
/// Pure, and computed by the same code as the fold and the projection: the predicted digests are those that workers will
/// prove.
public struct ChangeForecast: Sendable, Hashable {
    /// What it would do to one role.
    public struct Role: Sendable, Hashable {
        public var role: String
        /// Expected workers of the role.
        public var workers: Int
        /// What its workers ought to serve before and after it.
        public var before: Digest
        public var after: Digest

        public var changes: Bool { before != after }
    }

    /// A schema of the users' own that it changes.
    public struct SchemaStep: Sendable, Hashable {
        /// The kind that the schema is for.
        public var kind: String
        public var compatibility: SchemaCompatibility
    }

    /// The revision that it would become.
    public var revision: Int
    public var changes: [ResourceChange]
    /// The digest of the state after it: what `expect` may carry.
    public var digest: Digest
    public var roles: [Role]
    public var schemas: [SchemaStep]
}

extension ConvergenceModel {
    /// What the change set would do to what is known now.
    ///
    /// - Parameter now: the broker's time, which decides who is expected.
    /// - Throws: the rejection that the fold would give.
    public func forecast(_ changeSet: ChangeSet, at now: Timestamp) throws(Rejection) -> ChangeForecast {
        let state = state
        var preview = try state.preview(changeSet)
        let digest = preview.resources.refreshDigest()
        let roles = view(at: now).roles.map { role in
            ChangeForecast.Role(
                role: role.role, workers: role.expected,
                before: Projection.project(state.resources, role: role.role).digest(),
                after: Projection.project(preview.resources, role: role.role).digest())
        }
        return ChangeForecast(
            revision: state.revision + 1, changes: preview.changes, digest: digest, roles: roles,
            schemas: preview.changes.compactMap { Self.schemaStep($0, state.schemaDocuments) })
    }

    /// Nil for other kinds, and for a schema that is new: nobody relies on it yet.
    private static func schemaStep(
        _ change: ResourceChange, _ documents: [String: JSONValue]
    ) -> ChangeForecast.SchemaStep? {
        guard change.key.kind == "schema", let old = change.old?.value["schema"], let new = change.new?.value["schema"]
        else { return nil }
        do throws(SchemaError) {
            let compatibility = try SchemaCompatibility.compare(
                old: old, new: new, documents: documents, assertsFormats: true)
            return ChangeForecast.SchemaStep(kind: change.key.name, compatibility: compatibility)
        } catch {
            let unknown = SchemaChange(
                pointer: error.pointer, sentence: "cannot be compared: \(error.message)", breaks: .unknown)
            return ChangeForecast.SchemaStep(
                kind: change.key.name, compatibility: SchemaCompatibility(level: .none, changes: [unknown]))
        }
    }
}
