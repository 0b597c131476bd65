import TrelayClient
import TrelayCommandLine
import TrelayCore
import TrelayDashboard
import TrelayFormat
import TrelayLog
import TrelaySystem

/// `trelay history [KIND/NAME]`: every change and what became of it, rejected ones too.
enum HistoryCommand {
    /// More lines than this are not kept while reading: the newest are shown.
    static let maximumLines = 10_000

    static let command = Command(
        name: "history", summary: "list changes and what became of them: accepted, rejected and why, duplicate",
        options: CommonOptions.connection + [
            CommonOptions.namespace,
            Option(long: "limit", valueName: "N", help: "the newest N lines", default: "20"),
            Option(long: "event", valueName: "ID", help: "only this event: what became of a publication in doubt"),
        ] + CommonOptions.printing,
        operands: [Operand(name: "KIND/NAME", help: "only changes of this resource", required: false)],
        examples: [
            Example(command: "trelay history", explanation: "the last 20 changes of the namespace"),
            Example(command: "trelay history route/chat", explanation: "who changed this route, and when"),
            Example(command: "trelay history --event 0192…", explanation: "did my change get through?"),
        ],
        exitCodes: [
            ExitCode(0, "done"), ExitCode(1, "failed"),
            ExitCode(2, "with --event: the log does not have it; or the time ran out"),
            ExitCode(64, "the command line is wrong"),
        ]
    ) { invocation in
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        let limit = try invocation.integer("limit", in: 1...maximumLines) ?? 20
        let event = invocation.string("event")
        let key = try invocation.operand(0).map { try resource($0, invocation) }
        let log = try session.openLog()
        defer { log.close() }
        var lines: [PublishedLine] = []
        _ = try session.replay(log: log, deadline: deadline) { verdict, record in
            guard event == nil || verdict.eventID == event, key == nil || verdict.touches(key) else { return }
            lines.append(PublishedLine(verdict, record))
            if lines.count > 2 * limit { lines.removeFirst(lines.count - limit) }
        }
        if event != nil, lines.isEmpty {
            throw CommandError(
                "no event '\(event ?? "")' is in the log: it was not published, and may be published again with this id",
                exitCode: ExitStatus.rejected)
        }
        try show(Array(lines.suffix(limit).reversed()), session)
        return ExitStatus.done
    }

    private static func resource(_ text: String, _ invocation: Invocation) throws -> ResourceKey {
        guard let key = ResourceKey(text) else {
            throw invocation.usageError("'\(text)' is no resource; write it as route/chat")
        }
        return key
    }

    private static func show(_ lines: [PublishedLine], _ session: Session) throws {
        let output = session.output
        if output.isJSON { return try output.json(.array(lines.map(\.json))) }
        guard !lines.isEmpty else {
            let what = session.invocation.operand(0).map { "no change of \($0)" } ?? "nothing"
            return try output.line("\(what) was published in namespace '\(try session.namespace)' yet")
        }
        var table = TextTable(["REV", "TIME", "OUTCOME", "BY", "WHAT", "REASON"])
        for line in lines { table.add(line.cells) }
        try output.lines(table.render(style: output.style, width: output.width))
    }
}

/// One line of history.
struct PublishedLine {
    let verdict: Verdict
    let record: Record

    init(_ verdict: Verdict, _ record: Record) {
        var verdict = verdict
        // The values are not shown: a long history need not hold them.
        verdict.changes = []
        self.verdict = verdict
        self.record = Record(
            partition: record.partition, offset: record.offset, timestamp: record.timestamp, key: nil, value: nil,
            headers: RecordHeaders())
    }

    var cells: [StyledText] {
        let what = verdict.changeSet?.changes.map { "\($0.operation.rawValue) \($0.key)" } ?? []
        let shown = what.prefix(3).joined(separator: ", ") + (what.count > 3 ? " and \(what.count - 3) more" : "")
        return [
            StyledText(verdict.outcome.revision.map { verdict.isDuplicate ? "(\($0))" : "\($0)" } ?? "-"),
            StyledText(record.timestamp.description), outcome, StyledText(verdict.changeSet?.author ?? ""),
            StyledText(shown.isEmpty ? "offset \(record.partition):\(record.offset)" : shown), StyledText(explanation),
        ]
    }

    private var outcome: StyledText {
        if verdict.isDuplicate { return "duplicate" }
        return verdict.outcome.rejection == nil ? StyledText("accepted", .good) : StyledText("rejected", .bad)
    }

    private var explanation: String {
        verdict.outcome.rejection?.line ?? verdict.changeSet?.reason ?? ""
    }

    var json: JSONValue {
        var object: JSONObject = [
            "partition": JSONValue(Int(record.partition)), "offset": JSONValue(Int(record.offset)),
            "timestamp": JSONValue(Int(record.timestamp.milliseconds)), "isDuplicate": .bool(verdict.isDuplicate),
        ]
        if let namespace = verdict.namespace { object.set("namespace", .string(namespace)) }
        if let event = verdict.eventID { object.set("eventID", .string(event)) }
        if let changeSet = verdict.changeSet {
            object.set("author", .string(changeSet.author))
            object.set("reason", .string(changeSet.reason))
            object.set("resources", .array(changeSet.changes.map { .string($0.key.description) }))
        }
        switch verdict.outcome {
        case .accepted(let revision):
            object.set("outcome", "accepted")
            object.set("revision", JSONValue(revision))
        case .rejected(let rejection):
            object.set("outcome", "rejected")
            object.set("code", .string(rejection.code.rawValue))
            object.set("path", .string(rejection.pointer.description))
            object.set("message", .string(rejection.message))
        }
        return .object(object)
    }
}

extension Verdict {
    fileprivate func touches(_ key: ResourceKey?) -> Bool {
        changeSet?.changes.contains { $0.key == key } ?? false
    }
}
