import TrelayFormat
import TrelayWorker

/// Where an attempt may go.
struct RouteTarget: Sendable {
    let provider: RoutingProvider
    /// What the upstream calls the model; nil for whatever the caller wrote.
    let model: String?
    /// From 0, for a target that takes no part, to `Assignment.maximumWeight`; 0 for a fallback.
    let weight: Int
    /// Of `Assignment.targetSalt`.
    let salt: UInt64

    func model(for caller: String) -> String { model ?? caller }

    /// `provider/model`: in stamps, metrics and explanations.
    func identifier(for caller: String) -> String { provider.name + "/" + model(for: caller) }

    /// Whether both lead to the same model of the same provider.
    func isSame(as other: RouteTarget, for caller: String) -> Bool {
        provider === other.provider
            && (model == nil && other.model == nil
                || model(for: caller).utf8.elementsEqual(other.model(for: caller).utf8))
    }
}

extension RouteTarget {
    /// The targets of a list in the configuration.
    ///
    /// - Parameter place: of the list, for a refusal.
    static func list(
        _ value: JSONValue?, at place: String, _ providers: [String: RoutingProvider]
    ) throws(RoleRefusal) -> [RouteTarget] {
        var targets: [RouteTarget] = []
        var ordinals: [String: Int] = [:]
        for (index, target) in (value?.arrayValue ?? []).enumerated() {
            let name = target["provider"]?.stringValue ?? ""
            let provider = try Route.found(name, in: providers, "provider", at: "\(place)/\(index)/provider")
            let ordinal = ordinals[name, default: 0]
            ordinals[name] = ordinal + 1
            targets.append(
                RouteTarget(
                    provider: provider, model: target["model"]?.stringValue,
                    weight: min(max(0, target["weight"]?.integerValue ?? 0), Assignment.maximumWeight),
                    salt: Assignment.targetSalt(provider: name, ordinal: ordinal)))
        }
        return targets
    }

    /// As `list`, for targets that are chosen by weight or by what they cost: one of them must have a weight.
    static func weightedList(
        _ value: JSONValue?, at place: String, _ providers: [String: RoutingProvider]
    ) throws(RoleRefusal) -> [RouteTarget] {
        let targets = try list(value, at: place, providers)
        guard targets.contains(where: { $0.weight > 0 }) else {
            throw RoleRefusal(
                code: "noTarget", path: place,
                message: targets.isEmpty
                    ? "there is no target; name one" : "every weight is 0; give at least one target a weight")
        }
        return targets
    }
}
