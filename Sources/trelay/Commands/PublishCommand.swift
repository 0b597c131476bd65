import TrelayCommandLine
import TrelayCore
import TrelayLog
import TrelaySystem

/// `trelay publish`: a change set from a file into the log, with the verdict of the fold.
enum PublishCommand {
    static let command = Command(
        name: "publish", summary: "publish a change set and tell the verdict",
        discussion: """
            The file is YAML or JSON: reason, changes (each with op, kind, name, value), optionally namespace, author, \
            base and expect; options on the command line win over it. What can be checked without the log is checked \
            before anything is published. With --id, publishing the same change again is answered with the first outcome.
            """,
        options: CommonOptions.connection + [CommonOptions.namespace] + CommonOptions.printing + [
            Option(
                long: "file", short: "f", valueName: "FILE", help: "the change set; - is standard input",
                required: true, completesFiles: true),
            Option(long: "base", valueName: "REV", help: "reject unless the namespace is at this revision"),
        ] + Publication.options,
        examples: [
            Example(command: "trelay publish -f change.yaml", explanation: "publish and see the verdict"),
            Example(
                command: "trelay publish -f change.yaml --wait effective --timeout 30s",
                explanation: "and wait until every worker serves it"),
            Example(
                command: "trelay publish -f change.yaml --base 41 --id $CI_JOB_ID",
                explanation: "compare-and-set, safe to retry"),
        ],
        exitCodes: Publication.exitCodes
    ) { invocation in
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        let file = try ChangeFile(path: invocation.string("file") ?? "-")
        let changeSet = try changeSet(file, session)
        let publication = try Publication(session, deadline: deadline, file: file)
        let log = try session.openLog()
        defer { log.close() }
        return try publication.run(changeSet, log: log)
    }

    private static func changeSet(_ file: ChangeFile, _ session: Session) throws -> ChangeSet {
        let invocation = session.invocation
        let id = try session.eventIdentifier
        var changeSet = try file.changeSet(
            defaults: ChangeSet.Defaults(
                namespace: try session.namespace, id: id, author: try session.author, reason: ""))
        if invocation.wasGiven("id") { changeSet.id = id }
        if invocation.wasGiven("namespace") { changeSet.namespace = try session.namespace }
        if invocation.wasGiven("author") { changeSet.author = try session.author }
        if let reason = try session.reason { changeSet.reason = reason }
        if let base = try invocation.integer("base", in: 0...maximumRevision) {
            changeSet.base = ChangeSet.Base(revision: base, digest: changeSet.base?.digest)
        }
        return changeSet
    }

    /// Revisions are numbers of JSON, which hold integers exactly up to here.
    private static let maximumRevision = 9_007_199_254_740_991
}
