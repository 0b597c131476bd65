import Synchronization
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP
public import TrelayLog
import TrelaySystem
public import TrelayTelemetry

/// A worker process: follows one namespace, keeps its role configured, and tells the fleet the truth about it.
///
/// `run` blocks until `stop` is called from another thread (a signal handler's, say), and replays the log on the
/// thread that called it. It owns everything it starts:
/// the apply thread, the management endpoint, the reader and the writer.
public final class Worker<Role: WorkerRole>: Sendable {
    private let settings: WorkerSettings
    private let role: Role
    private let log: any EventLog
    private let tracer: Tracer
    private let logger: Logger
    private let control: ReplayControl

    /// - Parameters:
    ///   - role: what is configured.
    ///   - log: where changes come from and acks go; the caller closes it after `run`.
    ///   - tracer: where spans go; the caller flushes it after `run`.
    public init(
        settings: WorkerSettings, role: Role, log: any EventLog, tracer: Tracer, logger: Logger
    ) throws(WorkerError) {
        self.settings = settings
        self.role = role
        self.log = log
        self.tracer = tracer
        self.logger = logger
        do throws(SystemError) {
            control = try ReplayControl()
            try DurableFile.createDirectory(settings.stateDirectory)
        } catch {
            throw WorkerError(message: "state folder '\(settings.stateDirectory)': \(error)")
        }
    }

    /// Ends `run` in order: stop reading, finish what is being applied, drain, say goodbye, close. Any thread.
    public func stop() {
        control.stop()
    }

    /// Runs the worker until `stop`.
    ///
    /// - Parameter started: called once the management endpoint listens, with its port.
    public func run(started: (_ port: UInt16) -> Void = { _ in }) throws(WorkerError) {
        let incarnation = Identifiers.eventID()
        let parts = try WorkerParts(settings: settings, role: role, log: log, tracer: tracer, incarnation: incarnation)
        started(parts.server.port)
        logger.info(
            "worker started",
            ["worker": settings.identity.worker, "role": settings.identity.role, "endpoint": parts.endpoint])

        defer { leave(parts) }
        let restored = warmStart(parts)
        parts.tick()
        // Now, and not in the way of the first change.
        ResourceKind.prepareSchemas()
        if let placement = place(restored, parts) {
            try follow(from: restored, at: placement, parts, incarnation: incarnation)
        }
    }

    // MARK: - Warm start

    /// Serves from the last-known-good file, if there is a good one, before any broker has answered.
    private func warmStart(_ parts: WorkerParts<Role>) -> LastKnownGood.Content? {
        let content: LastKnownGood.Content
        do {
            guard let found = try parts.lastKnownGood.load() else { return nil }
            content = found
        } catch {
            logger.error(
                "the last-known-good file cannot be used; starting from the log",
                ["file": parts.lastKnownGood.path, "error": "\(error)"])
            return nil
        }
        guard content.topic == settings.topics.changes, content.state.namespace == settings.namespace else {
            return nil
        }
        serve(content, parts)
        return content
    }

    /// The file has its own fuse: a machine on which even the last known good crashes must come up and say so.
    private func serve(_ content: LastKnownGood.Content, _ parts: WorkerParts<Role>) {
        var fuse = CrashFuse(settings: settings, .restoring)
        guard fuse.quarantinedRevision != content.state.revision else {
            return logger.error(
                "this worker crashed on its last-known-good file and does not serve from it",
                ["revision": "\(content.state.revision)", "file": parts.lastKnownGood.path])
        }
        do throws(SystemError) { try fuse.arm(content.state.revision) } catch { complain(error) }
        let attempt = parts.pipeline.apply(Projection.project(content.state, role: settings.identity.role))
        do throws(SystemError) { try fuse.disarm() } catch { complain(error) }
        report(attempt, of: content, parts)
    }

    private func report(
        _ attempt: ApplyPipeline<Role>.Attempt, of content: LastKnownGood.Content, _ parts: WorkerParts<Role>
    ) {
        parts.status.update { report in
            report.liveDigest = attempt.liveDigest
            report.position = content.state.position?.offset
            report.targetRevision = content.state.revision
            report.refusal = attempt.refusal
            guard attempt.refusal == nil else { return }
            report.effectiveRevision = content.state.revision
            report.effectiveChangeAt = content.state.lastAccepted?.timestamp
            report.isServing = true
        }
        if let refusal = attempt.refusal {
            return logger.error(
                "the last known good is refused",
                ["code": refusal.code, "path": refusal.path, "message": refusal.message])
        }
        logger.info(
            "serving last known good",
            ["revision": "\(content.state.revision)", "digest": attempt.liveDigest.description])
        parts.feed.publish()
    }

    private func complain(_ error: SystemError) {
        logger.error("cannot write the crash fuse", ["error": error.description])
    }

    // MARK: - Following the log

    /// Finds the namespace's partition. Without a broker the file's word is taken; without both, the worker waits.
    private func place(_ restored: LastKnownGood.Content?, _ parts: WorkerParts<Role>) -> ReplayLoop.Placement? {
        if let restored {
            return .init(partition: restored.partition, partitionCount: restored.partitionCount)
        }
        var backoff = Backoff()
        while !control.isStopping {
            do throws(LogError) {
                let count = try log.partitionCount(of: settings.topics.changes, timeout: settings.heartbeat)
                let partition = JavaPartitioner.partition(key: Array(settings.namespace.utf8), count: count)
                return .init(partition: partition, partitionCount: count)
            } catch {
                parts.status.update { $0.readProblem = ReadProblem(error.message, since: $0.readProblem) }
                logger.warning("no broker yet", ["error": error.message])
                parts.tick()
                control.wait(min(backoff.next(), settings.heartbeat))
            }
        }
        return nil
    }

    private func follow(
        from restored: LastKnownGood.Content?, at placement: ReplayLoop.Placement, _ parts: WorkerParts<Role>,
        incarnation: String
    ) throws(WorkerError) {
        let apply = parts.applyLoop(placement: placement, incarnation: incarnation, logger: logger)
        let applying = try Self.applying(apply)
        let replay = ReplayLoop(
            settings: settings, log: log, status: parts.status, mailbox: parts.mailbox, metrics: parts.metrics,
            logger: logger, control: control, placement: placement, restored: restored?.state,
            tick: { parts.tick() })
        replay.run()
        parts.mailbox.close()
        guard applying.ended.wait(timeout: settings.stopDeadline) else {
            // A role that hangs must not keep the lease from saying goodbye. Its thread ends with the process.
            return logger.error("the change that is being applied does not end; leaving without it")
        }
        applying.thread.join()
    }

    /// The apply loop is built here and then belongs to its thread alone, which tells when it has ended.
    private static func applying(
        _ loop: sending ApplyLoop<Role>
    ) throws(WorkerError) -> (thread: OSThread, ended: EventDescriptor) {
        let handover = Mutex<ApplyLoop<Role>?>(loop)
        do throws(SystemError) {
            let ended = try EventDescriptor()
            let thread = try OSThread(name: "trelay-apply") {
                defer { ended.signal() }
                let loop = handover.withLock { held in
                    defer { held = nil }
                    return held
                }
                loop?.run()
            }
            return (thread, ended)
        } catch {
            throw WorkerError(message: "cannot start a thread: \(error)")
        }
    }

    // MARK: - Leaving

    /// Readiness fails first, so that nobody new comes; the lease says goodbye after the last ack.
    private func leave(_ parts: WorkerParts<Role>) {
        parts.status.update { $0.isLeaving = true }
        parts.server.beginDrain()
        parts.feed.close()
        let deadline = Deadline(after: settings.stopDeadline)
        // Half of the time is kept for the goodbye, which matters most while the broker is slow.
        let unacknowledged = parts.acknowledger.flush(until: Deadline(after: settings.stopDeadline / 2))
        parts.status.enter(.retired, detail: "left in order")
        do throws(LogError) {
            try parts.heartbeat.sendLast(timeout: deadline.remaining)
        } catch {
            logger.warning("could not say goodbye; the lease will expire", ["error": error.message])
        }
        let lost = parts.writer.close(deadline: deadline.remaining)
        if lost + unacknowledged > 0 {
            logger.warning("records not delivered at the end", ["acks": "\(unacknowledged)", "records": "\(lost)"])
        }
        parts.server.stop(deadline: settings.stopDeadline)
        logger.info("worker left", ["worker": settings.identity.worker])
    }
}

/// Why a worker cannot start. One line: what, where, what to do.
public struct WorkerError: Error, Hashable, Sendable, CustomStringConvertible {
    public var message: String

    public init(message: String) {
        self.message = message
    }

    public var description: String { message }
}
