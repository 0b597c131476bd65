import TrelayClient
import TrelayCommandLine
import TrelayCore
import TrelayDashboard
import TrelayFormat
import TrelayGateway
import TrelayLog
import TrelaySystem
import TrelayWorker

/// `trelay explain`: where a gateway sends a request, and why, from the log alone.
enum ExplainCommand {
    static let command = Command(
        name: "explain", summary: "say where a gateway sends a request and why, from the log alone",
        discussion: """
            With FILE it makes a decision again that a gateway explained (a request with the header x-trelay-explain: 1), \
            in the namespace and at the revision that decided it, and says whether it is the same. With --at it is made at \
            another moment: would the request go elsewhere now? Without FILE it decides about the request that the options \
            describe. Nothing is asked of any gateway.
            """,
        options: CommonOptions.connection + [
            CommonOptions.namespace,
            Option(long: "model", valueName: "NAME", help: "what the caller writes as model"),
            Option(long: "path", valueName: "PATH", help: "the endpoint", default: ExplainedRequest.defaultPath),
            Option(
                long: "key", valueName: "KEY", help: "what keeps the caller at one target (x-trelay-key, user)",
                default: ""),
            Option(
                long: "header", valueName: "NAME=VALUE", help: "a header of the request; may be repeated", repeats: true
            ),
            MomentOption.option, CommonOptions.output, CommonOptions.noColor,
        ],
        operands: [
            Operand(name: "FILE", help: "an explanation; - is standard input", required: false, completesFiles: true)
        ],
        examples: [
            Example(command: "trelay explain --model drafts --key user-7", explanation: "where user-7 is sent now"),
            Example(
                command: "trelay explain --model drafts --key user-7 --at 41", explanation: "and at revision 41"),
            Example(
                command: "curl -sH 'x-trelay-explain: 1' GATEWAY/v1/chat/completions -d @body | trelay explain -",
                explanation: "is what the gateway says what the log says?"),
            Example(command: "trelay explain then.json --at 42", explanation: "what revision 42 makes of that request"),
        ],
        exitCodes: [
            ExitCode(ExitStatus.done, "explained; with FILE: the same decision"),
            ExitCode(ExitStatus.failed, "the log or the file cannot be read, or no gateway could serve the revision"),
            ExitCode(ExitStatus.rejected, "no route takes the request; with FILE: another decision"),
            ExitCode(ExitStatus.usage, "the command line is wrong"),
        ]
    ) { invocation in
        let session = Session(invocation: invocation)
        if let file = invocation.operand(0) {
            for option in ["model", "path", "key", "header"] where invocation.wasGiven(option) {
                throw invocation.usageError("--\(option) is for a request without FILE: the file says what was asked")
            }
            return try replay(file, session)
        }
        return try decide(session)
    }

    // MARK: - A request that the options describe

    private static func decide(_ session: Session) throws -> Int32 {
        let request = try ExplainedRequest(session.invocation)
        let moment = try MomentOption.moment(session.invocation.string("at"), session.invocation)
        let explainer = try explainer(try session.namespace, at: moment, session)
        let explanation = explainer.explain(
            path: request.path, model: request.model, key: request.key, headers: request.headers)
        guard let explanation else {
            let models = explainer.models.prefix(maximumModels).joined(separator: ", ")
            throw CommandError(
                "no route takes the model '\(request.model)' at \(request.path); "
                    + (models.isEmpty ? "there are no routes" : "routes take \(models)"), exitCode: ExitStatus.rejected)
        }
        if session.output.isJSON {
            try session.output.json(explanation)
        } else {
            try session.output.lines(ExplanationText.lines(explanation))
        }
        return ExitStatus.done
    }

    private static let maximumModels = 50

    // MARK: - A decision that a gateway explained

    private static func replay(_ path: String, _ session: Session) throws -> Int32 {
        let file = try ExplanationFile(path)
        let invocation = session.invocation
        if invocation.wasGiven("namespace"), try session.namespace != file.namespace {
            throw CommandError(
                "\(file.name): is of namespace '\(file.namespace)'; leave --namespace out", exitCode: ExitStatus.usage)
        }
        let isElsewhen = invocation.string("at") != nil
        let moment = try MomentOption.moment(invocation.string("at") ?? String(file.revision), invocation)
        let found = try explainer(file.namespace, at: moment, session).replay(file.explanation)
        // At another revision the stamp is another one: only the decision is compared.
        let changes = ValueDifference.changes(
            from: file.explanation, to: found ?? .null, limit: maximumDifferences
        ).filter { !isElsewhen || !stamp.contains($0.pointer.description) }
        if session.output.isJSON {
            try session.output.json([
                "same": .bool(changes.isEmpty), "explanation": found ?? .null,
                "differences": .array(changes.map { $0.json() }),
            ])
        } else {
            try show(found, changes, file, session.output)
        }
        return changes.isEmpty ? ExitStatus.done : ExitStatus.rejected
    }

    private static let maximumDifferences = 1_000
    private static let stamp = ["/revision", "/digest"]

    private static func show(
        _ found: JSONValue?, _ changes: [ValueChange], _ file: ExplanationFile, _ output: Output
    ) throws {
        guard let found else { return try output.line("no route takes the request of \(file.name)") }
        try output.lines(ExplanationText.lines(found))
        guard !changes.isEmpty else { return try output.line("the same decision as in \(file.name)") }
        try output.line("another decision than in \(file.name):")
        try output.lines(DiffText.render(changes, style: output.style, width: output.width))
    }

    // MARK: - The log

    private static func explainer(
        _ namespace: String, at moment: NamespaceReplay.Moment, _ session: Session
    ) throws -> GatewayExplainer {
        let deadline = Deadline(after: try session.timeout)
        let log = try session.openLog()
        defer { log.close() }
        let progress = Progress("reading the log")
        defer { progress.finish() }
        let replay = NamespaceReplay(log: log, topics: try session.topics, deadline: deadline.remaining) {
            progress.show($0, of: $1)
        }
        let state = try replay.run(namespace, at: moment).state
        do throws(RoleRefusal) {
            return try GatewayExplainer(Projection.project(state, role: GatewayRole.name))
        } catch {
            throw CommandError(
                "no gateway could serve revision \(state.revision): \(error.code) at \(error.path): \(error.message)")
        }
    }
}

extension ValueChange {
    fileprivate func json() -> JSONValue {
        var object: JSONObject = ["path": .string(pointer.description)]
        if let old { object.set("old", old) }
        if let new { object.set("new", new) }
        return .object(object)
    }
}
