/// A command with the way to it from the root: what help, manual page and completions walk over.
struct CommandNode {
    /// From the root to the command itself; never empty.
    let chain: [Command]

    init(root: Command) {
        chain = [root]
    }

    private init(chain: [Command]) {
        self.chain = chain
    }

    var command: Command { chain[chain.count - 1] }
    var isRoot: Bool { chain.count == 1 }
    var path: [String] { chain.map(\.name) }
    var title: String { path.joined(separator: " ") }

    /// The options of the commands above this one, nearest first.
    var inheritedOptions: [Option] {
        chain.dropLast().reversed().flatMap(\.options)
    }

    /// All options that may be written at this command, `--help` included.
    var acceptedOptions: [Option] {
        command.options + inheritedOptions + [.help]
    }

    var visibleSubcommands: [Command] {
        command.subcommands.filter { !$0.hidden }
    }

    /// The exit codes to show: the command's own, or those of the nearest command above that has some.
    var exitCodes: [ExitCode] {
        chain.last { !$0.exitCodes.isEmpty }?.exitCodes ?? []
    }

    func child(_ command: Command) -> CommandNode {
        CommandNode(chain: chain + [command])
    }

    func child(named name: String) -> CommandNode? {
        command.subcommands.first { sameBytes($0.name, name) }.map(child)
    }

    /// This node and all visible ones below it, parents first, in the order of their declaration.
    var visibleTree: [CommandNode] {
        [self] + visibleSubcommands.flatMap { child($0).visibleTree }
    }

    func option(long: some StringProtocol) -> Option? {
        acceptedOptions.first { sameBytes($0.long, long) }
    }

    func option(short: Unicode.Scalar) -> Option? {
        acceptedOptions.first { $0.short == Character(short) }
    }

    /// The nearest command below this one that takes the option; for telling where an option belongs.
    func descendant(withOption long: String) -> CommandNode? {
        let nodes = visibleTree.dropFirst().filter { node in
            node.command.options.contains { sameBytes($0.long, long) }
        }
        return nodes.min { $0.chain.count < $1.chain.count }
    }
}

/// Names are compared by their bytes: `==` on strings takes canonically equivalent ones as equal.
func sameBytes(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
    left.utf8.elementsEqual(right.utf8)
}
