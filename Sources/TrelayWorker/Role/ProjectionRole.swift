public import TrelayCore

/// A role that holds its projection of the configuration and serves it: the common part of the built-in roles.
///
/// `check` is what a role adds: it looks at the configuration that is to come and refuses what this worker could not serve.
public final class ProjectionRole: WorkerRole {
    /// Looks at the next configuration and what changed, and throws when this worker could not serve it.
    public typealias Check = @Sendable (Configuration, [ResourceChange]) throws(RoleRefusal) -> Void

    public let name: String
    private let cell: SnapshotCell<Configuration>
    private let check: Check

    /// - Parameters:
    ///   - name: the role's name.
    ///   - namespace: the namespace that it serves, for the empty configuration it starts with.
    ///   - check: refuses a configuration before anything changes.
    public init(name: String, namespace: String, check: @escaping Check = { (_, _) throws(RoleRefusal) in }) {
        self.name = name
        self.check = check
        cell = SnapshotCell(Configuration(namespace: namespace, revision: 0, resources: ResourceMap()))
    }

    public var live: Configuration { cell.load() }

    /// A reader of the live configuration for one thread or connection.
    public func makeReader() -> SnapshotReader<Configuration> { cell.makeReader() }

    public func prepare(_ next: Configuration, changes: [ResourceChange]) throws(RoleRefusal) -> Configuration {
        try check(next, changes)
        return next
    }

    public func commit(_ prepared: Configuration) -> Configuration {
        cell.replace(with: prepared)
    }
}
