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

    init(
        settings: WorkerSettings, role: Role, log: any EventLog, tracer: Tracer, incarnation: String
    ) throws(WorkerError) {
        self.settings = settings
        let news = News()
        let status = WorkerStatus { news.announce() }
        self.status = status
        metrics = WorkerMetrics(settings: settings)
        tracing = WorkerTracing(tracer: tracer, settings: settings)
        pipeline = ApplyPipeline(role: role) { stage in status.update { $0.stage = stage } }
        feed = ConfigurationFeed {
            // A change of no concern to this role moves the revision and leaves the live values where they are.
            var live = role.live
            live.revision = max(live.revision, status.current.effectiveRevision)
            return live
        }
        lastKnownGood = LastKnownGood(settings: settings)
        do throws(SystemError) { mailbox = try TargetMailbox() } catch { throw WorkerError(message: "\(error)") }
        server = try Self.server(settings, status, metrics, feed)
        endpoint = "http://\(settings.host):\(server.port)"
        do throws(LogError) {
            var options = WriterOptions()
            options.deliveryTimeout = .seconds(10)
            writer = try log.openWriter(options)
        } catch {
            server.stop(deadline: .zero)
            throw WorkerError(message: error.message)
        }
        acknowledger = Acknowledger(writer: writer, topic: settings.topics.acks)
        heartbeat = Heartbeat(writer: writer, settings: settings, incarnation: incarnation, endpoint: endpoint) {
            status.current
        }
        news.connect { [heartbeat] in heartbeat.send() }
    }

    func applyLoop(
        placement: ReplayLoop.Placement, incarnation: String, logger: Logger
    ) -> sending ApplyLoop<Role> {
        let acks = AckWriter(acknowledger: acknowledger, worker: settings.identity.worker, incarnation: incarnation)
        return ApplyLoop(
            settings: settings, pipeline: pipeline, status: status, mailbox: mailbox, acknowledger: acks, feed: feed,
            metrics: metrics, tracing: tracing, logger: logger, lastKnownGood: lastKnownGood, placement: placement,
            fuse: CrashFuse(settings: settings), servedRevision: status.current.effectiveRevision)
    }

    /// What happens once per heartbeat.
    func tick() {
        updateContact()
        beat()
        acknowledger.retry()
        feed.sweep()
    }

    func beat() {
        heartbeat.send()
    }

    /// The broker counts as lost when it has taken no heartbeat for three. A delivered record is proof of contact;
    /// a reader to which nothing comes proves nothing.
    private func updateContact() {
        let report = status.current
        guard report.status != .logDiverged, report.status != .retired else { return }
        if heartbeat.isOverdue {
            status.enter(.stale, detail: "no broker since \(heartbeat.lastDelivered)")
        } else if report.hasCaughtUp {
            status.enter(.serving)
        } else {
            status.enter(.catchingUp)
        }
    }

    private static func server(
        _ settings: WorkerSettings, _ status: WorkerStatus, _ metrics: WorkerMetrics, _ feed: ConfigurationFeed
    ) throws(WorkerError) -> HTTPServer {
        var configuration = HTTPServerConfiguration()
        configuration.host = settings.host
        configuration.port = settings.port
        let handler = ManagementEndpoint(status: status, metrics: metrics, feed: feed, settings: settings)
        do throws(HTTPError) {
            return try HTTPServer(configuration, handler: handler)
        } catch {
            throw WorkerError(message: "management endpoint on \(settings.host):\(settings.port): \(error)")
        }
    }
}
