import TrelayDashboard
import TrelayFormat
import TrelaySystem

/// Where a command's results go: standard output, as text for people or as JSON for programs.
struct Output: Sendable {
    enum Form: String {
        case table, json
    }

    let form: Form
    let style: Style
    /// Columns of the terminal; a pipe gets lines as long as they are.
    let width: Int

    var isJSON: Bool { form == .json }

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

    /// One JSON document, readable, with a newline at its end.
    func json(_ value: JSONValue) throws {
        try StandardStreams.writeOutput(value.prettyString())
    }
}
