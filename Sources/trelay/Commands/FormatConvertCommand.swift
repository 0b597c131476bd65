import TrelayCommandLine

/// `trelay format convert FILE`: from one form into another.
enum FormatConvertCommand {
    static let command = Command(
        name: "convert", summary: "write a document in another form",
        discussion: """
            The value stays the same: its digest does not change. Comments, the order of members and the spelling of \
            numbers are not part of the value, and are not kept.
            """,
        options: DocumentOptions.reading + [DocumentWriter.option(default: .pretty), DocumentWriter.force],
        operands: [Operand(name: "FILE", help: "a document; - is standard input", completesFiles: true)],
        examples: [
            Example(command: "trelay format convert route.yaml", explanation: "to JSON"),
            Example(
                command: "trelay format convert --to cbor route.yaml > route.cbor", explanation: "to compact bytes"),
            Example(command: "trelay format convert --to yaml route.cbor", explanation: "and back"),
        ]
    ) { invocation in
        let writer = DocumentWriter(invocation)
        try writer.check()
        try writer.write(try DocumentOptions(invocation).document(invocation.operand(0) ?? "-").value)
        return ExitStatus.done
    }
}
