/// Which changes to list.
public struct AuditFilter: Hashable, Sendable {
    public var namespace: String?
    public var revision: Int?
    /// The most lines, newest first.
    public var limit: Int

    public init(namespace: String? = nil, revision: Int? = nil, limit: Int = 50) {
        self.namespace = namespace
        self.revision = revision
        self.limit = limit
    }
}
