import TrelayClient
import TrelayCommandLine
import TrelayConvergence
import TrelayDashboard
import TrelayLog
import TrelaySystem

/// `trelay trace CHANGE`: one change's way from its publisher through every worker, drawn from the ack log.
enum TraceCommand {
    static let command = Command(
        name: "trace", summary: "draw the waterfall of one change: publish, broker, every worker's stages",
        discussion: "Needs no collector: everything comes from the log and the acks. Slowest worker first.",
        options: CommonOptions.connection + [CommonOptions.namespace, CommonOptions.expect] + CommonOptions.printing,
        operands: [
            Operand(name: "CHANGE", help: "a revision, an event id, or 'latest'", required: true)
        ],
        examples: [
            Example(command: "trelay trace latest", explanation: "where the time of the last change went"),
            Example(command: "trelay trace 42", explanation: "by revision"),
        ], exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        let log = try session.openLog()
        defer { log.close() }
        let watch = try session.watch(log: log, deadline: deadline)
        defer { watch.close() }
        let text = invocation.operand(0) ?? "latest"
        try show(reference(text, watch.model), text, watch, session.output)
        return ExitStatus.done
    }

    static func show(_ reference: ChangeReference, _ text: String, _ watch: FleetWatch, _ output: Output) throws {
        guard let trace = watch.model.trace(of: reference, at: watch.view().at) else {
            let isEmpty = watch.model.revision == 0 && text == "latest"
            throw CommandError(
                isEmpty
                    ? "no change was accepted in namespace '\(watch.model.namespace)' yet; see: trelay history"
                    : "no change '\(text)' in namespace '\(watch.model.namespace)'; see: trelay history")
        }
        if output.isJSON {
            try output.json(trace.json())
        } else {
            try output.lines(TraceWaterfall.render(trace, style: output.style, width: min(output.width, 120)))
        }
    }

    private static func reference(_ text: String, _ model: ConvergenceModel) -> ChangeReference {
        if text == "latest" { return .revision(model.revision) }
        if let revision = Int(text) { return .revision(revision) }
        return .event(text)
    }
}
