import TrelayCommandLine
import TrelayFormat

/// `trelay format patch PATCH FILE`: a document after a patch.
enum FormatPatchCommand {
    static let command = Command(
        name: "patch", summary: "apply a merge patch, or a JSON Patch, and print the result",
        discussion: """
            A merge patch (RFC 7396) looks like the document, with null for what is to be removed; it is what the operation \
            patch of a change set has as its value. A JSON Patch (RFC 6902) is a list of operations: all of them happen, or \
            none does. Patch and document may be of different forms.
            """,
        options: [Option(long: "json-patch", help: "PATCH is a JSON Patch")] + DocumentOptions.reading + [
            DocumentWriter.option(default: .pretty), DocumentWriter.force,
        ],
        operands: [
            Operand(name: "PATCH", help: "the patch; - is standard input", completesFiles: true),
            Operand(name: "FILE", help: "the document; - is standard input", completesFiles: true),
        ],
        examples: [
            Example(command: "trelay format patch weights.yaml route.json", explanation: "what would it become?"),
            Example(
                command: "trelay format patch --json-patch steps.json route.json --to yaml", explanation: "step by step"
            ),
        ],
        exitCodes: [
            ExitCode(0, "patched"), ExitCode(1, "a file could not be read"),
            ExitCode(2, "a file is not valid, or the patch does not fit the document"),
            ExitCode(64, "the command line is wrong"),
        ]
    ) { invocation in
        try StandardInput.checkUsedOnce(invocation.operands, invocation)
        let options = try DocumentOptions(invocation)
        let writer = DocumentWriter(invocation)
        try writer.check()
        let patch = try options.document(invocation.operand(0) ?? "-")
        let target = try options.document(invocation.operand(1) ?? "-")
        guard invocation.flag("json-patch") else {
            if looksLikeJSONPatch(patch.value) {
                Session(invocation: invocation).output.note(
                    "trelay: \(patch.name) looks like a JSON Patch, and as a merge patch replaces the whole document; to "
                        + "apply its operations add --json-patch")
            }
            try writer.write(MergePatch.apply(patch.value, to: target.value))
            return ExitStatus.done
        }
        try writer.write(try applyOperations(patch, to: target, options.limits))
        return ExitStatus.done
    }

    private static func applyOperations(
        _ patch: DocumentFile, to target: DocumentFile, _ limits: ParseLimits
    ) throws -> JSONValue {
        do throws(FormatError) {
            return try JSONPatch(patch.value).apply(
                to: target.value,
                limits: JSONPatch.Limits(
                    maximumSteps: maximumSteps, maximumValues: limits.maximumValues,
                    maximumTextBytes: limits.maximumBytes, maximumDepth: limits.maximumDepth))
        } catch {
            throw patch.fault(error.message, at: error.pointer, code: error.code.rawValue).error
        }
    }

    /// For documents of the size that is read here.
    private static let maximumSteps = 100_000_000

    private static func looksLikeJSONPatch(_ patch: JSONValue) -> Bool {
        guard let operations = patch.arrayValue, !operations.isEmpty else { return false }
        return operations.allSatisfy { $0["op"]?.stringValue != nil && $0["path"]?.stringValue != nil }
    }
}
