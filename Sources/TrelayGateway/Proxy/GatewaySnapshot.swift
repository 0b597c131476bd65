import TrelayCore
import TrelayHTTP
import TrelayTelemetry

/// Everything a request needs to know of the configuration, of one revision: made ready before it serves, never
/// changed after. A request takes one at its beginning and keeps it to its end; the last request that lets go of it
/// frees it.
final class GatewaySnapshot: Sendable {
    let configuration: Configuration
    /// Nil before the first configuration.
    let table: RoutingTable?
    let providers: [String: CompiledProvider]
    /// The span that put it in place, for links from the spans of requests.
    let applyTrace: TraceContext?
    /// Whether a route needs to know how fast its targets are.
    let choosesByLatency: Bool
    /// The headers that say which configuration this is.
    let stamp: HTTPHeaders
    /// The answer of `/v1/models`.
    let modelList: [UInt8]
    /// What each model of the list is answered with alone.
    private let models: [String: [UInt8]]

    /// - Parameter created: `created` of all models: when this configuration was made ready, seconds since 1970.
    init(
        configuration: Configuration, table: RoutingTable, providers: [String: CompiledProvider],
        applyTrace: TraceContext?, created: Int
    ) {
        self.configuration = configuration
        self.table = table
        self.providers = providers
        // A span that nobody records cannot be looked up.
        self.applyTrace = applyTrace?.isSampled == true ? applyTrace : nil
        choosesByLatency = table.routes.contains { $0.policy == .lowestLatency }
        let entries = table.models.map { ModelList.Entry(identifier: $0, owner: "trelay") }
        modelList = ModelList.body(entries, created: created)
        models = Dictionary(entries.map { ($0.identifier, ModelList.body($0, created: created)) }) { first, _ in first }
        stamp = [GatewayStamp.revision: String(configuration.revision), GatewayStamp.digest: table.digest]
    }

    /// What serves before the first configuration: nothing.
    init(empty namespace: String) {
        configuration = Configuration(namespace: namespace, revision: 0, resources: ResourceMap())
        table = nil
        providers = [:]
        applyTrace = nil
        choosesByLatency = false
        modelList = ModelList.body([], created: 0)
        models = [:]
        stamp = [GatewayStamp.revision: "0"]
    }

    var revision: Int { configuration.revision }

    /// The answer of `/v1/models/{identifier}`; nil if there is no such model.
    func model(_ identifier: String) -> [UInt8]? { models[identifier] }
}
