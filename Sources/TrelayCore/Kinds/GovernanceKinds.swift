// What governs the changes themselves. But for `schema` the fold cannot keep their rules yet, and refuses them.
extension ResourceKind {
    static let schema = ResourceKind("schema", schema: KindSchemas.schema)

    static let principal = ResourceKind("principal", isEnforced: false, schema: KindSchemas.principal)

    static let policy = ResourceKind("policy", isEnforced: false, schema: KindSchemas.policy)

    static let strategy = ResourceKind("strategy", isEnforced: false, schema: KindSchemas.strategy)

    static let guardLimits = ResourceKind("guard", isEnforced: false, schema: KindSchemas.guardLimits)
}
