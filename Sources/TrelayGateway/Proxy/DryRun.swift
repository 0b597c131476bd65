import TrelayWorker

/// Goes through every route of what serves, as a request would, without asking an upstream: a route that is found, a
/// target that is chosen, a provider that is compiled, a request that its dialect can be told.
struct DryRun {
    let snapshot: GatewaySnapshot

    /// - Throws: a refusal that names the first route with a target that no request could be sent to.
    func run() throws(RoleRefusal) {
        guard let table = snapshot.table else { return }
        for route in table.routes {
            let model = route.model ?? Self.anyModel
            let path = route.path ?? "/v1/chat/completions"
            let facts = RequestFacts(path: path, model: model, stickyKey: "dry run") { _ in nil }
            // Another route may match the same and come first: then this one is never asked, which is no fault.
            let decision = table.decide(facts)
            try check(route.targets + route.fallbacks + route.segments.flatMap(\.targets), of: route, model)
            guard decision?.chain.isEmpty == false else {
                throw RoleRefusal(
                    code: "routeWithoutTarget", path: "/route/\(route.name)/targets",
                    message: "no request for '\(model)' finds a target; give one of the targets a weight")
            }
        }
    }

    private static let anyModel = "any"

    private func check(_ targets: [RouteTarget], of route: Route, _ model: String) throws(RoleRefusal) {
        for target in targets {
            guard let provider = snapshot.providers[target.provider.name] else {
                throw RoleRefusal(
                    code: "danglingReference", path: "/route/\(route.name)/targets",
                    message: "provider/\(target.provider.name) is not held by this gateway")
            }
            try check(provider.target(target.provider, model: target.model(for: model)), route, target)
        }
    }

    private func check(_ target: UpstreamTarget, _ route: Route, _ routed: RouteTarget) throws(RoleRefusal) {
        do throws(GatewayFault) {
            _ = try target.request(for: try Self.sample(target.dialect))
        } catch {
            throw RoleRefusal(
                code: "targetUnusable", path: "/route/\(route.name)/targets",
                message: "no request can be made for \(routed.identifier(for: target.model)): \(error.message)")
        }
    }

    /// The smallest request that a dialect serves.
    private static func sample(_ dialect: Dialect) throws(GatewayFault) -> CallerRequest {
        switch dialect {
        case .openAI, .anthropic:
            try CallerRequest(
                endpoint: .chatCompletions,
                body: Array(#"{"model":"any","messages":[{"role":"user","content":"dry run"}]}"#.utf8))
        case .openInference:
            try CallerRequest(
                endpoint: .infer(model: "any", version: nil), body: Array(#"{"inputs":[{"name":"x"}]}"#.utf8))
        }
    }
}
