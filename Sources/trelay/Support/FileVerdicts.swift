import TrelayDashboard
import TrelayFormat
import TrelaySystem

/// Tells file by file what was found, and keeps the exit code: a bad file does not stop the others.
///
/// For people good files are said on standard output and faults on standard error, each in a line. For programs each
/// file is one line of JSON on standard output, with the members `file`, `valid` and `errors`.
struct FileVerdicts {
    /// One fault, for people and for programs.
    struct Finding {
        var line: String
        var json: JSONValue
    }

    let output: Output
    /// Say nothing about good files, but to programs.
    let isQuiet: Bool
    private(set) var exitCode = ExitStatus.done

    init(_ output: Output, isQuiet: Bool) {
        self.output = output
        self.isQuiet = isQuiet
    }

    func good(_ file: String, _ words: String) throws {
        if output.isJSON { return try write(file, isValid: true, []) }
        guard !isQuiet else { return }
        try output.line(TerminalText.sanitized("\(file): \(words)"))
    }

    /// - Parameter exitCode: the greatest of all files' becomes the command's: not valid outweighs not read.
    mutating func bad(_ file: String, _ findings: [Finding], exitCode: Int32 = ExitStatus.rejected) throws {
        self.exitCode = max(self.exitCode, exitCode)
        if output.isJSON { return try write(file, isValid: false, findings) }
        output.note(findings.map { TerminalText.sanitized($0.line) }.joined(separator: "\n"))
    }

    private func write(_ file: String, isValid: Bool, _ findings: [Finding]) throws {
        let line: JSONValue = [
            "file": .string(file), "valid": .bool(isValid), "errors": .array(findings.map(\.json)),
        ]
        try output.line(line.canonicalString())
    }
}

extension JSONObject {
    /// `line` and `column`, if they are known.
    mutating func set(_ position: SourcePosition?) {
        guard let position else { return }
        set("line", JSONValue(position.line))
        set("column", JSONValue(position.column))
    }
}
