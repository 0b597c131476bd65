import TrelayClient
import TrelayCommandLine
import TrelayConvergence
import TrelayCore
import TrelayDashboard
import TrelayFormat
import TrelayLog
import TrelaySystem

/// `trelay diff FROM [TO]`: what changed between two moments, by path.
enum DiffCommand {
    static let command = Command(
        name: "diff", summary: "show what changed between two moments, by path, old and new",
        options: CommonOptions.connection + [CommonOptions.namespace] + CommonOptions.printing,
        operands: [
            Operand(name: "FROM", help: "a revision or a time", required: true),
            Operand(name: "TO", help: "a revision or a time; default: now", required: false),
        ],
        examples: [
            Example(command: "trelay diff 41", explanation: "since revision 41"),
            Example(command: "trelay diff 41 42", explanation: "what revision 42 did"),
        ], exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        let from = try MomentOption.moment(invocation.operand(0), invocation)
        let to = try MomentOption.moment(invocation.operand(1), invocation)
        let log = try session.openLog()
        defer { log.close() }
        let first = try session.replay(at: from, log: log, deadline: deadline)
        let isUpToNow = to == .now
        let new = isUpToNow ? first.latest : try session.replay(at: to, log: log, deadline: deadline).state
        try show(first.state, new, session.output)
        return ExitStatus.done
    }

    private static func show(_ old: NamespaceState, _ new: NamespaceState, _ output: Output) throws {
        let changes = old.resources.changes(to: new.resources)
        if output.isJSON {
            return try output.json([
                "namespace": .string(new.namespace), "fromRevision": JSONValue(old.revision),
                "toRevision": JSONValue(new.revision), "changes": .array(changes.map { $0.json() }),
            ])
        }
        try output.line("\(new.namespace): revision \(old.revision) -> \(new.revision)")
        guard !changes.isEmpty else { return try output.line("no difference") }
        for change in changes { try output.lines(DiffText.render(change, style: output.style)) }
    }
}
