public import TrelayCore
import TrelayFormat
import TrelaySystem
public import TrelayTelemetry
public import TrelayWorker

/// The role `model`: serves the models of a configuration, and changes them while they serve.
///
/// A model with a `runtime` is fetched, verified, loaded beside the one that serves, warmed up and compared with its
/// golden outputs before anything changes; then one pointer is swapped, the requests that run on the old one end, and it
/// is unloaded. On any failure the old one stays. A model without a `runtime` is described and not served: if its
/// artifact is a file of this machine, that must be as described.
public final class ModelRole: WorkerRole {
    public static let name = "model"

    public var name: String { Self.name }
    /// Where requests find what they are served by.
    public let store: ModelStore
    private let loader: ModelLoader
    private let described: any ArtifactSource
    private let drainTimeout: Duration
    private let observer: any SwapObserver
    let metrics: ModelMetrics

    /// - Parameters:
    ///   - runtimes: the engines of this worker.
    ///   - described: looks at artifacts of models that are not served.
    ///   - drainTimeout: how long a swap waits for requests on the old model; they end in any case.
    public init(
        namespace: String, cache: ArtifactCache, runtimes: [any ModelRuntime],
        described: any ArtifactSource = LocalArtifacts(), observer: any SwapObserver = NoSwapObserver(),
        drainTimeout: Duration = .seconds(5)
    ) {
        let metrics = ModelMetrics(cache: cache, next: observer)
        self.metrics = metrics
        store = ModelStore(namespace: namespace)
        loader = ModelLoader(cache: cache, runtimes: runtimes, observer: metrics)
        self.described = described
        self.drainTimeout = drainTimeout
        self.observer = metrics
    }

    public var live: Configuration { store.configuration }

    public func metricsExposition() -> String { metrics.exposition() }

    public func prepare(_ next: Configuration, changes: [ResourceChange]) throws(RoleRefusal) -> ModelSnapshot {
        try prepare(next, changes: changes, trace: nil)
    }

    public func prepare(
        _ next: Configuration, changes: [ResourceChange], trace: TraceContext?
    ) throws(RoleRefusal) -> ModelSnapshot {
        let live = store.snapshot
        var models = live.models
        var loaded: [String: ServedModel] = [:]
        do throws(RoleRefusal) {
            for change in changes where change.key.kind == Self.name {
                models[change.key.name] = nil
                guard let model = try load(change, live, trace) else { continue }
                loaded[change.key.name] = model
                models[change.key.name] = model
            }
        } catch {
            for model in loaded.values { model.instance.release(trace: trace) }
            throw error
        }
        // What did not change has one owner more; what was loaded is owned by the loader's word already.
        for (name, model) in models where loaded[name] == nil { model.instance.retain() }
        return ModelSnapshot(
            configuration: next, models: models, changed: loaded.keys.sorted(), applyTrace: trace)
    }

    public func commit(_ prepared: ModelSnapshot) -> ModelSnapshot {
        store.replace(with: prepared)
    }

    /// Predicts with what serves, the way that a request does.
    public func probe() throws(RoleRefusal) {
        let lease = store.lease()
        for name in lease.snapshot.changed {
            guard let model = lease.snapshot.models[name] else { continue }
            do throws(ModelError) {
                try GoldenCheck(model: model).warmUp()
            } catch {
                throw RoleRefusal(code: error.code.rawValue, path: "/model/\(name)", message: error.message)
            }
        }
    }

    public func retire(_ previous: ModelSnapshot) {
        let start = SystemClock.monotonicNanoseconds()
        let wall = SystemClock.wallNanoseconds()
        let isDrained = previous.drain(within: drainTimeout)
        let next = store.snapshot
        // After a swap back the later one is retired: the apply is its.
        let isSwapBack = previous.configuration.revision > next.configuration.revision
        let trace = isSwapBack ? previous.applyTrace : next.applyTrace
        let replaced = previous.models.values.filter { next.models[$0.name]?.instance !== $0.instance }
        for model in replaced.sorted(by: { $0.name < $1.name }) {
            SwapClock(observer: observer, model: model.name, version: model.version, trace: trace)
                .tell(.drain, wall, start, failure: isDrained ? nil : "drainTimedOut")
        }
        previous.release(trace: trace)
        if !replaced.isEmpty { ProcessMemory.trim() }
    }

    private func load(
        _ change: ResourceChange, _ live: ModelSnapshot, _ trace: TraceContext?
    ) throws(RoleRefusal) -> ServedModel? {
        guard let value = change.new?.value else { return nil }
        let name = change.key.name
        do throws(ModelError) {
            if let declaration = try ModelDeclaration(name: name, value: value) {
                return try loader.load(declaration, live: live.models[name], trace: trace)
            }
        } catch {
            let member = error.code.rawValue.hasPrefix("artifact") ? "/artifact" : Self.member(of: error.code)
            throw RoleRefusal(code: error.code.rawValue, path: "/model/\(name)\(member)", message: error.message)
        }
        try look(at: value["artifact"], before: change.old?.value["artifact"], name)
        return nil
    }

    private static func member(of code: ModelError.Code) -> String {
        switch code {
        case .engineUnknown, .engineMissing, .hookUnknown: "/runtime"
        case .hyperparametersInvalid: "/hyperparameters"
        case .goldenMismatch: "/goldenOutputs"
        default: ""
        }
    }

    /// Only the artifact decides: a change of hyperparameters alone does not read it again.
    private func look(at artifact: JSONValue?, before: JSONValue?, _ name: String) throws(RoleRefusal) {
        guard let artifact, before != artifact, let uri = artifact["uri"]?.stringValue else { return }
        let problem = described.problem(
            with: uri, sha256: artifact["sha256"]?.stringValue, size: artifact["size"]?.integerValue)
        guard let problem else { return }
        throw RoleRefusal(
            code: problem.code, path: "/model/\(name)/artifact", message: "\(uri): \(problem.message)")
    }
}
