import TrelayClient
import TrelayCommandLine
import TrelayCore
import TrelayLog
import TrelaySystem

/// `trelay rollback --to REV`: back to an earlier state, proven by its digest.
enum RollbackCommand {
    static let command = Command(
        name: "rollback", summary: "publish the change set that brings an earlier revision back",
        discussion: """
            An ordinary change set computed from history. It carries the digest of the revision that it returns to, so \
            the fold proves the way back, and it is rejected when somebody publishes in between.
            """,
        options: CommonOptions.connection + [
            CommonOptions.namespace,
            Option(long: "to", valueName: "REV", help: "the revision to return to", required: true),
            Option(long: "id", valueName: "ID", help: "the event's id, for safe retries; default: a new UUIDv7"),
            Option(long: "author", valueName: "WHO", help: "who rolls back", environment: "TRELAY_AUTHOR"),
            Option(long: "reason", valueName: "TEXT", help: "why"),
            Option(long: "wait", valueName: "WHAT", help: "wait until workers have it", choices: ["effective"]),
            CommonOptions.expect,
        ] + CommonOptions.printing,
        examples: [
            Example(command: "trelay rollback --to 41", explanation: "back to what revision 41 was"),
            Example(command: "trelay rollback --to 41 --wait effective", explanation: "and wait until all serve it"),
        ],
        exitCodes: CommonOptions.exitCodes + [
            ExitCode(3, "with --wait: a worker refused"), ExitCode(4, "with --wait: a worker diverged"),
        ],
        run: { try run($0) })

    private static func run(_ invocation: Invocation) throws -> Int32 {
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        guard let revision = try invocation.integer("to"), revision >= 0 else {
            throw CommandError("--to takes a revision, 0 or more", exitCode: ExitStatus.usage)
        }
        let log = try session.openLog()
        defer { log.close() }
        let history = try session.replay(at: .revision(revision), log: log)
        let plan = RollbackPlanner.plan(
            from: history.latest, to: history.state, id: invocation.string("id") ?? EventIdentifier.new(),
            author: session.author, reason: invocation.string("reason") ?? "rollback to revision \(revision)")
        guard let plan else {
            try session.output.line(
                "nothing to do: revision \(history.latest.revision) already has the content of revision \(revision)")
            return ExitStatus.done
        }
        return try publish(plan, session, log, deadline)
    }

    private static func publish(
        _ plan: ChangeSet, _ session: Session, _ log: any EventLog, _ deadline: Deadline
    ) throws -> Int32 {
        let publication = try Publication(session: session, log: log, deadline: deadline).publish(plan)
        try publication.report(session.output, file: nil)
        guard case .decided(let decision) = publication.outcome, case .accepted(let revision) = decision.outcome,
            session.invocation.string("wait") != nil
        else { return publication.exitCode }
        return try ConvergenceWait(
            session: session, log: log, namespace: plan.namespace, revision: revision, role: nil,
            threshold: try Threshold("100%"), deadline: deadline
        ).run()
    }
}
