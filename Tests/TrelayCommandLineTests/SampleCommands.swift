import TrelayCommandLine

/// A small tree of commands with one of each thing that can be declared.
enum Sample {
    static let root = Command(
        name: "trelay",
        summary: "Distributes configuration through Kafka",
        discussion: "First paragraph of the\ndiscussion.\n\n  verbatim  line\n\nLast paragraph.",
        options: [
            Option(
                long: "bootstrap", short: "b", valueName: "HOST:PORT", help: "Kafka brokers to connect to",
                environment: "TRELAY_BOOTSTRAP", default: "localhost:9092"),
            Option(
                long: "property", short: "X", valueName: "KEY=VALUE", help: "A setting of the client", repeats: true),
            Option(
                long: "color", valueName: "WHEN", help: "When to use colours", environment: "TRELAY_COLOR",
                choices: ["auto", "always", "never"]),
            Option(long: "verbose", short: "v", help: "Say more", environment: "TRELAY_VERBOSE", repeats: true),
            Option(long: "json", short: "j", help: "Write JSON"),
        ],
        examples: [Example(command: "trelay broker --port 9092", explanation: "Start a broker")],
        exitCodes: [ExitCode(0, "All is well"), ExitCode(64, "The command line is wrong")],
        subcommands: [broker, publish, topics, secret])

    static let broker = Command(
        name: "broker", summary: "Run an embedded broker", group: "Processes",
        options: [
            Option(long: "port", short: "p", valueName: "PORT", help: "Where to listen", default: "9092"),
            Option(long: "timeout", valueName: "DURATION", help: "How long to wait"),
        ],
        run: { _ in 0 })

    static let publish = Command(
        name: "publish", summary: "Publish a change set",
        options: [
            Option(
                long: "namespace", short: "n", valueName: "NAME", help: "The namespace",
                environment: "TRELAY_NAMESPACE",
                required: true),
            Option(long: "config", valueName: "FILE", help: "Settings", completesFiles: true),
        ],
        operands: [
            Operand(name: "FILE", help: "The change set", completesFiles: true),
            Operand(name: "MORE", help: "Further change sets", required: false, repeats: true),
        ],
        exitCodes: [ExitCode(0, "The change is accepted"), ExitCode(3, "The change is rejected")],
        run: { _ in 0 })

    static let topics = Command(
        name: "topics", summary: "Manage topics",
        subcommands: [
            Command(name: "plan", summary: "Show what would change", run: { _ in 0 }),
            Command(
                name: "apply", summary: "It's applied: now",
                operands: [
                    Operand(name: "SCOPE", help: "What to apply", required: false, choices: ["all", "missing"])
                ], run: { _ in 0 }),
        ])

    static let secret = Command(name: "secret", summary: "Not for all eyes", hidden: true, run: { _ in 0 })

    static let parser = CommandLineParser(root: root, version: "trelay 1.2.3")

    static func invocation(_ line: String, environment: [String: String] = [:]) throws -> Invocation {
        let words = line.split(separator: " ").map(String.init)
        guard case .run(_, let invocation) = try parser.parse(words, environment: environment) else {
            throw UsageError(message: "'\(line)' does not run a command")
        }
        return invocation
    }

    /// The whole line of the error that the command line gives; nil if it gives none.
    static func complaint(_ line: String, environment: [String: String] = [:]) -> String? {
        let words = line.split(separator: " ").map(String.init)
        do {
            _ = try parser.parse(words, environment: environment)
            return nil
        } catch {
            return error.description
        }
    }

    static func help(_ line: String) throws -> String? {
        guard case .help(let text) = try parser.parse(line.split(separator: " ").map(String.init)) else { return nil }
        return text
    }
}
