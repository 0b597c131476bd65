import TrelayCommandLine
import TrelayCore
import TrelayDashboard
import TrelayFormat
import TrelaySystem

/// `trelay schema list|show|diff`: the schemas of the kinds.
enum SchemaCommand {
    static let command = Command(
        name: "schema", summary: "show the JSON Schemas of the kinds, and compare schemas",
        examples: [
            Example(command: "trelay schema list", explanation: "which kinds there are"),
            Example(command: "trelay schema show route", explanation: "what a route looks like"),
        ],
        subcommands: [list, show, SchemaDiffCommand.command])

    private static let list = Command(
        name: "list", summary: "list the kinds that are built in", options: CommonOptions.printing,
        examples: [
            Example(command: "trelay schema list", explanation: "with their versions"),
            Example(command: "trelay schema list -o json", explanation: "with the URIs for $ref"),
        ],
        exitCodes: [ExitCode(0, "done"), ExitCode(64, "the command line is wrong")]
    ) { invocation in
        let output = Session(invocation: invocation).output
        guard !output.isJSON else {
            try output.json(.array(ResourceKind.all.map(json)))
            return ExitStatus.done
        }
        var table = TextTable(["KIND", "VERSION", "ENFORCED", "WHAT"])
        for kind in ResourceKind.all {
            table.add([kind.name, String(kind.version), kind.isEnforced ? "yes" : "not yet", kind.summary])
        }
        try output.lines(table.render(style: output.style, width: output.width))
        return ExitStatus.done
    }

    private static func json(_ kind: ResourceKind) -> JSONValue {
        [
            "kind": .string(kind.name), "version": JSONValue(kind.version), "enforced": .bool(kind.isEnforced),
            "uri": .string(kind.schemaURI), "summary": .string(kind.summary),
        ]
    }

    private static let show = Command(
        name: "show", summary: "print the JSON Schema of a kind (draft 2020-12)",
        options: [
            Option(long: "bundle", help: "with the shared definitions inside, for programs that know no other document")
        ],
        operands: [Operand(name: "KIND", help: "the kind", choices: ResourceKind.all.map(\.name))],
        examples: [
            Example(command: "trelay schema show route", explanation: "to read"),
            Example(
                command: "trelay schema show --bundle route > route.schema.json",
                explanation: "for an editor that completes and checks values"),
        ],
        exitCodes: [ExitCode(0, "done"), ExitCode(64, "the command line is wrong")]
    ) { invocation in
        guard let kind = ResourceKind.named(invocation.operand(0) ?? "") else {
            throw invocation.usageError("there is no such kind")
        }
        let text = invocation.flag("bundle") ? SchemaBundle.make(kind).prettyString() : kind.schemaText + "\n"
        try StandardStreams.writeOutput(text)
        return ExitStatus.done
    }
}

/// A schema with all that it refers to inside, each under its own `$id` (JSON Schema core, section 9.3).
enum SchemaBundle {
    static func make(_ kind: ResourceKind) -> JSONValue {
        let documents = ResourceKind.schemaDocuments
        var bundled: [String: JSONValue] = [:]
        var waiting = [kind.schemaDocument]
        while let document = waiting.popLast() {
            for uri in references(document) where bundled[uri] == nil && !uri.utf8.elementsEqual(kind.schemaURI.utf8) {
                guard let other = documents[uri] else { continue }
                bundled[uri] = other
                waiting.append(other)
            }
        }
        guard var schema = kind.schemaDocument.objectValue, !bundled.isEmpty else { return kind.schemaDocument }
        var definitions = schema["$defs"]?.objectValue ?? [:]
        for (uri, document) in bundled { definitions.set(uri, document) }
        schema.set("$defs", .object(definitions))
        return .object(schema)
    }

    /// The documents that a built-in schema refers to.
    private static func references(_ value: JSONValue) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap(references)
        case .object(let object):
            object.flatMap { key, value -> [String] in
                guard key == "$ref", let target = value.stringValue else { return references(value) }
                return [String(target.prefix { $0 != "#" })].filter { !$0.isEmpty }
            }
        default: []
        }
    }
}
