/// What a command line asks for.
public enum Parsed: Sendable {
    /// Run the command; `Command.run` is not nil.
    case run(Command, Invocation)
    /// Write the text, which is help or the version, to standard output and end with 0.
    case help(String)
}

/// Parses command lines for a tree of commands.
///
/// Options and operands may be mixed. `--` ends the options. Options of a command are accepted after its subcommands
/// too. `-h` and `--help` work at each command, and `help` is a subcommand of each command that has subcommands.
public struct CommandLineParser: Sendable {
    public let root: Command
    /// The line for `--version` at the root; nil makes that option unknown.
    public let version: String?

    public init(root: Command, version: String? = nil) {
        self.root = root
        self.version = version
    }

    /// - Parameter arguments: The words after the name of the program.
    /// - Parameter environment: Where options with an environment variable find their values.
    public func parse(_ arguments: [String], environment: [String: String] = [:]) throws(UsageError) -> Parsed {
        if arguments.isEmpty && root.run == nil {
            return .help(HelpText.render(CommandNode(root: root)))
        }
        var scanner = ArgumentScanner(root: root, version: version, arguments: arguments)
        if let answer = try scanner.scan() {
            return answer
        }
        return try InvocationBuilder(scanned: scanner, environment: environment).build()
    }
}
