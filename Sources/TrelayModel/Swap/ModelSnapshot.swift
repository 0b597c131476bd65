import Synchronization
public import TrelayCore
import TrelayCrypto
import TrelaySystem
import TrelayTelemetry

/// All that a model worker serves at one revision. A request holds one from its beginning to its end.
public final class ModelSnapshot: Sendable {
    private struct State {
        /// Requests that run on it.
        var leases = 0
        /// Whoever ends the last lease lets go of the models.
        var lastLeaseReleases = false
        /// The apply that replaced it.
        var trace: TraceContext?
        var drained: EventDescriptor?
    }

    public let configuration: Configuration
    /// Of the configuration, as headers have it.
    public let revision: String
    public let digest: String
    let models: [String: ServedModel]
    /// The models that the swap to this snapshot changed: what its probe exercises.
    let changed: [String]
    /// The span of the apply that put it in place.
    let applyTrace: TraceContext?
    private let state = Mutex(State())

    init(
        configuration: Configuration, models: [String: ServedModel], changed: [String],
        applyTrace: TraceContext? = nil
    ) {
        self.configuration = configuration
        self.models = models
        self.changed = changed
        self.applyTrace = applyTrace
        revision = String(configuration.revision)
        digest = configuration.resources.digest().description
    }

    /// The models that are served, in order.
    public var modelNames: [String] { models.keys.sorted() }

    /// Begins a request on it. Called under the lock of the store, so that none begins on a retired one.
    func beginLease() {
        state.withLock { $0.leases += 1 }
    }

    func endLease() {
        let after = state.withLock { state in
            state.leases -= 1
            return state
        }
        guard after.leases == 0 else { return }
        after.drained?.signal()
        if after.lastLeaseReleases { releaseModels(trace: after.trace) }
    }

    /// Waits for the last request, for a while. Called once it was replaced in the store: no new one begins.
    ///
    /// - Returns: whether it has ended.
    func drain(within timeout: Duration) -> Bool {
        let drained = try? EventDescriptor()
        let isOver = state.withLock { state in
            state.drained = drained
            return state.leases == 0
        }
        return isOver || drained?.wait(timeout: timeout) ?? false
    }

    /// Lets go of the models: now, or when the last request has ended. Called once.
    ///
    /// - Parameter trace: the apply that replaced it.
    func release(trace: TraceContext?) {
        let isOver = state.withLock { state in
            state.lastLeaseReleases = state.leases > 0
            state.trace = trace
            return state.leases == 0
        }
        if isOver { releaseModels(trace: trace) }
    }

    private func releaseModels(trace: TraceContext?) {
        for model in models.values { model.instance.release(trace: trace) }
    }
}

/// A request's hold on a snapshot: as long as it lives, no model of it is unloaded.
public final class SnapshotLease: Sendable {
    public let snapshot: ModelSnapshot

    init(_ snapshot: ModelSnapshot) {
        self.snapshot = snapshot
    }

    deinit { snapshot.endLease() }
}
