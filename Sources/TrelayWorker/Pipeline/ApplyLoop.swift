import TrelayCore
import TrelayCrypto
import TrelaySystem
import TrelayTelemetry

/// Takes targets from the mailbox, makes them effective one at a time, and acknowledges what really happened.
///
/// Confined to the apply thread. The order is fixed: fuse, pipeline, ack, last-known-good. The ack comes only after the
/// swap and the probe, with the digest of what then serves.
final class ApplyLoop<Role: WorkerRole> {
    private let settings: WorkerSettings
    private let pipeline: ApplyPipeline<Role>
    private let status: WorkerStatus
    private let mailbox: TargetMailbox
    private let acknowledger: AckWriter
    private let feed: ConfigurationFeed
    private let metrics: WorkerMetrics
    private let tracing: WorkerTracing
    private let logger: Logger
    private let lastKnownGood: LastKnownGood
    private let placement: ReplayLoop.Placement

    private var fuse: CrashFuse
    /// The last ack of this life of the process. The first state after a start is always acknowledged, so that the
    /// fleet sees that this life has it.
    private var acknowledgedRevision: Int?
    private var unsaved: NamespaceState?
    private var lastSave: UInt64 = 0

    /// A busy log does not get a file written per change; an idle one does.
    private static var longestUnsaved: UInt64 { 1_000_000_000 }

    init(
        settings: WorkerSettings, pipeline: ApplyPipeline<Role>, status: WorkerStatus, mailbox: TargetMailbox,
        acknowledger: AckWriter, feed: ConfigurationFeed, metrics: WorkerMetrics, tracing: WorkerTracing,
        logger: Logger, lastKnownGood: LastKnownGood, placement: ReplayLoop.Placement, fuse: CrashFuse
    ) {
        self.settings = settings
        self.pipeline = pipeline
        self.status = status
        self.mailbox = mailbox
        self.acknowledger = acknowledger
        self.feed = feed
        self.metrics = metrics
        self.tracing = tracing
        self.logger = logger
        self.lastKnownGood = lastKnownGood
        self.placement = placement
        self.fuse = fuse
    }

    /// Runs until the mailbox is closed.
    func run() {
        while true {
            switch mailbox.take(timeout: unsaved == nil ? nil : .milliseconds(1)) {
            case .closed:
                return save()
            case .target(let target):
                apply(target)
                if unsaved != nil, SystemClock.monotonicNanoseconds() - lastSave > Self.longestUnsaved { save() }
            case nil:
                save()
            }
        }
    }

    private func apply(_ target: Target) {
        let served = status.current.effectiveRevision
        if isUnchanged(target) {
            finishUnchanged(target, from: served)
        } else if fuse.quarantinedRevision == target.revision {
            finishQuarantined(target, from: served)
        } else {
            arm(target)
            let span = tracing.begin(target)
            let attempt = pipeline.apply(target.configuration, trace: span.span.context)
            disarm()
            finish(target, from: served, attempt, span)
        }
        status.update { $0.settle() }
    }

    private func isUnchanged(_ target: Target) -> Bool {
        status.current.isServing && pipeline.role.live.resources.digest() == target.configuration.resources.digest()
    }

    private func finish(
        _ target: Target, from served: Int, _ attempt: ApplyPipeline<Role>.Attempt, _ span: ApplySpan
    ) {
        if let refusal = attempt.refusal {
            status.update { report in
                report.refusal = refusal
                report.quarantinedRevision = nil
                report.liveDigest = attempt.liveDigest
            }
            log(refusal, target)
        } else {
            becomeEffective(target, attempt)
        }
        // What was swapped back was seen by some: they are told of the swap back as well.
        if attempt.hasSwapped { feed.publish() }
        metrics.applied(target, stages: attempt.stages, refusal: attempt.refusal)
        let ack = ack(
            target, from: served, outcome: attempt.refusal == nil ? .effective : .nacked, refusal: attempt.refusal,
            digest: attempt.liveDigest, stages: stages(target, attempt.stages))
        publish(
            ack,
            context: tracing.end(
                span, target: target, changes: attempt.changes, stages: attempt.stages, refusal: attempt.refusal))
        if attempt.refusal == nil { unsaved = target.state }
    }

    private func becomeEffective(_ target: Target, _ attempt: ApplyPipeline<Role>.Attempt) {
        status.update { report in
            report.refusal = nil
            report.quarantinedRevision = nil
            report.effectiveRevision = target.revision
            report.liveDigest = attempt.liveDigest
            report.effectiveChangeAt = target.source?.timestamp
            report.isServing = true
        }
        logger.info(
            "effective", ["revision": "\(target.revision)", "digest": attempt.liveDigest.description])
    }

    /// The change is of no concern to this role: nothing to swap, and the live digest proves it.
    private func finishUnchanged(_ target: Target, from served: Int) {
        disarm()
        let digest = pipeline.role.live.digest()
        status.update { report in
            report.refusal = nil
            report.quarantinedRevision = nil
            report.effectiveRevision = target.revision
            report.liveDigest = digest
            report.effectiveChangeAt = target.source?.timestamp
        }
        unsaved = target.state
        guard target.revision != acknowledgedRevision else { return }
        var ack = ack(
            target, from: served, outcome: .effective, refusal: nil, digest: digest, stages: stages(target, []))
        ack.unchanged = true
        publish(ack, context: tracing.unchanged(target))
    }

    /// A namespace in which nothing has been published yet has nothing to acknowledge.
    private func publish(_ ack: Ack, context: TraceContext?) {
        guard ack.toRevision > 0 else { return }
        acknowledgedRevision = ack.toRevision
        acknowledger.publish(ack, context: context)
    }

    private func finishQuarantined(_ target: Target, from served: Int) {
        let refusal = Refusal(
            code: "CRASHED_ON_APPLY", path: "",
            message:
                "this worker crashed \(CrashFuse.maximumCrashes) times while it applied revision \(target.revision); "
                + "publish a new revision to have it try again",
            stage: Stage.validated)
        status.update { report in
            report.refusal = refusal
            report.quarantinedRevision = target.revision
        }
        log(refusal, target)
        metrics.quarantined()
        let ack = ack(
            target, from: served, outcome: .quarantined, refusal: refusal, digest: pipeline.role.live.digest(),
            stages: [])
        publish(ack, context: target.context)
    }

    /// - Parameter served: the revision that was effective before.
    private func ack(
        _ target: Target, from served: Int, outcome: AckOutcome, refusal: Refusal?, digest: Digest,
        stages: [StageDuration]
    ) -> Ack {
        Ack(
            worker: settings.identity.worker, role: settings.identity.role, labels: settings.identity.labels,
            build: settings.build, incarnation: acknowledger.incarnation, namespace: settings.namespace,
            fromRevision: min(served, target.revision), toRevision: target.revision, outcome: outcome,
            refusal: refusal, digest: digest, unchanged: false, stages: stages,
            source: target.source, receivedAt: target.receivedAt)
    }

    private func stages(_ target: Target, _ rest: [StageDuration]) -> [StageDuration] {
        [StageDuration(name: Stage.folded, nanoseconds: target.foldNanoseconds)] + rest
    }

    private func log(_ refusal: Refusal, _ target: Target) {
        logger.warning(
            "refused",
            [
                "revision": "\(target.revision)", "code": refusal.code, "path": refusal.path, "stage": refusal.stage,
                "message": refusal.message,
            ])
    }

    // MARK: - Files

    private func arm(_ target: Target) {
        do throws(SystemError) { try fuse.arm(target.revision) } catch { complain("crash fuse", error) }
    }

    private func disarm() {
        do throws(SystemError) { try fuse.disarm() } catch { complain("crash fuse", error) }
    }

    /// Writes the last-known-good file. Failing to is no reason to stop serving; it is said, and tried at the next change.
    private func save() {
        guard let state = unsaved else { return }
        unsaved = nil
        lastSave = SystemClock.monotonicNanoseconds()
        do throws(SystemError) {
            try lastKnownGood.save(
                .init(
                    topic: settings.topics.changes, partition: placement.partition,
                    partitionCount: placement.partitionCount, state: state))
        } catch {
            complain("last-known-good file", error)
        }
    }

    private func complain(_ what: String, _ error: SystemError) {
        logger.error("cannot write the \(what)", ["error": error.description])
        metrics.storageFailed()
    }
}
