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
    private let control: ReplayControl
    private let placement: Placement

    private var ticker: Ticker
    private var fold: Fold
    private var resume: ResumeCheck
    /// What came since the last target was offered.
    private var arrival: Arrival?
    private var lastTargetRevision = -1
    private var nextPlacementCheck: UInt64 = 0

    /// True until a log that is folded from its beginning has proven to have one.
    private var needsWholeHistory: Bool

    /// A topic that gets more partitions moves its namespaces. Nothing announces that, so it is looked up now and then.
    private static let placementCheckNanoseconds: UInt64 = 60_000_000_000

    /// Heartbeats without a word after which anybody counts as silent: a worker, and here the brokers.
    private static let silentHeartbeats = 3

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
        ticker = Ticker(interval: settings.heartbeat, tick)
        var fold = Fold(partitionCount: placement.partitionCount, only: settings.namespace)
        if let restored { fold.restore(restored) }
        self.fold = fold
        resume = ResumeCheck(position: restored?.position)
        needsWholeHistory = restored?.position == nil
    }

    /// Runs until the control says stop. Errors of the log end in a status or in another attempt, never in a crash.
    func run() {
        var backoff = Backoff()
        while !control.isStopping {
            do throws(LogError) {
                try follow(&backoff)
            } catch {
                guard !control.isStopping else { return }
                handle(error)
                if status.current.status == .logDiverged { return idle() }
                waitTicking(backoff.next())
            }
        }
    }

    /// Opens a reader where the fold stands and follows the log until something goes wrong or the worker stops.
    ///
    /// Returns after an outage as well: the next reader proves that the log is still the same one.
    private func follow(_ backoff: inout Backoff) throws(LogError) {
        let reader = ReadAhead(
            try log.openReader(of: settings.topics.changes, from: [placement.partition: resume.begin()]),
            events: fold.eventReader)
        control.attach(reader)
        defer {
            control.detach()
            reader.close()
        }
        nextPlacementCheck = 0
        let grace = Deadline(after: settings.heartbeat * Self.silentHeartbeats)
        var hadContact = false
        var lostContact = false
        while !control.isStopping {
            let batch = try reader.poll(timeout: ticker.remaining)
            ticker.run()
            if batch.isConnected {
                guard !lostContact else { return }
                hadContact = true
                backoff = Backoff()
                try checkPlacement()
            } else {
                lostContact = hadContact
            }
            try absorb(batch)
            // A reader that was just opened has not reached anybody yet: that is no loss.
            if batch.isConnected {
                noteContact(nil)
            } else if hadContact || grace.hasPassed {
                noteContact("the brokers cannot be reached")
            }
        }
    }

    // MARK: - Folding

    /// What came in since the last target: the last accepted change in it is the source of the next one.
    private struct Arrival {
        var receivedAt: Timestamp
        var receivedNanoseconds: UInt64
        var foldNanoseconds: UInt64 = 0
        var source: AckSource?
        var context: TraceContext?
    }

    private func absorb(_ batch: LogBatch) throws(LogError) {
        let start = SystemClock.monotonicNanoseconds()
        let receivedAt = Timestamp.now
        for (index, record) in batch.records.enumerated() {
            try check(resume.check(record))
            guard let verdict = fold.apply(record, batch.reading(at: index)) else { continue }
            note(verdict, record, receivedAt: receivedAt, start)
        }
        if let last = batch.records.last { resume.note(last) }
        arrival?.foldNanoseconds += SystemClock.monotonicNanoseconds() - start
        if let progress = batch.progress(of: placement.partition), batch.isConnected {
            if needsWholeHistory {
                try WholeHistory.require(
                    progress.watermarks, topic: settings.topics.changes, partition: placement.partition)
                needsWholeHistory = false
            }
            if progress.reachedEnd { try checkEnd() }
            noteProgress(progress, recordCount: batch.records.count)
        }
        offerTarget()
    }

    private func note(_ verdict: Verdict, _ record: Record, receivedAt: Timestamp, _ receivedNanoseconds: UInt64) {
        metrics.folded(verdict)
        switch verdict.outcome {
        case .accepted where !verdict.isDuplicate:
            var next = Arrival(receivedAt: receivedAt, receivedNanoseconds: receivedNanoseconds)
            // Only the work is added up: the clock of a target starts when its last change arrived.
            next.foldNanoseconds = arrival?.foldNanoseconds ?? 0
            next.source = AckSource(
                partition: record.partition, offset: record.offset, timestamp: record.timestamp,
                eventID: verdict.eventID ?? "")
            next.context = verdict.metadata?.traceparent.flatMap {
                TraceContext(traceparent: $0, tracestate: verdict.metadata?.tracestate)
            }
            arrival = next
        case .accepted:
            break
        case .rejected(let rejection):
            logger.notice(
                "change rejected",
                ["offset": "\(record.offset)", "code": rejection.code.rawValue, "path": rejection.pointer.description])
        }
    }

    private func noteProgress(_ progress: PartitionProgress, recordCount: Int) {
        let revision = fold.state(of: settings.namespace).revision
        var isNewlyCaughtUp = false
        status.update { report in
            report.recordsRead += UInt64(recordCount)
            if progress.next > 0 { report.position = progress.next - 1 }
            let end = report.capturedEnd ?? progress.watermarks.high
            report.capturedEnd = end
            report.targetRevision = revision
            if !report.hasCaughtUp, progress.reachedEnd || progress.next >= end {
                report.hasCaughtUp = true
                isNewlyCaughtUp = true
            }
        }
        if isNewlyCaughtUp {
            logger.info(
                "caught up", ["revision": "\(revision)", "records": "\(status.current.recordsRead)"])
        }
    }

    /// During catch-up only the state at the captured end is offered, so that a long replay is applied once.
    private func offerTarget() {
        guard status.current.hasCaughtUp else { return }
        guard fold.state(of: settings.namespace).revision != lastTargetRevision else { return }
        let state = fold.refreshedState(of: settings.namespace)
        lastTargetRevision = state.revision
        let latest =
            arrival
            ?? Arrival(receivedAt: Timestamp.now, receivedNanoseconds: SystemClock.monotonicNanoseconds())
        arrival = nil
        mailbox.put(
            Target(
                state: state, configuration: Projection.project(state, role: settings.identity.role),
                source: latest.source ?? lastAcceptedSource(state), context: latest.context,
                receivedAt: latest.receivedAt, receivedNanoseconds: latest.receivedNanoseconds,
                foldNanoseconds: latest.foldNanoseconds))
    }

    /// The change behind a state that was restored and not read.
    private func lastAcceptedSource(_ state: NamespaceState) -> AckSource? {
        guard let last = state.lastAccepted else { return nil }
        return AckSource(
            partition: placement.partition, offset: last.offset, timestamp: last.timestamp, eventID: last.eventID)
    }

    // MARK: - When the log is not what it was, or not there

    private func check(_ finding: ResumeCheck.Finding) throws(LogError) {
        guard case .diverged(let detail) = finding else { return }
        throw LogError(code: .truncated, message: detail)
    }

    /// An end that comes before what is known is believed only when the log says so, asked for its bounds: a leader that
    /// has just started tells fetching readers too low an end until its followers have spoken to it, and answers the
    /// question for its bounds only after that (Kafka, KIP-207).
    private func checkEnd() throws(LogError) {
        let finding = resume.endReached(partition: placement.partition)
        guard finding != .same, let known = resume.expectedOffset else { return }
        let bounds: Watermarks
        do throws(LogError) {
            bounds = try log.watermarks(
                of: settings.topics.changes, partition: placement.partition, timeout: settings.heartbeat)
        } catch {
            // Not known yet: the next poll asks again.
            return
        }
        if bounds.high <= known { try check(finding) }
    }

    /// With another number of partitions the namespace's changes go somewhere else, and this partition stays silent.
    private func checkPlacement() throws(LogError) {
        let now = SystemClock.monotonicNanoseconds()
        guard now >= nextPlacementCheck else { return }
        nextPlacementCheck = now + Self.placementCheckNanoseconds
        let topic = settings.topics.changes
        let count: Int32
        do throws(LogError) {
            count = try log.partitionCount(of: topic, timeout: settings.heartbeat)
        } catch {
            // The reader is connected and tells what is wrong with the log; this look is repeated.
            nextPlacementCheck = now + settings.heartbeat.wholeNanoseconds
            return
        }
        guard count != placement.partitionCount else { return }
        throw LogError(
            code: .truncated,
            message:
                "topic '\(topic)' has \(count) partitions and had \(placement.partitionCount): its namespaces have "
                + "moved; if that was meant, remove this worker's state folder and start it again")
    }

    /// Only the loss and the return are logged: whoever reads the log at night wants the two times, not every attempt.
    private func noteContact(_ problem: String?) {
        var earlier: ReadProblem?
        status.update { report in
            earlier = report.readProblem
            report.readProblem = problem.map { ReadProblem($0, since: report.readProblem) }
        }
        switch (earlier, problem) {
        case (nil, let problem?): logger.warning("lost the log; serving what there is", ["error": problem])
        case (let earlier?, nil): logger.notice("reading the log again", ["lostAt": earlier.since.description])
        default: break
        }
    }

    private func handle(_ error: LogError) {
        if error.code == .truncated {
            status.enter(.logDiverged, detail: error.message)
            logger.error("the log is not the one that was read before; serving what there is", ["error": error.message])
        } else {
            noteContact(error.message)
        }
    }

    /// After a divergence: serve, beat, and wait for the stop.
    private func idle() {
        while !control.isStopping { waitTicking(settings.heartbeat) }
    }

    private func waitTicking(_ duration: Duration) {
        let deadline = Deadline(after: duration)
        while !control.isStopping, !deadline.hasPassed {
            control.wait(min(deadline.remaining, ticker.remaining))
            ticker.run()
        }
    }
}
