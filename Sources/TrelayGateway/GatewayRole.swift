public import TrelayCore
import TrelayFormat
import TrelaySystem
public import TrelayTelemetry
public import TrelayWorker

/// The role `gateway`: holds providers, routes and prompts, ready to serve requests.
///
/// It refuses a configuration that it could not serve here: a provider whose credential is not to be had in this
/// process, although the log may name it for other gateways, and a route that leads nowhere. Retiring a configuration
/// waits for nothing: snapshots are counted by those who hold them, and the last request of one frees it.
public final class GatewayRole: WorkerRole {
    public static let name = "gateway"

    /// What is made ready: a snapshot for requests.
    public struct Prepared: Sendable {
        let snapshot: GatewaySnapshot
    }

    public var name: String { Self.name }
    let metrics = GatewayMetrics()
    private let credentials: any CredentialSource
    private let cell: SnapshotCell<GatewaySnapshot>

    /// - Parameter credentials: finds the credentials that the configuration refers to, on this machine.
    public init(namespace: String, credentials: any CredentialSource) {
        self.credentials = credentials
        cell = SnapshotCell(GatewaySnapshot(empty: namespace))
    }

    public var live: Configuration { snapshot.configuration }

    /// What serves at this moment, for paths that are not hot.
    var snapshot: GatewaySnapshot { cell.load() }

    /// A reader for one shard.
    func makeReader() -> SnapshotReader<GatewaySnapshot> { cell.makeReader() }

    public func metricsExposition() -> String { metrics.exposition() }

    public func prepare(_ next: Configuration, changes: [ResourceChange]) throws(RoleRefusal) -> Prepared {
        try prepare(next, changes: changes, trace: nil)
    }

    public func prepare(
        _ next: Configuration, changes: [ResourceChange], trace: TraceContext?
    ) throws(RoleRefusal) -> Prepared {
        let table = try RoutingTable(next)
        let providers = try providers(of: table, changes)
        return Prepared(
            snapshot: GatewaySnapshot(
                configuration: next, table: table, providers: providers, applyTrace: trace,
                created: Int(SystemClock.wallMilliseconds() / 1_000)))
    }

    public func commit(_ prepared: Prepared) -> Prepared {
        Prepared(snapshot: cell.replace(with: prepared.snapshot))
    }

    /// A dry run of every route, on what serves.
    public func probe() throws(RoleRefusal) {
        try DryRun(snapshot: snapshot).run()
    }

    // MARK: - Compiling

    /// Only providers that change are looked at: one that serves already must not fail because of a stranger's change.
    private func providers(
        of table: RoutingTable, _ changes: [ResourceChange]
    ) throws(RoleRefusal) -> [String: CompiledProvider] {
        let live = snapshot.providers
        let changed = Set(changes.lazy.filter { $0.key.kind == "provider" }.map(\.key.name))
        var providers: [String: CompiledProvider] = [:]
        for (name, provider) in table.providers {
            if let present = live[name], !changed.contains(name) {
                providers[name] = present
            } else {
                providers[name] = try CompiledProvider(provider, credentials: credentials)
            }
        }
        return providers
    }
}
