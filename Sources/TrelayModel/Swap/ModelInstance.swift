import Synchronization
import TrelayTelemetry

/// A loaded model with its artifact, owned by every snapshot that serves it. When the last owner lets it go, it is
/// unloaded, then and there.
final class ModelInstance: Sendable {
    private struct State {
        /// Whoever makes it owns it.
        var owners = 1
        var isUnloaded = false
    }

    let loaded: any LoadedModel
    let key: LoadKey
    private let artifact: ArtifactLease?
    private let clock: SwapClock
    private let state = Mutex(State())

    init(_ loaded: any LoadedModel, key: LoadKey, artifact: ArtifactLease?, clock: SwapClock) {
        self.loaded = loaded
        self.key = key
        self.artifact = artifact
        self.clock = clock
    }

    deinit { unload(trace: nil) }

    /// Adds an owner. Only whoever owns it may do that.
    func retain() {
        state.withLock { $0.owners += 1 }
    }

    /// Takes an owner away. If it was the last, the model is unloaded when this returns.
    ///
    /// - Parameter trace: the apply on whose behalf.
    func release(trace: TraceContext?) {
        let isLast = state.withLock { state in
            state.owners -= 1
            return state.owners == 0
        }
        if isLast { unload(trace: trace) }
    }

    private func unload(trace: TraceContext?) {
        let isFirst = state.withLock { state in
            defer { state.isUnloaded = true }
            return !state.isUnloaded
        }
        guard isFirst else { return }
        var clock = clock
        clock.trace = trace
        _ = try? clock.measure(.unload) { () throws(ModelError) in
            loaded.unload()
            artifact?.release()
        }
    }
}
