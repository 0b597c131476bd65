import TrelayCommandLine
import TrelaySystem

/// `trelay completion SHELL`: the script that makes the Tab key work.
enum CompletionCommand {
    static let command = Command(
        name: "completion", summary: "print the completion script for a shell",
        operands: [
            Operand(
                name: "SHELL", help: "bash, zsh or fish", required: true,
                choices: CompletionScript.Shell.allCases.map(\.rawValue))
        ],
        examples: [
            Example(command: "source <(trelay completion bash)", explanation: "in this shell"),
            Example(
                command: "trelay completion fish > ~/.config/fish/completions/trelay.fish", explanation: "for good"),
        ]
    ) { invocation in
        guard let shell = CompletionScript.Shell(rawValue: invocation.operand(0) ?? "") else {
            throw invocation.usageError("no completion for this shell")
        }
        try StandardStreams.writeOutput(CompletionScript.render(root: CommandTree.root, shell: shell))
        return ExitStatus.done
    }
}

/// `trelay manual`: the manual page, for `make install`.
enum ManualCommand {
    static let command = Command(
        name: "manual", summary: "print the manual page (roff)",
        examples: [Example(command: "trelay manual | man -l -", explanation: "read it now")]
    ) { _ in
        try StandardStreams.writeOutput(ManualPage.render(root: CommandTree.root))
        return ExitStatus.done
    }
}
