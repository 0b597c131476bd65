/// Scripts that let a shell complete subcommands, options, choices and files.
///
/// The scripts hold the whole tree of commands: completing a word starts no process.
public enum CompletionScript {
    public enum Shell: String, CaseIterable, Sendable {
        case bash, zsh, fish
    }

    public static func render(root: Command, shell: Shell) -> String {
        let nodes = CommandNode(root: root).visibleTree.map(CompletionNode.init)
        let names = ScriptNames(program: root.name)
        return switch shell {
        case .bash: BashCompletion(nodes: nodes, names: names).script()
        case .zsh: ZshCompletion(nodes: nodes, names: names).script()
        case .fish: FishCompletion(nodes: nodes, names: names).script()
        }
    }
}

/// The names that a script uses for itself.
struct ScriptNames {
    let program: String
    /// What all functions of the script begin with.
    let function: String

    init(program: String) {
        self.program = program
        function = "_" + String(program.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}

/// One command as the shells need it.
struct CompletionNode {
    /// The names from the root, with spaces between them: the key by which a script finds the command.
    let path: String
    let subcommands: [Command]
    let options: [Option]
    let operands: [Operand]

    init(_ node: CommandNode) {
        path = node.title
        subcommands = node.visibleSubcommands
        options = node.acceptedOptions
        operands = node.command.operands
    }

    var valueOptions: [Option] { options.filter { !$0.isFlag } }
    var operandsCompleteFiles: Bool { operands.contains(where: \.completesFiles) }
    var operandChoices: [String] { operands.flatMap(\.choices) }

    /// `--long` and `-s`.
    static func spellings(of option: Option) -> [String] {
        ["--" + option.long] + (option.short.map { ["-\($0)"] } ?? [])
    }
}

/// A word for bash, zsh: single quotes keep all that is between them.
func shellQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}

extension [String] {
    /// The lines of a script, each ended.
    var asScript: String { map { $0 + "\n" }.joined() }
}
