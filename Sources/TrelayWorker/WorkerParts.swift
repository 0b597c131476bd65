import TrelayCore
import TrelayHTTP
import TrelayLog
import TrelaySystem
import TrelayTelemetry

/// Everything one run of a worker is made of, wired once.
struct WorkerParts<Role: WorkerRole>: Sendable {
    let settings: WorkerSettings
    let status: WorkerStatus
    let metrics: WorkerMetrics
    let tracing: WorkerTracing
    let mailbox: TargetMailbox
    let pipeline: ApplyPipeline<Role>
    let feed: ConfigurationFeed
    let server: HTTPServer
    let endpoint: String
    let writer: any LogWriter
    let acknowledger: Acknowledger
    let heartbeat: Heartbeat
    let lastKnownGood: LastKnownGood

    /// What may wait for one client of the event stream. Each event is a whole configuration; a client that would
    /// have more waiting is sent away.
    private static var maximumEventBytes: Int { 16 * 1024 * 1024 }

    init(
        settings: WorkerSettings, role: Role, log: any EventLog, tracer: Tracer, incarnation: String
    ) throws(WorkerError) {
        self.settings = settings
        let news = News()
        let status = WorkerStatus { news.announce() }
        self.status = status
        metrics = WorkerMetrics(settings: settings, tracer: tracer) { role.metricsExposition() }
        tracing = WorkerTracing(tracer: tracer, settings: settings)
        pipeline = ApplyPipeline(role: role) { stage in status.update { $0.stage = stage } }
        feed = ConfigurationFeed {
            let report = status.current
            guard report.isServing else { return nil }
            // A change of no concern to this role moves the revision and leaves the live values where they are.
            var live = role.live
            live.revision = max(live.revision, report.effectiveRevision)
            return live
        }
        lastKnownGood = LastKnownGood(settings: settings)
        do throws(SystemError) { mailbox = try TargetMailbox() } catch { throw WorkerError(message: "\(error)") }
        server = try Self.server(settings, status, metrics, feed)
        endpoint = "http://\(settings.advertisedHost):\(server.port)"
        do throws(LogError) {
            var options = WriterOptions()
            options.deliveryTimeout = .seconds(10)
            writer = try log.openWriter(options)
        } catch {
            server.stop(deadline: .zero)
            throw WorkerError(message: error.message)
        }
        do throws(SystemError) {
            acknowledger = try Acknowledger(writer: writer, topic: settings.topics.acks)
            metrics.observe(acknowledger)
        } catch {
            server.stop(deadline: .zero)
            _ = writer.close(deadline: .zero)
            throw WorkerError(message: "\(error)")
        }
        heartbeat = Heartbeat(writer: writer, settings: settings, incarnation: incarnation, endpoint: endpoint) {
            status.current
        }
        // The heartbeat reads the status and the status tells the heartbeat: one of them must not hold the other.
        news.connect { [weak heartbeat] in heartbeat?.send() }
    }

    func applyLoop(
        placement: ReplayLoop.Placement, incarnation: String, logger: Logger
    ) -> sending ApplyLoop<Role> {
        let acks = AckWriter(acknowledger: acknowledger, worker: settings.identity.worker, incarnation: incarnation)
        return ApplyLoop(
            settings: settings, pipeline: pipeline, status: status, mailbox: mailbox, acknowledger: acks, feed: feed,
            metrics: metrics, tracing: tracing, logger: logger, lastKnownGood: lastKnownGood, placement: placement,
            fuse: CrashFuse(settings: settings, .applying))
    }

    /// What happens once per heartbeat.
    func tick() {
        updateContact()
        heartbeat.send()
        acknowledger.retry()
        metrics.acknowledging(waiting: acknowledger.queuedCount)
        feed.sweep()
    }

    private func updateContact() {
        let report = status.current
        guard report.status != .logDiverged, report.status != .retired else { return }
        let loss = loss(report)
        let detail = loss ?? report.readProblem?.message
        if loss != nil, report.isServing || report.hasCaughtUp {
            status.enter(.stale, detail: detail)
        } else if report.hasCaughtUp {
            status.enter(.serving, detail: detail)
        } else {
            status.enter(report.capturedEnd == nil ? .starting : .catchingUp, detail: detail)
        }
    }

    /// Why the broker counts as lost; nil when it does not. It has to take heartbeats and to let the log be read: a
    /// delivered record is proof of contact, while a reader to which nothing comes proves nothing.
    private func loss(_ report: WorkerReport) -> String? {
        if heartbeat.isOverdue {
            // A broker may be there and refuse: then its reason, such as a right that is missing, is what helps.
            let refusals: [LogError.Code] = [.unauthorized, .authenticationFailed, .unknownTopic]
            if let failure = heartbeat.lastFailure, refusals.contains(failure.code) {
                return "no lease could be written since \(heartbeat.lastDelivered): \(failure.message)"
            }
            return "no broker since \(heartbeat.lastDelivered)"
        }
        guard let problem = report.readProblem, problem.hasLasted(settings.leaseDuration) else { return nil }
        return "the log cannot be read since \(problem.since): \(problem.message)"
    }

    private static func server(
        _ settings: WorkerSettings, _ status: WorkerStatus, _ metrics: WorkerMetrics, _ feed: ConfigurationFeed
    ) throws(WorkerError) -> HTTPServer {
        var configuration = HTTPServerConfiguration()
        configuration.host = settings.host
        configuration.port = settings.port
        configuration.maximumPendingBytes = maximumEventBytes
        let handler = ManagementEndpoint(status: status, metrics: metrics, feed: feed, settings: settings)
        do throws(HTTPError) {
            return try HTTPServer(configuration, handler: handler)
        } catch {
            throw WorkerError(message: "management endpoint on \(settings.host):\(settings.port): \(error)")
        }
    }
}
