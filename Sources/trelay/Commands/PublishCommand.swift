import TrelayClient
import TrelayCommandLine
import TrelayConvergence
import TrelayCore
import TrelayCrypto
import TrelayDashboard
import TrelayFormat
import TrelayLog
import TrelaySystem
import TrelayTelemetry

/// `trelay publish`: a change set from a file into the log, with the verdict of the fold.
enum PublishCommand {
    static let command = Command(
        name: "publish", summary: "publish a change set and tell the verdict",
        discussion: """
            The file is YAML or JSON: reason, changes (each with op, kind, name, value), optionally namespace, author, \
            base and expect. What can be checked without the log is checked before anything is published. With --id, \
            publishing the same change again is answered with the first outcome.
            """,
        options: CommonOptions.connection + [CommonOptions.namespace] + CommonOptions.printing + [
            Option(
                long: "file", short: "f", valueName: "FILE", help: "the change set; - is standard input",
                required: true, completesFiles: true),
            Option(long: "base", valueName: "REV", help: "reject unless the namespace is at this revision"),
            Option(long: "id", valueName: "ID", help: "the event's id, for safe retries; default: a new UUIDv7"),
            Option(long: "author", valueName: "WHO", help: "who publishes", environment: "TRELAY_AUTHOR"),
            Option(long: "reason", valueName: "TEXT", help: "why, in place of the file's reason"),
            Option(long: "wait", valueName: "WHAT", help: "wait until workers have it", choices: ["effective"]),
            Option(
                long: "threshold", valueName: "SHARE", help: "with --wait: the share of the fleet that must have it",
                default: "100%"),
            CommonOptions.expect,
        ],
        examples: [
            Example(command: "trelay publish -f change.yaml", explanation: "publish and see the verdict"),
            Example(
                command: "trelay publish -f change.yaml --wait effective --timeout 30s",
                explanation: "and wait until every worker serves it"),
            Example(
                command: "trelay publish -f change.yaml --base 41 --id $CI_JOB_ID",
                explanation: "compare-and-set, safe to retry"),
        ],
        exitCodes: CommonOptions.exitCodes + [
            ExitCode(3, "with --wait: a worker refused"), ExitCode(4, "with --wait: a worker diverged"),
        ],
        run: { try run($0) })

    private static func run(_ invocation: Invocation) throws -> Int32 {
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        let file = try ChangeFile(path: invocation.string("file") ?? "-")
        let changeSet = try changeSet(file, session)
        let threshold = try Threshold(invocation.string("threshold") ?? "100%")

        let log = try session.openLog()
        defer { log.close() }
        let publication = try Publication(session: session, log: log, deadline: deadline).publish(changeSet)
        try publication.report(session.output, file: file)
        guard case .decided(let decision) = publication.outcome, case .accepted(let revision) = decision.outcome else {
            return publication.exitCode
        }
        guard invocation.string("wait") != nil else { return ExitStatus.done }
        return try ConvergenceWait(
            session: session, log: log, namespace: changeSet.namespace, revision: revision, role: nil,
            threshold: threshold, deadline: deadline
        ).run()
    }

    private static func changeSet(_ file: ChangeFile, _ session: Session) throws -> ChangeSet {
        let invocation = session.invocation
        var changeSet = try file.changeSet(
            defaults: ChangeSet.Defaults(
                namespace: try session.namespace, id: invocation.string("id") ?? EventIdentifier.new(),
                author: session.author, reason: ""))
        if let id = invocation.string("id") { changeSet.id = id }
        if invocation.wasGiven("namespace") { changeSet.namespace = try session.namespace }
        if let author = invocation.string("author") { changeSet.author = author }
        if let reason = invocation.string("reason") { changeSet.reason = reason }
        if let base = try invocation.integer("base") {
            changeSet.base = ChangeSet.Base(revision: base, digest: changeSet.base?.digest)
        }
        return changeSet
    }
}

/// New event ids: randomness and the clock are read here, at the edge.
enum EventIdentifier {
    static func new() -> String {
        UUIDv7.string(milliseconds: SystemClock.wallMilliseconds(), random: SystemRandom.bytes(10))
    }
}
