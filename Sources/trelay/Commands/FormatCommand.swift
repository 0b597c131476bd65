import TrelayCommandLine
import TrelayCrypto
import TrelayDashboard
import TrelayFormat
import TrelaySystem

/// `trelay format …`: the formats on their own, without a broker.
enum FormatCommand {
    static let command = Command(
        name: "format", summary: "canonical form, digest, conversion, difference, patch and validation of documents",
        discussion: """
            Documents are JSON (I-JSON, RFC 7493), YAML 1.2 or CBOR (RFC 8949), whichever --from or a file's name says; - is \
            standard input. Whatever they are written in, equal values have one canonical form and one digest. Nothing here \
            talks to a broker or to a network.
            """,
        examples: [
            Example(command: "trelay format digest route.yaml", explanation: "the same for equal values"),
            Example(command: "trelay format diff old.json new.yaml", explanation: "what differs in meaning"),
            Example(
                command: "trelay format validate --schema route.schema.json route.yaml", explanation: "is it valid?"),
        ],
        exitCodes: DocumentOptions.exitCodes,
        subcommands: [
            canonical, digest, FormatConvertCommand.command, FormatDiffCommand.command, FormatPatchCommand.command,
            FormatValidateCommand.command,
        ])

    private static let canonical = Command(
        name: "canonical", summary: "print the canonical form (RFC 8785)",
        discussion: "Exactly the bytes that the digest is of: no newline follows them, but on a terminal.",
        options: DocumentOptions.reading,
        operands: [Operand(name: "FILE", help: "a document; - is standard input", completesFiles: true)],
        examples: [
            Example(command: "trelay format canonical route.yaml", explanation: "to look at"),
            Example(
                command: "trelay format canonical route.yaml | sha256sum", explanation: "the digest, by other means"),
        ]
    ) { invocation in
        let file = try DocumentOptions(invocation).document(invocation.operand(0) ?? "-")
        try StandardStreams.writeOutput(bytes: file.value.canonicalBytes())
        if Terminal.isTerminal(1) { try StandardStreams.writeOutput("\n") }
        return ExitStatus.done
    }

    private static let digest = Command(
        name: "digest", summary: "print the digest of the canonical form",
        discussion: """
            One file: the digest alone. Several: a line for each, as sha256sum writes it. A file that cannot be read does \
            not stop the others. As JSON: a line for each, with file, digest and bytes (of the canonical form).
            """,
        options: DocumentOptions.reading + [CommonOptions.output],
        operands: [
            Operand(name: "FILE", help: "a document; - is standard input", repeats: true, completesFiles: true)
        ],
        examples: [
            Example(command: "trelay format digest route.yaml", explanation: "one"),
            Example(command: "trelay format digest -o json a.json b.yaml", explanation: "several, for a program"),
        ]
    ) { invocation in
        try StandardInput.checkUsedOnce(invocation.operands, invocation)
        let options = try DocumentOptions(invocation)
        let output = Session(invocation: invocation).output
        var exitCode = ExitStatus.done
        for path in invocation.operands {
            do {
                let file = try options.read(path)
                try output.line(line(file, isAlone: invocation.operands.count == 1, isJSON: output.isJSON))
            } catch let fault as FileFault {
                Main.complain(fault.line)
                exitCode = max(exitCode, fault.exitCode)
            }
        }
        return exitCode
    }

    private static func line(_ file: DocumentFile, isAlone: Bool, isJSON: Bool) -> String {
        let (digest, byteCount) = file.value.measuredDigest()
        guard isJSON else {
            return isAlone ? digest.description : "\(digest)  \(TerminalText.sanitized(file.name))"
        }
        let object: JSONValue = [
            "file": .string(file.name), "digest": .string(digest.description), "bytes": JSONValue(byteCount),
        ]
        return object.canonicalString()
    }
}
