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
            Option(long: "revision", short: "r", valueName: "REV", help: "one revision, with what every worker did with it"),
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
            namespace: invocation.string("namespace"), revision: revision,
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
        examples: [Example(command: "trelay audit verify -d audit.sqlite", explanation: "exit 2 and the first bad record, if any")],
        exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let output = Session(invocation: invocation).output
        let progress = Progress("verifying")
        let result = try AuditReader(path: try path(invocation)).verify { progress.show(Int64($0), of: Int64($1)) }
        progress.finish()
        try show(result, output)
        return result.firstBad == nil ? ExitStatus.done : ExitStatus.rejected
    }

    private static func path(_ invocation: Invocation) throws -> String {
        let path = invocation.string("database") ?? ""
        guard DurableFile.exists(path) else {
            throw CommandError("\(path): no such file; a worker of role audit writes it into its state folder")
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
                ack.worker, ack.role, "\(ack.fromRevision) -> \(ack.toRevision)", ack.outcome, ack.timestamp.description,
                "\(ack.nanoseconds / 1_000) us", ack.code.map { "\($0) at \(ack.path ?? ""): \(ack.message ?? "")" } ?? "",
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
            let place = "partition \(bad.partition) offset \(bad.offset)"
            let revision = bad.revision.map { " (\(bad.namespace ?? "?") revision \($0))" } ?? ""
            try output.line("\(output.style.bad("first bad record")): \(place)\(revision): \(bad.message)")
        } else {
            try output.line("\(output.style.good("sound")): \(result.records) records, \(result.acks) acks")
        }
    }
}

extension AuditedChange {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "partition": JSONValue(Int(partition)), "offset": JSONValue(Int(offset)),
            "timestamp": JSONValue(Int(timestamp.milliseconds)), "outcome": .string(outcome),
            "resources": .array(resources.map { .string($0) }), "duplicate": .bool(isDuplicate),
        ]
        if let revision { object.set("revision", JSONValue(revision)) }
        let texts = [
            ("namespace", namespace), ("event", event), ("code", code), ("path", pointer), ("message", message),
            ("author", author), ("reason", reason), ("chain", chain), ("digest", digest),
        ]
        for (name, text) in texts { if let text { object.set(name, .string(text)) } }
        return .object(object)
    }
}

extension AuditedAck {
    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "timestamp": JSONValue(Int(timestamp.milliseconds)), "worker": .string(worker), "role": .string(role),
            "fromRevision": JSONValue(fromRevision), "toRevision": JSONValue(toRevision), "outcome": .string(outcome),
            "nanoseconds": JSONValue(Int(nanoseconds)),
        ]
        for (name, text) in [("code", code), ("path", path), ("message", message)] {
            if let text { object.set(name, .string(text)) }
        }
        return .object(object)
    }
}

extension AuditReader.Verification {
    fileprivate var json: JSONValue {
        var heads = JSONObject()
        for (namespace, head) in namespaces {
            heads.set(namespace, ["revision": JSONValue(head.revision), "chain": .string(head.chain)])
        }
        var object: JSONObject = [
            "sound": .bool(firstBad == nil), "records": JSONValue(records), "acks": JSONValue(acks),
            "namespaces": .object(heads),
        ]
        if let bad = firstBad {
            object.set(
                "firstBad",
                [
                    "partition": JSONValue(Int(bad.partition)), "offset": JSONValue(Int(bad.offset)),
                    "message": .string(bad.message),
                ])
        }
        return .object(object)
    }
}
