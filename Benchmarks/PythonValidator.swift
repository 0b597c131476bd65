import TrelayFormat
import TrelaySystem

/// jsonschema-rs, a validator in Rust, as Python calls it: the twin of validation. It validates Python objects.
struct PythonValidator {
    static let patience = Duration.seconds(60)
    /// Of what one interpreter prints.
    private static let maximumBytes = 10_000_000
    struct Found {
        var validate: Series
        /// The same call with the schema that says nothing.
        var call: Series
    }

    private let interpreter: String
    /// Of jsonschema-rs and of Python.
    let version: String

    /// Beside this file, in the checkout that the program was built from.
    private static let script = String(#filePath.dropLast("PythonValidator.swift".count)) + "validate.py"

    /// The interpreter that `TRELAY_PYTHON` names, else `python3`.
    ///
    /// - Throws: why it cannot be the twin, and what to do, as one line.
    init() throws(BenchmarkFailure) {
        interpreter = HostInformation.environment("TRELAY_PYTHON").flatMap { $0.isEmpty ? nil : $0 } ?? "python3"
        guard DurableFile.exists(Self.script) else {
            throw BenchmarkFailure(message: "jsonschema-rs is left out: \(Self.script) is not there; run in a checkout")
        }
        guard let output = try? Self.run(interpreter, ["--version"]) else {
            throw BenchmarkFailure(
                message:
                    "jsonschema-rs is left out: \(interpreter) is no Python that has it; pip install jsonschema-rs, "
                    + "or name one that has it with TRELAY_PYTHON")
        }
        version = String(decoding: output, as: UTF8.self)
    }

    func measure(_ document: BenchmarkDocument, blocks: Int, runs: Int) throws -> Found {
        let folder = TemporaryFolder("trelay-bench-\(HostInformation.processIdentifier)")
        try DurableFile.createDirectory(folder.path)
        defer { folder.remove() }
        let texts = [
            "schema.json": Array(BenchmarkDocument.schemaText.utf8), "document.json": document.bytes,
            "broken.json": document.broken.canonicalBytes(),
        ]
        for (name, bytes) in texts {
            try DurableFile.replace(folder.path + "/" + name, with: bytes, synchronize: false)
        }
        let paths = ["schema.json", "document.json", "broken.json"].map { folder.path + "/" + $0 }
        let result = try JSONParser.parse(Self.run(interpreter, paths + ["\(blocks)", "\(runs)"]))
        guard result["accepts"]?.boolValue == true, result["refuses"]?.boolValue == true else {
            throw BenchmarkFailure(message: "jsonschema-rs does not agree about the document: \(result)")
        }
        return Found(validate: Self.series(result["validate"]), call: Self.series(result["call"]))
    }

    private static func series(_ value: JSONValue?) -> Series {
        Series((value?.arrayValue ?? []).compactMap(\.numberValue))
    }

    private static func run(_ interpreter: String, _ arguments: [String]) throws -> [UInt8] {
        let child = try ChildProcess.spawn(interpreter, [script] + arguments, standardOutput: .pipe)
        let output = try child.readOutput(maximumBytes: maximumBytes)
        guard child.wait(timeout: patience) == .exited(0) else {
            throw BenchmarkFailure(message: "\(interpreter) \(script) failed")
        }
        return output
    }
}
