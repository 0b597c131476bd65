import TrelayCommandLine
import TrelayDashboard
import TrelayFormat

/// `trelay format diff A B`: what differs in meaning.
enum FormatDiffCommand {
    private enum Form: String, CaseIterable {
        case human
        case mergePatch = "merge-patch"
        case jsonPatch = "json-patch"
    }

    static let command = Command(
        name: "diff", summary: "show what differs between two documents, by path",
        discussion: """
            Compares values, not texts: spelling, comments, the order of members and the form do not count. human is for \
            reading; merge-patch (RFC 7396) and json-patch (RFC 6902) print a patch that makes B of A. Equal documents give \
            no output in the form human, and otherwise an empty patch.
            """,
        options: [
            Option(
                long: "as", valueName: "FORM", help: "how it is shown", default: Form.human.rawValue,
                choices: Form.allCases.map(\.rawValue)),
            Option(long: "exit-code", help: "exit with 2 if they differ"),
        ] + DocumentOptions.reading + [CommonOptions.noColor],
        operands: [
            Operand(name: "A", help: "a document; - is standard input", completesFiles: true),
            Operand(name: "B", help: "another", completesFiles: true),
        ],
        examples: [
            Example(command: "trelay format diff old.json new.yaml", explanation: "to read"),
            Example(
                command: "trelay format diff --as json-patch old.json new.json > steps.json", explanation: "to apply"),
            Example(command: "trelay format diff --exit-code a.yaml b.yaml", explanation: "in a script"),
        ],
        exitCodes: [
            ExitCode(0, "done; with --exit-code: the documents are equal"), ExitCode(1, "a file could not be read"),
            ExitCode(2, "a file is not valid; with --exit-code also: the documents differ"),
            ExitCode(64, "the command line is wrong"),
        ]
    ) { invocation in
        try StandardInput.checkUsedOnce(invocation.operands, invocation)
        let options = try DocumentOptions(invocation)
        let old = try options.document(invocation.operand(0) ?? "-")
        let new = try options.document(invocation.operand(1) ?? "-")
        let output = Session(invocation: invocation).output
        switch Form(rawValue: invocation.string("as") ?? "") ?? .human {
        case .human: try show(old, new, output)
        case .mergePatch: try output.json(try mergePatch(old, new))
        case .jsonPatch: try output.json(JSONPatch.difference(from: old.value, to: new.value).json)
        }
        return invocation.flag("exit-code") && old.value != new.value ? ExitStatus.rejected : ExitStatus.done
    }

    private static func mergePatch(_ old: DocumentFile, _ new: DocumentFile) throws -> JSONValue {
        let patch = MergePatch.difference(from: old.value, to: new.value)
        let result = MergePatch.apply(patch, to: old.value)
        guard let lost = ValueDifference.changes(from: result, to: new.value, limit: 1).first else { return patch }
        let message = "no merge patch gives this value, because null in one means to remove; use --as json-patch"
        throw new.fault(message, at: lost.pointer, code: "notRepresentable").error
    }

    private static func show(_ old: DocumentFile, _ new: DocumentFile, _ output: Output) throws {
        let lines = UnifiedDifference.lines(from: old.value, to: new.value)
        guard !lines.isEmpty else { return }
        let names = ["--- " + old.name, "+++ " + new.name].map {
            StyledText($0, .strong).rendered(output.style)
        }
        try output.lines(names + lines.map { colored($0, output.style) })
    }

    /// The lines show what is hidden in them already; only the tone is added, and not to lines that would be cut for it.
    private static func colored(_ line: UnifiedDifference.Line, _ style: Style) -> String {
        let text = line.description
        guard style.isColored, text.utf8.count <= longestColored else { return text }
        return switch line {
        case .heading: StyledText(text, .busy).rendered(style)
        case .context: text
        case .removed: StyledText(text, .bad).rendered(style)
        case .added: StyledText(text, .good).rendered(style)
        }
    }

    private static let longestColored = 1_000
}
