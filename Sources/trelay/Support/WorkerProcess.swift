import TrelayAudit
import TrelayLog
import TrelaySystem
import TrelayTelemetry
import TrelayWorker

/// Runs a worker until a signal asks it to leave.
struct WorkerProcess {
    let settings: WorkerSettings
    let log: any EventLog
    let tracer: Tracer
    let logger: Logger
    let signals: SignalDescriptor

    /// - Parameter endpoint: where requests are served, if the role serves any. It drains while the worker leaves, and is
    ///   stopped after that.
    func run(_ role: some WorkerRole, serving endpoint: ServingEndpoint? = nil) throws {
        let worker = try Worker(settings: settings, role: role, log: log, tracer: tracer, logger: logger)
        if let endpoint { announce(endpoint) }
        let watching = try OSThread(name: "trelay-signals") { [signals, logger] in
            Self.watch(signals, logger) {
                endpoint?.beginDrain()
                worker.stop()
            }
        }
        defer { endpoint?.stop(settings.stopDeadline) }
        try worker.run()
        // The thread that watches signals ends with the process: nothing more is asked of it.
        withExtendedLifetime(watching) {}
    }

    /// A port that the system chose is in the log, and in a file for programs.
    private func announce(_ endpoint: ServingEndpoint) {
        let address = "http://\(endpoint.host):\(endpoint.port)"
        logger.info("serving requests", ["address": address])
        let file = settings.stateDirectory + "/serving.address"
        do throws(SystemError) {
            try DurableFile.replace(file, with: Array((address + "\n").utf8), synchronize: false)
        } catch {
            logger.warning("the address is not written", ["file": file, "error": error.description])
        }
    }

    /// The audit worker holds the configuration like any other, and keeps the record beside that.
    func runAudit() throws {
        try DurableFile.createDirectory(settings.stateDirectory)
        let recorder = try AuditRecorder(
            path: settings.stateDirectory + "/audit.sqlite", topics: settings.topics, log: log
        ) { [logger] status in
            if let problem = status.problem {
                logger.error("the audit record is not written", ["error": problem, "final": "\(status.hasStopped)"])
            } else {
                logger.info("the audit record is written again")
            }
        }
        let recording = try OSThread(name: "trelay-audit") { recorder.run() }
        defer {
            recorder.stop()
            recording.join()
        }
        // An audit worker that records nothing must not say that all is well.
        let role = ProjectionRole(name: "audit", namespace: settings.namespace) { (_, _) throws(RoleRefusal) in
            guard let reason = recorder.status.stopReason else { return }
            throw RoleRefusal(code: "recordStopped", path: "", message: "the audit record has stopped: \(reason)")
        }
        try run(role)
    }

    /// The first signal asks to leave in order; the second ends the process at once.
    private static func watch(_ signals: SignalDescriptor, _ logger: Logger, _ leave: () -> Void) {
        var isLeaving = false
        while let signal = signals.wait(timeout: nil) {
            if signal == SystemSignal.hangUp {
                logger.info("SIGHUP: settings are read at the start; restart to change them")
                continue
            }
            if isLeaving { ProcessExit.exit(128 + signal) }
            isLeaving = true
            leave()
        }
    }
}
