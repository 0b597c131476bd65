import TrelayCommandLine
import TrelayFormat

/// `trelay format validate --schema SCHEMA FILE…`: JSON Schema without a broker.
enum FormatValidateCommand {
    static let command = Command(
        name: "validate", summary: "validate documents against a JSON Schema (draft 2020-12)",
        discussion: """
            Every fault is a line FILE:LINE:COLUMN: at /pointer: message. As JSON: a line for each file, with file, valid \
            and errors, each with instanceLocation, keywordLocation, absoluteKeywordLocation and error, as the \
            specification names them, and line and column. The schemas of trelay's own kinds are known by their URIs; \
            others that the schema refers to are read from the folders that --resolve names, as they are called or with \
            .json, .yaml or .yml at the end. Nothing is fetched from a network.
            """,
        options: [
            Option(
                long: "schema", short: "s", valueName: "SCHEMA", help: "the schema, in JSON or YAML", required: true,
                completesFiles: true),
            SchemaFolders.option, SchemaFile.assertFormat, DocumentOptions.quiet,
        ] + DocumentOptions.reading + CommonOptions.printing,
        operands: [
            Operand(name: "FILE", help: "a document; - is standard input", repeats: true, completesFiles: true)
        ],
        examples: [
            Example(command: "trelay format validate -s tool.schema.json tool.yaml", explanation: "one"),
            Example(
                command: "trelay format validate -s tool.schema.json -q tools/*.yaml", explanation: "many, in a hook"),
            Example(
                command: "trelay format validate -s tool.json --resolve https://example.com/schemas/=schemas tool.yaml",
                explanation: "with a schema that refers to others"),
        ],
        exitCodes: [
            ExitCode(0, "all are valid"), ExitCode(1, "a file could not be read"),
            ExitCode(2, "a document is not valid, or the schema is broken"), ExitCode(64, "the command line is wrong"),
        ]
    ) { invocation in
        let path = invocation.string("schema") ?? "-"
        try StandardInput.checkUsedOnce([path] + invocation.operands, invocation)
        var options = try DocumentOptions(invocation)
        // Nothing is printed or hashed here, and JSON Schema knows no I-JSON.
        options.limits.acceptsGreatExactIntegers = true
        let folders = try SchemaFolders(invocation, options.limits)
        let schema = try SchemaFile(
            path: path, options, folders, assertsFormats: invocation.flag("assert-format")
        ).schema
        var verdicts = FileVerdicts(Session(invocation: invocation).output, isQuiet: invocation.flag("quiet"))
        for path in invocation.operands { try validate(path, schema, options, &verdicts) }
        return verdicts.exitCode
    }

    private static func validate(
        _ path: String, _ schema: Schema, _ options: DocumentOptions, _ verdicts: inout FileVerdicts
    ) throws {
        let file: DocumentFile
        do throws(FileFault) {
            file = try options.read(path)
        } catch {
            var object: JSONObject = ["error": .string(error.message)]
            object.set(error.position)
            let finding = FileVerdicts.Finding(line: error.line, json: .object(object))
            return try verdicts.bad(error.file, [finding], exitCode: error.exitCode)
        }
        // A larger document may take more steps.
        let steps = max(Schema.defaultMaximumSteps, stepsPerByte * file.byteCount)
        switch schema.validate(file.value, maximumErrors: maximumErrors, maximumSteps: steps) {
        case .valid: try verdicts.good(file.name, "valid")
        case .invalid(let faults): try verdicts.bad(file.name, findings(faults, in: file))
        case .tooExpensive(let budget):
            let finding = FileVerdicts.Finding(
                line: "\(file.name): \(budget.message)", json: ["error": .string(budget.message)])
            try verdicts.bad(file.name, [finding])
        }
    }

    private static let maximumErrors = 100
    private static let stepsPerByte = 20

    private static func findings(_ faults: [SchemaFault], in file: DocumentFile) -> [FileVerdicts.Finding] {
        let places = file.sourceMap()
        return faults.map { fault in
            let position = places.position(of: fault.instanceLocation)
            var object: JSONObject = [
                "instanceLocation": .string(fault.instanceLocation.description),
                "keywordLocation": .string(fault.keywordLocation.description),
                "absoluteKeywordLocation": .string(fault.absoluteKeywordLocation), "error": .string(fault.message),
            ]
            object.set(position)
            let line = FileFault(
                file: file.name, position: position, code: "", pointer: fault.instanceLocation, message: fault.message
            ).line
            return FileVerdicts.Finding(line: line, json: .object(object))
        }
    }
}
