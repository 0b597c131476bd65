import TrelayDashboard
import TrelayFormat
import TrelaySystem

/// Where a command's results go: standard output, as text for people or as a document for programs.
struct Output: Sendable {
    enum Form: String {
        case table, json
        /// The document that `json` writes, in deterministic CBOR (RFC 8949, section 4.2.1).
        case cbor
    }

    let form: Form
    let style: Style
    /// Columns of the terminal; a pipe gets lines as long as they are.
    let width: Int

    /// Whether the results are one document for programs, which `json` writes.
    var isJSON: Bool { form != .table }

    /// Standard error carries no results: progress, notes and errors go there.
    func note(_ text: String) {
        StandardStreams.writeError(text + "\n")
    }

    func line(_ text: String = "") throws {
        try StandardStreams.writeOutput(text + "\n")
    }

    func lines(_ lines: [String]) throws {
        guard !lines.isEmpty else { return }
        try StandardStreams.writeOutput(lines.joined(separator: "\n") + "\n")
    }

    /// One document: in JSON readable and with a newline at its end.
    func json(_ value: JSONValue) throws {
        guard form == .cbor else { return try StandardStreams.writeOutput(value.prettyString()) }
        guard !Terminal.isTerminal(1) else {
            throw CommandError("CBOR is not for a terminal: send it into a file or a pipe", exitCode: ExitStatus.usage)
        }
        try StandardStreams.writeOutput(bytes: CBOREncoder.encode(value))
    }
}
