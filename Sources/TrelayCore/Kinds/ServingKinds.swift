import TrelayFormat

// What gateways consume.
extension ResourceKind {
    static let provider = ResourceKind("provider", schema: KindSchemas.provider, references: credentialReferences)

    static let route = ResourceKind(
        "route", schema: KindSchemas.route, check: weightFault, references: routeReferences)

    static let prompt = ResourceKind("prompt", schema: KindSchemas.prompt)

    static let credential = ResourceKind("credential", schema: KindSchemas.credential)

    static let consumer = ResourceKind("consumer", schema: KindSchemas.consumer, references: routeNames)

    static let limit = ResourceKind("limit", schema: KindSchemas.limit, references: scopeReferences)

    static let cache = ResourceKind("cache", schema: KindSchemas.cache, references: routeNames)

    static let flag = ResourceKind("flag", schema: KindSchemas.flag)

    @Sendable private static func routeNames(_ value: JSONValue) -> [Reference] {
        References(value).names("routes", "route")
    }

    @Sendable private static func scopeReferences(_ value: JSONValue) -> [Reference] {
        guard let scope = value["scope"] else { return [] }
        let references = References(scope, ["scope"])
        return references.name("consumer", "consumer") + references.name("route", "route")
    }

    /// With nothing but zeros no target could ever be chosen.
    @Sendable private static func weightFault(_ value: JSONValue) -> ValueFault? {
        if !hasWeight(value["targets"]) { return allZero(at: ["targets"]) }
        for (index, segment) in (value["segments"]?.arrayValue ?? []).enumerated() where !hasWeight(segment["targets"])
        {
            return allZero(at: ["segments", String(index), "targets"])
        }
        return nil
    }

    private static func hasWeight(_ targets: JSONValue?) -> Bool {
        (targets?.arrayValue ?? []).contains { ($0["weight"]?.integerValue ?? 0) > 0 }
    }

    private static func allZero(at path: [String]) -> ValueFault {
        ValueFault("every weight is 0; give at least one target a weight", at: path)
    }

    @Sendable private static func routeReferences(_ value: JSONValue) -> [Reference] {
        var references: [Reference] = []
        for list in ["targets", "fallbacks"] { references += providers(value[list], [list]) }
        for (index, segment) in (value["segments"]?.arrayValue ?? []).enumerated() {
            references += providers(segment["targets"], ["segments", String(index), "targets"])
        }
        return references + References(value).name("prompt", "prompt")
    }

    private static func providers(_ targets: JSONValue?, _ path: [String]) -> [Reference] {
        (targets?.arrayValue ?? []).enumerated().flatMap { index, target in
            References(target, path + [String(index)]).name("provider", "provider")
        }
    }
}

extension ResourceKind {
    /// `credential:NAME` names a resource; the other forms lead out of the log.
    @Sendable static func credentialReferences(_ value: JSONValue) -> [Reference] {
        References(value).credential("credential")
    }
}

/// Collects the references of an object.
struct References {
    private let value: JSONValue
    private let path: [String]

    init(_ value: JSONValue, _ path: [String] = []) {
        self.value = value
        self.path = path
    }

    /// The member is the name of a resource of that kind.
    func name(_ member: String, _ kind: String) -> [ResourceKind.Reference] {
        guard let name = value[member]?.stringValue else { return [] }
        return [.init(path: path + [member], target: ResourceKey(kind: kind, name: name))]
    }

    /// The member is an array of such names.
    func names(_ member: String, _ kind: String) -> [ResourceKind.Reference] {
        (value[member]?.arrayValue ?? []).enumerated().compactMap { index, name in
            name.stringValue.map {
                .init(path: path + [member, String(index)], target: ResourceKey(kind: kind, name: $0))
            }
        }
    }

    func credential(_ member: String) -> [ResourceKind.Reference] {
        let prefix = "credential:"
        guard let text = value[member]?.stringValue, text.utf8.starts(with: prefix.utf8) else { return [] }
        let name = String(text.utf8.dropFirst(prefix.utf8.count)) ?? ""
        return [.init(path: path + [member], target: ResourceKey(kind: "credential", name: name))]
    }
}
