import TrelayClient
import TrelayCommandLine
import TrelayConvergence
import TrelayFormat
import TrelayLog
import TrelaySystem

/// `trelay wait`: for scripts that go on only when the fleet has it.
enum WaitCommand {
    static let command = Command(
        name: "wait", summary: "wait until the fleet serves a revision",
        discussion: "Counts the workers that are expected, not the ones that are connected.",
        options: CommonOptions.connection + [
            CommonOptions.namespace,
            Option(long: "revision", short: "r", valueName: "REV", help: "the revision; default: the latest"),
            Option(long: "role", valueName: "ROLE", help: "only workers of this role"),
            Option(long: "threshold", valueName: "SHARE", help: "the share that must have it", default: "100%"),
            CommonOptions.expect,
        ] + CommonOptions.printing,
        examples: [
            Example(command: "trelay wait --revision 42 --timeout 2m", explanation: "until everyone has revision 42"),
            Example(
                command: "trelay wait --role gateway --threshold 95%",
                explanation: "until most gateways have the latest"),
        ],
        exitCodes: [
            ExitCode(0, "converged"), ExitCode(1, "failed"), ExitCode(2, "the time ran out"),
            ExitCode(3, "a worker refused"), ExitCode(4, "a worker diverged"),
            ExitCode(64, "the command line is wrong"),
        ]
    ) { invocation in
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        let threshold = try Threshold(invocation)
        let revision = try invocation.integer("revision", in: 0...Int.max)
        let output = session.output
        let log = try session.openLog()
        defer { log.close() }
        let verdict = try ConvergenceWait(
            session: session, log: log, namespace: try session.namespace, revision: revision,
            role: invocation.string("role"), threshold: threshold, deadline: deadline
        ).run()
        if output.isJSON { try output.json(verdict.json()) } else { try verdict.report(output) }
        return verdict.exitCode
    }
}
