/// Which part of a state concerns a worker. Pure, so that anyone can tell what any worker ought to have.
public enum Projection {
    /// The kinds that a role consumes; nil means all.
    public static func kinds(ofRole role: String) -> Set<String>? {
        switch role {
        case "gateway": ["provider", "route", "prompt"]
        case "model": ["model"]
        default: nil
        }
    }

    /// What a worker of that role ought to serve.
    public static func project(_ state: NamespaceState, role: String) -> Configuration {
        var resources = state.resources
        if let kinds = kinds(ofRole: role) {
            resources = ResourceMap(sorted: state.resources.lazy.filter { kinds.contains($0.key.kind) })
        }
        return Configuration(namespace: state.namespace, revision: state.revision, resources: resources)
    }
}
