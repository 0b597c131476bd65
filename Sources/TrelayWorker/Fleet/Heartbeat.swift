import Synchronization
import TrelayCore
import TrelayLog
import TrelaySystem
import TrelayTelemetry

/// Publishes this worker's lease: every second, and at once when something happened that the fleet should see.
///
/// One heartbeat is on its way at most, so that none pile up while the broker is away. How long none was delivered
/// tells the worker that it has lost the broker.
final class Heartbeat: Sendable {
    private struct State {
        var isSending = false
        /// Something changed while the last heartbeat was on its way.
        var isOutdated = false
        var lastDelivered: Timestamp
        /// The same moment on the monotonic clock: a wall clock that is set must not make a worker stale.
        var lastDeliveredNanoseconds: UInt64
        /// Why the last one was not taken; nil after one that was.
        var lastFailure: LogError?
    }

    private let state: Mutex<State>
    private let writer: any LogWriter
    private let settings: WorkerSettings
    private let incarnation: String
    private let endpoint: String?
    private let report: @Sendable () -> WorkerReport

    /// - Parameter report: reads what the lease is to say at the moment it is sent.
    init(
        writer: any LogWriter, settings: WorkerSettings, incarnation: String, endpoint: String?,
        report: @escaping @Sendable () -> WorkerReport
    ) {
        self.writer = writer
        self.settings = settings
        self.incarnation = incarnation
        self.endpoint = endpoint
        self.report = report
        state = Mutex(State(lastDelivered: .now, lastDeliveredNanoseconds: SystemClock.monotonicNanoseconds()))
    }

    /// When the broker last took a heartbeat; the start of the process before the first.
    var lastDelivered: Timestamp { state.withLock { $0.lastDelivered } }

    /// Why the broker took the last heartbeat not; nil when it did.
    var lastFailure: LogError? { state.withLock { $0.lastFailure } }

    /// True when the broker took none for as long as a lease lasts.
    var isOverdue: Bool {
        // The clock last: a delivery that comes in between must not lie in the future.
        let last = state.withLock { $0.lastDeliveredNanoseconds }
        return Self.elapsed(from: last, to: SystemClock.monotonicNanoseconds())
            > settings.leaseDuration.wholeNanoseconds
    }

    /// - Returns: nanoseconds; 0 if `end` is before `start`.
    static func elapsed(from start: UInt64, to end: UInt64) -> UInt64 {
        end > start ? end - start : 0
    }

    /// Any thread. While the last one is on its way, remembers that there is more to say.
    func send() {
        let maySend = state.withLock { state in
            state.isOutdated = state.isSending
            guard !state.isSending else { return false }
            state.isSending = true
            return true
        }
        guard maySend else { return }
        writer.append(record(of: report()), to: settings.topics.workers, partition: nil) { [weak self] result in
            self?.finish(result)
        }
    }

    private func finish(_ result: Result<Delivery, LogError>) {
        let sendAgain = state.withLock { state in
            state.isSending = false
            if case .failure(let error) = result {
                state.lastFailure = error
                return false
            }
            state.lastFailure = nil
            state.lastDelivered = .now
            state.lastDeliveredNanoseconds = SystemClock.monotonicNanoseconds()
            return state.isOutdated
        }
        if sendAgain { send() }
    }

    /// The last word of an orderly stop.
    func sendLast(timeout: Duration) throws(LogError) {
        _ = try writer.appendAndWait(
            record(of: report()), to: settings.topics.workers, partition: nil, timeout: timeout)
    }

    private func record(of report: WorkerReport) -> OutgoingRecord {
        let lease = lease(of: report)
        let metadata = EventMetadata(
            id: Identifiers.eventID(), source: "trelay/worker/" + settings.identity.worker, type: EventType.lease,
            subject: settings.namespace, time: .now)
        return lease.record(metadata: metadata)
    }

    private func lease(of report: WorkerReport) -> Lease {
        Lease(
            worker: settings.identity.worker, role: settings.identity.role, labels: settings.identity.labels,
            build: settings.build, incarnation: incarnation, namespace: settings.namespace, status: report.status,
            statusSince: report.statusSince, revision: report.effectiveRevision,
            targetRevision: report.targetRevision, stage: report.stage, refusal: report.refusal,
            quarantinedRevision: report.quarantinedRevision, digest: report.liveDigest, position: report.position,
            endpoint: endpoint, detail: report.detail,
            heartbeatMilliseconds: Int(settings.heartbeat.milliseconds))
    }
}
