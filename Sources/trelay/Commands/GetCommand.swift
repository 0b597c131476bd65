import TrelayClient
import TrelayCommandLine
import TrelayCore
import TrelayCrypto
import TrelayDashboard
import TrelayFormat
import TrelayLog
import TrelaySystem

/// `trelay get [KIND[/NAME]]`: what the log says the configuration is, now or then.
enum GetCommand {
    static let command = Command(
        name: "get", summary: "show the configuration, or one resource of it, now or at an earlier moment",
        options: CommonOptions.connection + [
            CommonOptions.namespace, MomentOption.option, CommonOptions.outputWithCBOR,
        ]
            + [CommonOptions.noColor],
        operands: [Operand(name: "KIND[/NAME]", help: "a kind, or one resource", required: false)],
        examples: [
            Example(command: "trelay get", explanation: "a line per resource"),
            Example(command: "trelay get route/chat", explanation: "one value"),
            Example(command: "trelay get route/chat --at 41 -o json", explanation: "as it was at revision 41"),
            Example(command: "trelay get -o cbor > all.cbor", explanation: "compact, for programs"),
        ], exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        let moment = try MomentOption.moment(invocation.string("at"), invocation)
        let wanted = invocation.operand(0).map { Wanted($0) }
        let log = try session.openLog()
        defer { log.close() }
        let state = try session.replay(at: moment, log: log, deadline: deadline).state
        try wanted?.check(state, invocation)
        if case .resource(let key) = wanted {
            try show(key, state, session.output)
        } else {
            try list(wanted, state, session.output)
        }
        return ExitStatus.done
    }

    /// What the operand asks for.
    private enum Wanted {
        case kind(String)
        case resource(ResourceKey)

        init(_ text: String) {
            self = ResourceKey(text).map { .resource($0) } ?? .kind(text)
        }

        /// A kind may be one that a schema in the log makes: only the state knows them all.
        func check(_ state: NamespaceState, _ invocation: Invocation) throws {
            guard !state.kindNames.contains(where: { $0.utf8.elementsEqual(kind.utf8) }) else { return }
            throw UsageError(
                message: "there is no kind '\(kind)'; the kinds are \(state.kindNames.joined(separator: ", "))",
                commandPath: invocation.path)
        }

        var kind: String {
            switch self {
            case .kind(let kind): kind
            case .resource(let key): key.kind
            }
        }
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

    private static func list(_ wanted: Wanted?, _ state: NamespaceState, _ output: Output) throws {
        let kind = wanted?.kind
        let entries = state.resources.filter { kind == nil || $0.key.kind == kind }
        if output.isJSON {
            return try output.json([
                "namespace": .string(state.namespace), "revision": JSONValue(state.revision),
                "digest": .string(state.digest().description), "chain": .string(state.chain.description),
                "resources": .array(entries.map { $0.entry.json($0.key) }),
            ])
        }
        guard !entries.isEmpty else {
            let what = kind.map { "no \($0)" } ?? "nothing"
            return try output.line("\(what) in namespace '\(state.namespace)' at revision \(state.revision)")
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
