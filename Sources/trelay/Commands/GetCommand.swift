import TrelayClient
import TrelayCommandLine
import TrelayCore
import TrelayCrypto
import TrelayDashboard
import TrelayFormat
import TrelayLog

/// `trelay get [KIND[/NAME]]`: what the log says the configuration is, now or then.
enum GetCommand {
    static let command = Command(
        name: "get", summary: "show the configuration, or one resource of it, now or at an earlier moment",
        options: CommonOptions.connection + [CommonOptions.namespace, MomentOption.option] + CommonOptions.printing,
        operands: [Operand(name: "KIND[/NAME]", help: "a kind, or one resource", required: false)],
        examples: [
            Example(command: "trelay get", explanation: "a line per resource"),
            Example(command: "trelay get route/chat", explanation: "one value"),
            Example(command: "trelay get route/chat --at 41 -o json", explanation: "as it was at revision 41"),
        ], exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let session = Session(invocation: invocation)
        let moment = try MomentOption.moment(invocation.string("at"))
        let log = try session.openLog()
        defer { log.close() }
        let state = try session.replay(at: moment, log: log).state
        if let text = invocation.operand(0), let key = ResourceKey(text) {
            try show(key, state, session.output)
        } else {
            try list(invocation.operand(0), state, session.output)
        }
        return ExitStatus.done
    }

    private static func show(_ key: ResourceKey, _ state: NamespaceState, _ output: Output) throws {
        guard let entry = state.resources[key] else {
            throw CommandError(
                "no \(key) in namespace '\(state.namespace)' at revision \(state.revision); see: trelay get")
        }
        if output.isJSON { return try output.json(entry.json(key)) }
        try output.line(
            "# \(key)  revision \(entry.changedRevision)  \(entry.digest)  by event \(entry.changedBy)")
        try output.lines([entry.value.prettyString().trimmingNewline])
    }

    private static func list(_ kind: String?, _ state: NamespaceState, _ output: Output) throws {
        let entries = state.resources.filter { kind == nil || $0.key.kind == kind }
        if output.isJSON {
            return try output.json([
                "namespace": .string(state.namespace), "revision": JSONValue(state.revision),
                "digest": .string(state.digest().description), "chain": .string(state.chain.description),
                "resources": .array(entries.map { $0.entry.json($0.key) }),
            ])
        }
        guard !entries.isEmpty else {
            return try output.line(
                "nothing\(kind.map { " of kind '\($0)'" } ?? "") in namespace '\(state.namespace)' at revision \(state.revision)")
        }
        var table = TextTable(["RESOURCE", "CREATED", "CHANGED", "DIGEST"])
        for (key, entry) in entries {
            table.add([
                key.description, "\(entry.createdRevision)", "\(entry.changedRevision)", entry.digest.short,
            ])
        }
        try output.lines(table.render(style: output.style, width: output.width))
        try output.line("revision \(state.revision)  digest \(state.digest())")
    }
}

extension ResourceEntry {
    fileprivate func json(_ key: ResourceKey) -> JSONValue {
        [
            "kind": .string(key.kind), "name": .string(key.name), "value": value,
            "digest": .string(digest.description), "createdRevision": JSONValue(createdRevision),
            "changedRevision": JSONValue(changedRevision), "changedBy": .string(changedBy),
        ]
    }
}

extension String {
    /// The text without the newline at its end, for printers that add one.
    var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
