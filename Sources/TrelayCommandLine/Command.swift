/// A command as a value. One tree of commands yields the parser, the help, the manual page and the shell completions.
public struct Command: Sendable {
    /// What a command does: it gets what was parsed and answers with the exit code of the process.
    public typealias Action = @Sendable (Invocation) throws -> Int32

    public var name: String
    /// One line without a full stop at its end.
    public var summary: String
    /// Paragraphs divided by empty lines. A line that starts with a space is shown as it stands.
    public var discussion: String
    /// The heading under which the parent's help lists this command; empty for the plain heading.
    public var group: String
    /// Options of this command. All commands below it accept them too.
    public var options: [Option]
    public var operands: [Operand]
    public var examples: [Example]
    /// What the exit codes mean. A command that has none shows those of the nearest command above it.
    public var exitCodes: [ExitCode]
    public var subcommands: [Command]
    /// A hidden command runs, but help, suggestions and completions do not show it.
    public var hidden: Bool
    /// Nil for a command that only groups others.
    public var run: Action?

    public init(
        name: String,
        summary: String,
        discussion: String = "",
        group: String = "",
        options: [Option] = [],
        operands: [Operand] = [],
        examples: [Example] = [],
        exitCodes: [ExitCode] = [],
        subcommands: [Command] = [],
        hidden: Bool = false,
        run: Action? = nil
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.group = group
        self.options = options
        self.operands = operands
        self.examples = examples
        self.exitCodes = exitCodes
        self.subcommands = subcommands
        self.hidden = hidden
        self.run = run
    }
}

/// An option, written `--long`, `--long=VALUE`, `--long VALUE`, `-s`, `-sVALUE` or `-s VALUE`.
public struct Option: Sendable {
    /// The name without dashes. It is also the name by which an `Invocation` is asked.
    public var long: String
    public var short: Character?
    /// What stands for the value in help, such as `FILE`; nil makes the option a flag.
    public var valueName: String?
    public var help: String
    /// The environment variable that is read when the command line does not give the option; empty counts as unset.
    public var environment: String?
    /// The value when neither the command line nor the environment gives one.
    public var `default`: String?
    /// The only values that are accepted; empty accepts any.
    public var choices: [String]
    /// Whether the option may be given more than once.
    public var repeats: Bool
    public var required: Bool
    public var completesFiles: Bool

    public init(
        long: String,
        short: Character? = nil,
        valueName: String? = nil,
        help: String,
        environment: String? = nil,
        default: String? = nil,
        choices: [String] = [],
        repeats: Bool = false,
        required: Bool = false,
        completesFiles: Bool = false
    ) {
        self.long = long
        self.short = short
        self.valueName = valueName
        self.help = help
        self.environment = environment
        self.default = `default`
        self.choices = choices
        self.repeats = repeats
        self.required = required
        self.completesFiles = completesFiles
    }

    /// Whether the option takes no value.
    public var isFlag: Bool { valueName == nil }

    static let help = Option(long: "help", short: "h", help: "Show this help")
    static let version = Option(long: "version", help: "Show the version")
}

/// An argument that is not an option.
public struct Operand: Sendable {
    /// The name in help, such as `FILE`.
    public var name: String
    public var help: String
    public var required: Bool
    /// Whether it takes all that is left. Only the last operand may.
    public var repeats: Bool
    /// The only values that are accepted; empty accepts any.
    public var choices: [String]
    public var completesFiles: Bool

    public init(
        name: String,
        help: String,
        required: Bool = true,
        repeats: Bool = false,
        choices: [String] = [],
        completesFiles: Bool = false
    ) {
        self.name = name
        self.help = help
        self.required = required
        self.repeats = repeats
        self.choices = choices
        self.completesFiles = completesFiles
    }
}

/// A command line to copy, with what it does.
public struct Example: Sendable {
    public var command: String
    public var explanation: String

    public init(command: String, explanation: String) {
        self.command = command
        self.explanation = explanation
    }
}

/// An exit code, with what it tells the caller.
public struct ExitCode: Sendable {
    public var code: Int32
    public var meaning: String

    public init(_ code: Int32, _ meaning: String) {
        self.code = code
        self.meaning = meaning
    }
}
