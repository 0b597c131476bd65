import Synchronization
import TrelayCore
import TrelayCrypto

/// What this worker knows about itself at one moment: the source of its lease, its health answers and its metrics.
struct WorkerReport: Sendable {
    var status = LeaseStatus.starting
    var statusSince: Timestamp
    var effectiveRevision = 0
    var targetRevision = 0
    var stage: String?
    var refusal: Refusal?
    var quarantinedRevision: Int?
    var liveDigest: Digest?
    /// Offset of the last record that was folded.
    var position: Int64?
    /// The end of the log when this worker first saw it; it is ready once it has read up to there.
    var capturedEnd: Int64?
    var hasCaughtUp = false
    /// The state at that end has been through the pipeline, whatever came of it.
    var hasSettled = false
    /// Nil while the log can be read.
    var readProblem: ReadProblem?
    /// True once a configuration serves: from the last-known-good file or from the log.
    var isServing = false
    var isLeaving = false
    /// Why the status is what it is, for a human: since when no broker, where the log diverged.
    var detail: String?
    /// Records read since the start.
    var recordsRead: UInt64 = 0
    /// Broker timestamp of the change that is effective.
    var effectiveChangeAt: Timestamp?

    /// Ready means: it serves, and it serves either the log's state or, with the broker away, the last known good.
    var isReady: Bool {
        guard isServing, !isLeaving else { return false }
        return hasSettled || status == .stale || status == .logDiverged
    }

    /// The digest of the configuration that serves has been acknowledged or refused: the worker is up.
    mutating func settle() {
        hasSettled = true
        guard status == .starting || status == .catchingUp else { return }
        status = .serving
        detail = nil
    }
}

/// The worker's report, shared between its threads. Every change goes through `update`, which keeps *since* honest
/// and tells the heartbeat when the fleet should hear of it at once.
final class WorkerStatus: Sendable {
    private let report: Mutex<WorkerReport>
    private let changed: @Sendable () -> Void

    /// - Parameter changed: called after a change of status, revision or refusal, on the thread that made it.
    init(changed: @escaping @Sendable () -> Void) {
        report = Mutex(WorkerReport(statusSince: Timestamp.now))
        self.changed = changed
    }

    var current: WorkerReport { report.withLock { $0 } }

    func update(_ body: (inout WorkerReport) -> Void) {
        let isNews = report.withLock { report in
            let before = report
            body(&report)
            if report.status != before.status { report.statusSince = Timestamp.now }
            return report.isNews(after: before)
        }
        if isNews { changed() }
    }

    /// Changes the status; leaving `logDiverged` takes a restart, because the log cannot be trusted again.
    func enter(_ status: LeaseStatus, detail: String? = nil) {
        update { report in
            guard report.status != .logDiverged || status == .retired else { return }
            report.status = status
            report.detail = detail
        }
    }
}

extension WorkerReport {
    fileprivate func isNews(after before: WorkerReport) -> Bool {
        status != before.status || effectiveRevision != before.effectiveRevision || refusal != before.refusal
            || quarantinedRevision != before.quarantinedRevision
    }
}
