import TrelayCommandLine
import TrelayCore
import TrelayDashboard
import TrelayFormat

/// `trelay schema diff OLD NEW`: whom a new version of a schema breaks.
enum SchemaDiffCommand {
    private enum Requirement: String, CaseIterable {
        case readers, writers, both, none

        func isMet(by level: SchemaCompatibility.Level) -> Bool {
            switch self {
            case .readers: level == .both || level == .readers
            case .writers: level == .both || level == .writers
            case .both: level == .both
            case .none: true
            }
        }
    }

    static let command = Command(
        name: "diff", summary: "tell whom a new version of a schema breaks",
        discussion: """
            The level is the answer:
              both     the same values are valid
              readers  what was valid still is: the new schema reads old data
              writers  what is valid now was valid before: the old schema reads new data
              none     neither could be shown

            Below it each change with its place, and whom it breaks. The answer is on the safe side: a change that cannot \
            be shown to be harmless counts as one that breaks, and says so. A schema is a file, or the name of a built-in \
            kind; write ./route for a file that is called like one.
            """,
        options: [
            Option(
                long: "require", valueName: "LEVEL", help: "exit with 2 unless the new schema is compatible for these",
                default: Requirement.readers.rawValue, choices: Requirement.allCases.map(\.rawValue)),
            SchemaFolders.option, SchemaFile.assertFormat, DocumentOptions.maximumBytes,
        ] + CommonOptions.printing,
        operands: [
            Operand(name: "OLD", help: "a file or a kind", completesFiles: true),
            Operand(name: "NEW", help: "a file or a kind", completesFiles: true),
        ],
        examples: [
            Example(command: "trelay schema diff tool-1.json tool-2.json", explanation: "may I publish it?"),
            Example(
                command: "trelay schema diff --require both route ./my-route.json",
                explanation: "does it say the same as the built-in one?"),
        ],
        exitCodes: [
            ExitCode(0, "compatible, as far as --require asks"), ExitCode(1, "a file could not be read"),
            ExitCode(2, "not compatible, or a schema is broken"), ExitCode(64, "the command line is wrong"),
        ]
    ) { invocation in
        try StandardInput.checkUsedOnce(invocation.operands, invocation)
        let options = try DocumentOptions(invocation)
        let folders = try SchemaFolders(invocation, options.limits)
        let assertsFormats = invocation.flag("assert-format")
        let schemas = try invocation.operands.map { try value($0, options, folders, assertsFormats) }
        let found: SchemaCompatibility
        do throws(SchemaError) {
            found = try SchemaCompatibility.compare(
                old: schemas[0], new: schemas[1],
                options: SchemaFile.options(folders, assertsFormats: assertsFormats))
        } catch {
            throw CommandError("\(error)", exitCode: ExitStatus.rejected)
        }
        try show(found, Session(invocation: invocation).output)
        let requirement = Requirement(rawValue: invocation.string("require") ?? "") ?? .readers
        return requirement.isMet(by: found.level) ? ExitStatus.done : ExitStatus.rejected
    }

    /// Compiled once alone, so that a broken one is told with its place.
    private static func value(
        _ name: String, _ options: DocumentOptions, _ folders: SchemaFolders, _ assertsFormats: Bool
    ) throws -> JSONValue {
        if let kind = ResourceKind.named(name) { return kind.schemaDocument }
        return try SchemaFile(path: name, options, folders, assertsFormats: assertsFormats).document.value
    }

    private static func show(_ found: SchemaCompatibility, _ output: Output) throws {
        if output.isJSON {
            let changes = found.changes.map { change -> JSONValue in
                [
                    "pointer": .string(change.pointer.description), "document": .string(change.documentURI),
                    "breaks": .string(change.breaks.rawValue), "sentence": .string(change.sentence),
                ]
            }
            return try output.json(["level": .string(found.level.rawValue), "changes": .array(changes)])
        }
        try output.line("level: \(found.level.rawValue)")
        for change in found.changes {
            let text = StyledText(change.description, change.breaks == .neither ? .plain : .bad)
            try output.line(text.rendered(output.style))
        }
    }
}
