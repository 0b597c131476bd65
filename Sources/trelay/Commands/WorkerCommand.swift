import TrelayAudit
import TrelayCommandLine
import TrelayCore
import TrelayGateway
import TrelayLog
import TrelayModel
import TrelaySystem
import TrelayTelemetry
import TrelayWorker

/// `trelay worker --role ROLE`: a worker process.
enum WorkerCommand {
    static let command = Command(
        name: "worker", summary: "run a worker: replay the log, keep a role configured, acknowledge what it serves",
        discussion: """
            Serves /livez, /readyz, /metrics and the effective configuration (/v1/config with ?digest=…&wait=30s, and \
            /v1/config/stream) over HTTP. Starts from its last-known-good file, with Kafka away too. Leaves in order on \
            SIGTERM or Ctrl-C.
            """,
        options: CommonOptions.connection + [
            CommonOptions.namespace,
            Option(
                long: "role", valueName: "ROLE", help: "what it does with the configuration",
                choices: ["gateway", "model", "audit"], required: true),
            Option(
                long: "id", valueName: "NAME", help: "the worker's id, unique in the fleet; default: role-host",
                environment: "TRELAY_WORKER_ID"),
            Option(long: "label", valueName: "KEY=VALUE", help: "a label; may be repeated", repeats: true),
            Option(
                long: "state-dir", valueName: "FOLDER", help: "where its files live", environment: "TRELAY_STATE_DIR",
                default: ".trelay"),
            Option(
                long: "listen", valueName: "HOST:PORT", help: "its management endpoint; port 0 takes any",
                environment: "TRELAY_LISTEN", default: "127.0.0.1:0"),
        ] + ServingOptions.options + [
            Option(
                long: "log-level", valueName: "LEVEL", help: "how much it says on standard error",
                environment: "TRELAY_LOG_LEVEL", default: "info", choices: Logger.Level.allCases.map(\.rawValue)),
            Option(
                long: "log-format", valueName: "FORM", help: "text for people, json for machines",
                environment: "TRELAY_LOG_FORMAT", default: "text", choices: ["text", "json"]),
        ],
        examples: [
            Example(command: "trelay worker --role gateway --id gw-7 --label region=eu", explanation: "a gateway"),
            Example(
                command: "trelay worker --role gateway --serve 127.0.0.1:8080 --shards 2",
                explanation: "serves OpenAI's endpoints: http://127.0.0.1:8080/v1"),
            Example(
                command: "trelay worker --role model --serve 127.0.0.1:8081",
                explanation: "serves predictions: http://127.0.0.1:8081/v2"),
            Example(command: "curl -s localhost:PORT/readyz", explanation: "is it ready, and if not, why"),
            Example(
                command: "trelay worker --role audit --state-dir /var/lib/trelay",
                explanation: "the record: /var/lib/trelay/audit.sqlite"),
        ],
        exitCodes: CommonOptions.exitCodes,
        run: { try run($0) })

    private static func run(_ invocation: Invocation) throws -> Int32 {
        // First of all, so that every thread that is started later has these signals blocked.
        let signals = try SignalDescriptor(
            signals: [SystemSignal.terminate, SystemSignal.interrupt, SystemSignal.hangUp])
        let session = Session(invocation: invocation)
        let settings = try workerSettings(session)
        let serving = try ServingOptions(invocation)
        let logger = logger(invocation, settings)
        let log = try session.openLog()
        defer { log.close() }
        let telemetry = Telemetry(
            session: session, serviceName: "trelay-" + settings.identity.role,
            attributes: ["service.instance.id": .string(settings.identity.worker)])
        defer { telemetry.close() }
        let process = WorkerProcess(
            settings: settings, log: log, tracer: telemetry.tracer, logger: logger, signals: signals)
        try run(process, settings, serving)
        return ExitStatus.done
    }

    private static func run(
        _ process: WorkerProcess, _ settings: WorkerSettings, _ serving: ServingOptions
    ) throws {
        switch settings.identity.role {
        case GatewayRole.name:
            let role = GatewayRole(namespace: settings.namespace, credentials: ProcessCredentials())
            try process.run(role, serving: try serving.endpoint(of: role, process.tracer))
        case ModelRole.name:
            let role = try modelRole(settings, serving, process.tracer)
            try process.run(role, serving: try serving.endpoint(of: role, process.tracer))
        default:
            try process.runAudit()
        }
    }

    private static func modelRole(
        _ settings: WorkerSettings, _ serving: ServingOptions, _ tracer: Tracer
    ) throws -> ModelRole {
        var cache = ArtifactCacheSettings()
        cache.allowedFolders = serving.artifactFolders.isEmpty ? nil : serving.artifactFolders
        return ModelRole(
            namespace: settings.namespace,
            cache: try ArtifactCache(folder: settings.stateDirectory + "/artifacts", settings: cache),
            runtimes: [XGBoostRuntime(copies: serving.shards), HookRuntime(hooks: serving.hooks)],
            observer: SwapSpans(tracer: tracer))
    }

    private static func logger(_ invocation: Invocation, _ settings: WorkerSettings) -> Logger {
        Logger(
            label: settings.identity.worker,
            level: Logger.Level(rawValue: invocation.string("log-level") ?? "") ?? .info,
            form: invocation.string("log-format") == "json" ? .json : .text)
    }

    private static func workerSettings(_ session: Session) throws -> WorkerSettings {
        let invocation = session.invocation
        let role = invocation.string("role") ?? ""
        let id = invocation.string("id") ?? "\(role)-\(HostInformation.hostName)"
        guard Names.isValidResourceName(id) else {
            throw invocation.usageError("--id '\(id)' is no name; use \(Names.resourceNameRule)")
        }
        let (host, port) = try address(invocation.string("listen") ?? "127.0.0.1:0", "listen", invocation)
        return WorkerSettings(
            identity: WorkerIdentity(worker: id, role: role, labels: try labels(invocation)),
            namespace: try session.namespace, topics: try session.topics,
            stateDirectory: invocation.string("state-dir") ?? ".trelay", host: host, port: port,
            build: VersionCommand.build)
    }

    private static func labels(_ invocation: Invocation) throws -> [String: String] {
        var labels: [String: String] = [:]
        for text in invocation.strings("label") {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw invocation.usageError("--label '\(text)': write it as KEY=VALUE")
            }
            labels[String(parts[0])] = String(parts[1])
        }
        return labels
    }

    static func address(
        _ text: String, _ option: String, _ invocation: Invocation
    ) throws -> (host: String, port: UInt16) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            colon != text.startIndex
        else { throw invocation.usageError("--\(option) '\(text)': write it as HOST:PORT") }
        return (String(text[..<colon]), port)
    }
}
