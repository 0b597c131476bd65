import TrelayCommandLine
import TrelayCore
import TrelayFormat

/// `trelay lint FILE…`: checks change sets without a broker.
enum LintCommand {
    static let command = Command(
        name: "lint", summary: "check change sets in files, without a broker",
        discussion: """
            Checks what a file alone can tell: the form of the change set, the values that are put against the schemas of \
            their kinds, and the sizes. Each fault is a line FILE:LINE:COLUMN: code at /pointer: message. Kinds of your own \
            are known by --schema, or by a schema resource in the same file. What a patch makes of a value, and whether \
            what is referred to exists, only the log can tell: see trelay publish.
            """,
        options: [
            Option(
                long: "file", short: "f", valueName: "FILE",
                help: "a change set, as an operand; - is standard input", repeats: true,
                completesFiles: true),
            Option(
                long: "schema", valueName: "KIND=FILE",
                help: "the JSON Schema of a kind of your own, or one that narrows a built-in kind",
                repeats: true),
            DocumentOptions.quiet,
        ] + CommonOptions.printing,
        operands: [
            Operand(name: "FILE", help: "a change set", required: false, repeats: true, completesFiles: true)
        ],
        examples: [
            Example(command: "trelay lint change.yaml", explanation: "before you publish it"),
            Example(
                command: "trelay lint --schema tool=tool.schema.json -q changes/*.yaml",
                explanation: "in a hook: only what is wrong"),
            Example(command: "trelay lint -f - -o json < change.json", explanation: "for an editor"),
        ],
        exitCodes: [
            ExitCode(0, "all are good"), ExitCode(1, "a file could not be read"),
            ExitCode(2, "a change set or a schema is not valid"), ExitCode(64, "the command line is wrong"),
        ]
    ) { invocation in
        let paths = invocation.strings("file") + invocation.operands
        guard !paths.isEmpty else { throw invocation.usageError("name at least one file; - is standard input") }
        let assignments = try invocation.strings("schema").map {
            try AssignmentOption.parse($0, option: "--schema", form: "KIND=FILE", invocation)
        }
        try StandardInput.checkUsedOnce(paths + assignments.map(\.value), invocation)
        let schemas = try KindSchemaFiles.read(assignments, invocation)
        var verdicts = FileVerdicts(Session(invocation: invocation).output, isQuiet: invocation.flag("quiet"))
        for path in paths { try check(path, schemas, &verdicts) }
        return verdicts.exitCode
    }

    private static func check(_ path: String, _ schemas: GivenSchemas, _ verdicts: inout FileVerdicts) throws {
        let file: DocumentFile
        do throws(FileFault) {
            file = try DocumentFile(path: path, form: nil, limits: limits)
        } catch {
            return try verdicts.bad(error.file, [finding(error)], exitCode: error.exitCode)
        }
        guard file.form != .cbor else {
            let message = "is CBOR, which is not published from files; see: trelay format convert --to yaml"
            let fault = file.fault(message, at: .root, code: FormatError.Code.syntax.rawValue)
            return try verdicts.bad(file.name, [finding(fault)])
        }
        // What a file may leave out, because the one who publishes it knows.
        let defaults = ChangeSet.Defaults(namespace: "default", id: "lint", author: "lint", reason: "")
        let report = ChangeSetReport(on: file.value, defaults: defaults, schemas: schemas)
        guard !report.isGood else {
            let count = report.changeCount
            return try verdicts.good(file.name, "good, \(count) \(count == 1 ? "change" : "changes")")
        }
        let places = file.sourceMap()
        let faults = report.faults.map { rejection in
            FileFault(
                file: file.name, position: places.position(of: rejection.pointer), code: rejection.code.rawValue,
                pointer: rejection.pointer, message: rejection.message + advice(on: rejection, in: file.value))
        }
        let start = SourcePosition(line: 0, column: 0)
        // The sort is stable: what is at one place stays in the order of the checks.
        try verdicts.bad(file.name, faults.sorted { ($0.position ?? start) < ($1.position ?? start) }.map(finding))
    }

    private static let limits: ParseLimits = {
        var limits = ParseLimits.default
        limits.maximumBytes = ChangeFile.maximumBytes
        return limits
    }()

    /// A kind that nothing here knows may well be one that the log knows.
    private static func advice(on rejection: Rejection, in document: JSONValue) -> String {
        guard rejection.code == .unknownKind, let kind = document.value(at: rejection.pointer)?.stringValue,
            ResourceKind.named(kind) == nil, !rejection.message.hasSuffix("?")
        else { return "" }
        return "; for one of your own give its schema: --schema \(kind)=FILE"
    }

    private static func finding(_ fault: FileFault) -> FileVerdicts.Finding {
        var object: JSONObject = [
            "code": .string(fault.code), "pointer": .string(fault.pointer.description),
            "message": .string(fault.message),
        ]
        object.set(fault.position)
        return FileVerdicts.Finding(line: fault.lineWithCode, json: .object(object))
    }
}
