/// Which part of a state concerns a worker. Pure, so that anyone can tell what any worker ought to have.
public enum Projection {
    /// The kinds that a role consumes; nil means all.
    public static func kinds(ofRole role: String) -> Set<String>? {
        switch role {
        case "gateway":
            ["provider", "route", "prompt", "credential", "consumer", "limit", "cache", "flag", "rules"]
        case "model": ["model", "credential", "rules"]
        default: nil
        }
    }

    /// What a worker of that role ought to serve.
    public static func project(_ state: NamespaceState, role: String) -> Configuration {
        Configuration(
            namespace: state.namespace, revision: state.revision, resources: project(state.resources, role: role))
    }

    /// Those of the resources that a worker of that role ought to serve.
    public static func project(_ resources: ResourceMap, role: String) -> ResourceMap {
        kinds(ofRole: role).map { resources.restricted(to: $0) } ?? resources
    }
}
