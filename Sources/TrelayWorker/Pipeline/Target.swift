import TrelayCore
import TrelayTelemetry

/// What the replay loop asks the pipeline to make effective: a folded state, projected for this worker.
///
/// A newer target replaces one that waits: only the latest state matters, and its ack says from which revision to which.
struct Target: Sendable {
    /// The folded state; it becomes the last-known-good file once its configuration is effective.
    var state: NamespaceState
    /// What this worker ought to serve at `state.revision`.
    var configuration: Configuration
    /// The accepted change that led to `state.revision`; nil for a state that was restored and not read.
    var source: AckSource?
    /// The trace context that the change carries in its headers.
    var context: TraceContext?
    /// The worker's wall clock when the change arrived.
    var receivedAt: Timestamp
    /// The worker's monotonic clock when the change arrived, nanoseconds.
    var receivedNanoseconds: UInt64
    /// What folding the batch with the change cost, nanoseconds.
    var foldNanoseconds: UInt64

    var revision: Int { state.revision }
}
