import Synchronization
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySystem
import TrelayTelemetry

/// Reads the namespace's partition, folds every record, and hands the folded state to the apply thread.
///
/// Confined to the replay thread, which it never leaves for long: applying is somebody else's work. The loop also
/// beats the worker's heart, because every wait in it ends by the next beat at the latest.
final class ReplayLoop {
    private let settings: WorkerSettings
    private let log: any EventLog
    private let status: WorkerStatus
    private let mailbox: TargetMailbox
    private let metrics: WorkerMetrics
    private let logger: Logger
    private let tick: () -> Void
    private let control: ReplayControl

    private var fold: Fold
    private var placement: Placement
    private var resume: ResumeCheck
    private var nextTick: UInt64 = 0
    private var lastTargetRevision = -1

    /// Where the namespace lives: decided by the key and the number of partitions.
    struct Placement {
        var partition: Int32
        var partitionCount: Int32
    }

    init(
        settings: WorkerSettings, log: any EventLog, status: WorkerStatus, mailbox: TargetMailbox,
        metrics: WorkerMetrics, logger: Logger, control: ReplayControl, placement: Placement,
        restored: NamespaceState?, tick: @escaping () -> Void
    ) {
        self.settings = settings
        self.log = log
        self.status = status
        self.mailbox = mailbox
        self.metrics = metrics
        self.logger = logger
        self.control = control
        self.placement = placement
        self.tick = tick
        var fold = Fold(partitionCount: placement.partitionCount, only: settings.namespace)
        if let restored { fold.restore(restored) }
        self.fold = fold
        resume = ResumeCheck(position: restored?.position)
    }

    /// Runs until the control says stop. Errors of the log end in a status or in another attempt, never in a crash.
    func run() {
        var backoff = Backoff()
        while !control.isStopping {
            do throws(LogError) {
                try follow(&backoff)
            } catch {
                guard error.code != .closed || !control.isStopping else { return }
                handle(error)
                if status.current.status == .logDiverged { return idle() }
                waitTicking(backoff.next())
            }
        }
    }

    /// Opens a reader where the fold stands and follows the log until something goes wrong or the worker stops.
    private func follow(_ backoff: inout Backoff) throws(LogError) {
        let reader = try log.openReader(
            of: settings.topics.changes, from: [placement.partition: resume.startPosition(after: fold, settings)])
        control.attach(reader)
        defer {
            control.detach()
            reader.close()
        }
        while !control.isStopping {
            let batch = try reader.poll(timeout: untilNextTick())
            tickIfDue()
            if batch.isConnected { backoff = Backoff() }
            try absorb(batch)
            if status.current.status == .logDiverged { return }
        }
    }

    private func absorb(_ batch: LogBatch) throws(LogError) {
        let receivedAt = Timestamp.now
        let start = SystemClock.monotonicNanoseconds()
        var arrival = Arrival(receivedAt: receivedAt, receivedNanoseconds: start)
        for record in batch.records {
            try check(resume.check(record))
            guard let verdict = fold.apply(record) else { continue }
            note(verdict, record, &arrival)
        }
        arrival.foldNanoseconds = SystemClock.monotonicNanoseconds() - start
        if let progress = batch.progress.first(where: { $0.partition == placement.partition }), batch.isConnected {
            if progress.reachedEnd { try check(resume.endReached(partition: placement.partition)) }
            noteProgress(progress, batch)
        }
        offerTarget(arrival)
    }

    /// What one batch brought: the last accepted change in it is the source of the target.
    private struct Arrival {
        var receivedAt: Timestamp
        var receivedNanoseconds: UInt64
        var foldNanoseconds: UInt64 = 0
        var source: AckSource?
        var context: TraceContext?
    }

    private func note(_ verdict: Verdict, _ record: Record, _ arrival: inout Arrival) {
        metrics.folded(verdict)
        switch verdict.outcome {
        case .accepted where !verdict.isDuplicate:
            arrival.source = AckSource(
                partition: record.partition, offset: record.offset, timestamp: record.timestamp,
                eventID: verdict.eventID ?? "")
            arrival.context = verdict.metadata?.traceparent.flatMap {
                TraceContext(traceparent: $0, tracestate: verdict.metadata?.tracestate)
            }
        case .accepted:
            break
        case .rejected(let rejection):
            logger.notice(
                "change rejected",
                ["offset": "\(record.offset)", "code": rejection.code.rawValue, "path": rejection.pointer.description])
        }
    }

    private func noteProgress(_ progress: PartitionProgress, _ batch: LogBatch) {
        let next = progress.next
        status.update { report in
            report.recordsRead += UInt64(batch.records.count)
            if next > 0 { report.position = next - 1 }
            if report.capturedEnd == nil { report.capturedEnd = progress.watermarks.high }
            report.targetRevision = fold.state(of: settings.namespace).revision
            let end = report.capturedEnd ?? 0
            if !report.hasCaughtUp, progress.reachedEnd || next >= end { report.hasCaughtUp = true }
        }
    }

    /// During catch-up only the state at the captured end is offered, so that a long replay is applied once.
    private func offerTarget(_ arrival: Arrival) {
        guard status.current.hasCaughtUp else { return }
        let state = fold.state(of: settings.namespace)
        guard state.revision != lastTargetRevision else { return }
        lastTargetRevision = state.revision
        mailbox.put(
            Target(
                state: state, configuration: Projection.project(state, role: settings.identity.role),
                source: arrival.source ?? lastAcceptedSource(state), context: arrival.context,
                receivedAt: arrival.receivedAt, receivedNanoseconds: arrival.receivedNanoseconds,
                foldNanoseconds: arrival.foldNanoseconds))
    }

    /// The change behind a state whose last record was read in an earlier batch.
    private func lastAcceptedSource(_ state: NamespaceState) -> AckSource? {
        guard let last = state.lastAccepted else { return nil }
        return AckSource(
            partition: placement.partition, offset: last.offset, timestamp: last.timestamp, eventID: last.eventID)
    }

    /// The first record after a warm start is the one that the file ends with: it must be the same record still.
    private func check(_ finding: ResumeCheck.Finding) throws(LogError) {
        guard case .diverged(let detail) = finding else { return }
        throw LogError(code: .truncated, message: detail)
    }

    // MARK: - When the log is not what it was, or not there

    private func handle(_ error: LogError) {
        if error.code == .truncated {
            status.enter(.logDiverged, detail: error.message)
            logger.error("the log is not the one that was read before; serving what there is", ["error": error.message])
        } else {
            status.update { $0.detail = error.message }
            logger.warning("reading the log failed; trying again", ["error": error.message])
        }
    }

    /// After a divergence: serve, beat, and wait for the stop.
    private func idle() {
        while !control.isStopping { waitTicking(settings.heartbeat) }
    }

    // MARK: - Ticks

    private func waitTicking(_ duration: Duration) {
        let end = SystemClock.monotonicNanoseconds() + UInt64(duration.milliseconds) * 1_000_000
        while !control.isStopping {
            let now = SystemClock.monotonicNanoseconds()
            guard now < end else { return }
            control.wait(.nanoseconds(Int64(min(end - now, UInt64(max(1, untilNextTick().milliseconds)) * 1_000_000))))
            tickIfDue()
        }
    }

    private func untilNextTick() -> Duration {
        let now = SystemClock.monotonicNanoseconds()
        return now >= nextTick ? .zero : .nanoseconds(Int64(nextTick - now))
    }

    private func tickIfDue() {
        let now = SystemClock.monotonicNanoseconds()
        guard now >= nextTick else { return }
        nextTick = now + UInt64(settings.heartbeat.milliseconds) * 1_000_000
        tick()
    }
}
