import TrelayClient
import TrelayCommandLine
import TrelayCore
import TrelayCrypto
import TrelayFormat
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
        ] + Publication.options + CommonOptions.printing,
        examples: [
            Example(command: "trelay rollback --to 41", explanation: "back to what revision 41 was"),
            Example(command: "trelay rollback --to 41 --wait effective", explanation: "and wait until all serve it"),
        ],
        exitCodes: Publication.exitCodes
    ) { invocation in
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        guard let revision = try invocation.integer("to"), revision >= 0 else {
            throw invocation.usageError("--to takes a revision, 0 or more")
        }
        let publication = try Publication(session, deadline: deadline)
        let (id, author) = (try session.eventIdentifier, try session.author)
        let reason = try session.reason ?? "rollback to revision \(revision)"
        let log = try session.openLog()
        defer { log.close() }
        let history = try session.replay(at: .revision(revision), log: log, deadline: deadline)
        guard
            let plan = RollbackPlanner.plan(
                from: history.latest, to: history.state, id: id, author: author, reason: reason)
        else {
            try reportNothing(to: revision, history.latest, session.output)
            return ExitStatus.done
        }
        return try publication.run(plan, log: log)
    }

    private static func reportNothing(to revision: Int, _ latest: NamespaceState, _ output: Output) throws {
        if output.isJSON {
            return try output.json([
                "namespace": .string(latest.namespace), "outcome": "unchanged", "revision": JSONValue(latest.revision),
                "digest": .string(latest.digest().description),
            ])
        }
        try output.line("nothing to do: revision \(latest.revision) already has the content of revision \(revision)")
    }
}
