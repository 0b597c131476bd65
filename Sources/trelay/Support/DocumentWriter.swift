import TrelayCommandLine
import TrelayFormat
import TrelaySystem
import TrelayYAML

/// Writes a document to standard output in one of its forms.
struct DocumentWriter {
    enum Form: String, CaseIterable {
        /// Canonical JSON on one line.
        case json
        /// JSON for people.
        case pretty
        case yaml
        /// Deterministic CBOR.
        case cbor
    }

    static func option(default form: Form) -> Option {
        Option(
            long: "to", valueName: "FORM", help: "json (canonical, one line), pretty, yaml or cbor (deterministic)",
            default: form.rawValue, choices: Form.allCases.map(\.rawValue))
    }

    static let force = Option(long: "force", help: "write CBOR to a terminal, too")

    let form: Form
    private let isForced: Bool

    init(_ invocation: Invocation) {
        form = invocation.string("to").flatMap { Form(rawValue: $0) } ?? .pretty
        isForced = invocation.flag("force")
    }

    /// - Throws: a `CommandError` for CBOR on a terminal, which it may confuse.
    func check() throws {
        guard form == .cbor, !isForced, Terminal.isTerminal(1) else { return }
        throw CommandError(
            "CBOR is not for a terminal: send it into a file or a pipe, or add --force", exitCode: ExitStatus.usage)
    }

    func write(_ value: JSONValue) throws {
        switch form {
        case .json: try StandardStreams.writeOutput(bytes: value.canonicalBytes() + [UInt8(ascii: "\n")])
        case .pretty: try StandardStreams.writeOutput(value.prettyString())
        case .yaml: try StandardStreams.writeOutput(YAMLWriter.text(value))
        case .cbor: try StandardStreams.writeOutput(bytes: CBOREncoder.encode(value))
        }
    }
}
