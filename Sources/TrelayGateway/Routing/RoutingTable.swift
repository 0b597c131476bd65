import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayWorker

/// All routes of a configuration, ready to decide. Immutable; any thread.
///
/// The route of a request is the one that matches its model and its path; else its model; else its path; else the one
/// that matches everything. Of several that match the same the first by name counts. Models and paths are compared byte
/// by byte.
final class RoutingTable: Sendable {
    let namespace: String
    let revision: Int
    /// Of the configuration, as text.
    let digest: String
    let providers: [String: RoutingProvider]
    let routes: [Route]
    private let byModelAndPath: [Match: Route]
    private let byModel: [ExactText: Route]
    private let byPath: [ExactText: Route]
    private let otherwise: Route?

    private struct Match: Hashable {
        var model: ExactText
        var path: ExactText
    }

    /// - Throws: a refusal with code and path, if this gateway could not serve the configuration.
    init(_ configuration: Configuration) throws(RoleRefusal) {
        namespace = configuration.namespace
        revision = configuration.revision
        // The entries know their digests: a reload must not cost a pass over what did not change.
        digest = configuration.resources.digest().description
        var providers: [String: RoutingProvider] = [:]
        for (key, entry) in configuration.resources.of(kind: "provider") {
            providers[key.name] = try RoutingProvider(key, entry.value)
        }
        var prompts: [String: Prompt] = [:]
        for (key, entry) in configuration.resources.of(kind: "prompt") {
            prompts[key.name] = try Prompt(key, entry.value)
        }
        var routes: [Route] = []
        for (key, entry) in configuration.resources.of(kind: "route") {
            routes.append(try Route(key, entry.value, providers: providers, prompts: prompts))
        }
        self.providers = providers
        self.routes = routes
        func index<Key: Hashable>(_ key: (Route) -> Key?) -> [Key: Route] {
            Dictionary(
                routes.compactMap { route in key(route).map { ($0, route) } }, uniquingKeysWith: { first, _ in first })
        }
        byModelAndPath = index { route in
            guard let model = route.model, let path = route.path else { return nil }
            return Match(model: ExactText(model), path: ExactText(path))
        }
        byModel = index { $0.path == nil ? $0.model.map { ExactText($0) } : nil }
        byPath = index { $0.model == nil ? $0.path.map { ExactText($0) } : nil }
        otherwise = routes.first { $0.model == nil && $0.path == nil }
    }

    func route(path: String, model: String) -> Route? {
        let (model, path) = (ExactText(model), ExactText(path))
        return byModelAndPath[Match(model: model, path: path)] ?? byModel[model] ?? byPath[path] ?? otherwise
    }

    /// What callers may write as `model`, in order: the models that routes match, and where a route takes every model,
    /// those that the providers of its targets name.
    var models: [String] {
        var names: Set<String> = []
        for route in routes {
            if let model = route.model {
                names.insert(model)
            } else {
                for target in route.targets where target.model == nil { names.formUnion(target.provider.models) }
            }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Decides where a request goes; nil when no route takes it. Pure: equal facts, equal decision.
    func decide(_ facts: RequestFacts) -> Decision? {
        route(path: facts.path, model: facts.model).map { Decision($0, facts) }
    }
}
