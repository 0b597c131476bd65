import TrelayAudit
import TrelayCommandLine
import TrelayCore
import TrelayDashboard
import TrelayFormat
import TrelaySystem

/// `trelay audit log|verify`: questions to an audit record, with no broker.
enum AuditCommand {
    static let command = Command(
        name: "audit", summary: "ask the audit record: what happened, and is the record sound",
        examples: [
            Example(command: "trelay audit log -d audit.sqlite", explanation: "who changed what, when, why"),
            Example(command: "trelay audit verify -d audit.sqlite", explanation: "is the record sound?"),
        ],
        subcommands: [log, verify])

    private static let database = Option(
        long: "database", short: "d", valueName: "FILE", help: "the record that a worker of role audit keeps",
        environment: "TRELAY_AUDIT_DATABASE", required: true, completesFiles: true)

    private static let log = Command(
        name: "log", summary: "list changes and acks from the record, newest first",
        options: [
            database,
            Option(
                long: "namespace", short: "n", valueName: "NAME", help: "only this namespace",
                environment: "TRELAY_NAMESPACE"),
            Option(
                long: "revision", short: "r", valueName: "REV",
                help: "one revision, with what every worker did with it"),
            Option(long: "limit", valueName: "N", help: "the newest N changes", default: "50"),
        ] + CommonOptions.printing,
        examples: [
            Example(command: "trelay audit log -d audit.sqlite", explanation: "who changed what, when, why"),
            Example(command: "trelay audit log -d audit.sqlite -n shop -r 42", explanation: "and who applied it"),
        ], exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let session = Session(invocation: invocation)
        let reader = try AuditReader(path: try path(invocation))
        let revision = try invocation.integer("revision")
        let filter = AuditFilter(
            namespace: invocation.string("namespace") == nil ? nil : try session.namespace, revision: revision,
            limit: try invocation.integer("limit", in: 1...1_000_000) ?? 50)
        let changes = try reader.changes(filter)
        var acks: [AuditedAck] = []
        if let revision, let namespace = changes.first?.namespace {
            acks = try reader.acks(namespace: namespace, revision: revision)
        }
        try show(changes, acks, session.output)
        return ExitStatus.done
    }

    private static let verify = Command(
        name: "verify", summary: "fold the record again and compare every digest, decision and link of the chain",
        options: [database] + CommonOptions.printing,
        examples: [
            Example(
                command: "trelay audit verify -d audit.sqlite", explanation: "exit 2 and the first bad record, if any")
        ],
        exitCodes: [
            ExitCode(0, "the record is sound"), ExitCode(1, "failed"), ExitCode(2, "a record is bad"),
            ExitCode(64, "the command line is wrong"),
        ]
    ) { invocation in
        let output = Session(invocation: invocation).output
        let progress = Progress("verifying")
        defer { progress.finish() }
        let result = try AuditReader(path: try path(invocation)).verify { progress.show(Int64($0), of: Int64($1)) }
        progress.finish()
        try show(result, output)
        return result.firstBad == nil ? ExitStatus.done : ExitStatus.rejected
    }

    private static func path(_ invocation: Invocation) throws -> String {
        let path = invocation.string("database") ?? ""
        do throws(SystemError) {
            _ = try DurableFile.read(path, maximumBytes: 0)
        } catch {
            switch error.code {
            case SystemError.noSuchFile:
                throw CommandError("\(path): no such file; a worker of role audit writes it into its state folder")
            case SystemError.isADirectory:
                throw CommandError(
                    "\(path): is a directory; name the file audit.sqlite of an audit worker's state folder")
            case SystemError.permissionDenied:
                throw CommandError("\(path): may not be read by this user")
            // What is wrong with its content is the reader's to say.
            default: break
            }
        }
        return path
    }

    private static func show(_ changes: [AuditedChange], _ acks: [AuditedAck], _ output: Output) throws {
        if output.isJSON {
            return try output.json(["changes": .array(changes.map(\.json)), "acks": .array(acks.map(\.json))])
        }
        var table = TextTable(["NAMESPACE", "REV", "TIME", "OUTCOME", "BY", "WHAT", "WHY"])
        for change in changes {
            table.add([
                change.namespace ?? "-", change.revision.map(String.init) ?? "-", change.timestamp.description,
                change.isDuplicate ? "duplicate" : change.outcome, change.author ?? "",
                change.resources.prefix(3).joined(separator: " "),
                change.code.map { "\($0) \(change.pointer ?? ""): \(change.message ?? "")" } ?? change.reason ?? "",
            ])
        }
        try output.lines(table.render(style: output.style, width: output.width))
        guard !acks.isEmpty else { return }
        try output.line()
        var ackTable = TextTable(["WORKER", "ROLE", "REVISIONS", "OUTCOME", "AT", "TOOK", "WHY"])
        for ack in acks {
            ackTable.add([
                ack.worker, ack.role, "\(ack.fromRevision) -> \(ack.toRevision)", ack.outcome,
                ack.timestamp.description,
                Wording.duration(nanoseconds: UInt64(clamping: ack.nanoseconds)),
                ack.code.map { "\($0) at \(ack.path ?? ""): \(ack.message ?? "")" } ?? "",
            ])
        }
        try output.lines(ackTable.render(style: output.style, width: output.width))
    }

    private static func show(_ result: AuditReader.Verification, _ output: Output) throws {
        if output.isJSON { return try output.json(result.json) }
        for (namespace, head) in result.namespaces.sorted(by: { $0.key < $1.key }) {
            try output.line("\(namespace): revision \(head.revision), chain \(head.chain)")
        }
        if let bad = result.firstBad {
            let place = "\(bad.stream) partition \(bad.partition) offset \(bad.offset)"
            let revision = bad.revision.map { " (\(bad.namespace ?? "?") revision \($0))" } ?? ""
            try output.line("\(output.style.bad("first bad record")): \(place)\(revision): \(bad.message)")
        } else {
            try output.line("\(output.style.good("sound")): \(result.records) records, \(result.acks) acks")
        }
    }
}
