import TrelayCommandLine

/// All commands: the one value from which parsing, help, the manual page and the completions are made.
enum CommandTree {
    static let root: Command = Command(
        name: "trelay",
        summary: "reload the configuration of AI fleets through Kafka, and prove who runs what",
        discussion: """
            Producers publish configuration changes as events; workers replay them, apply them without a restart, and \
            acknowledge what they really serve. Try it: trelay demo
            """,
        examples: [
            Example(command: "trelay demo", explanation: "see it all on this machine"),
            Example(
                command: "trelay publish -f change.yaml --wait effective", explanation: "change the fleet, provably"),
            Example(command: "trelay status", explanation: "who has it, who lags, who refused, and why"),
        ],
        subcommands: [
            DemoCommand.command, BrokerCommand.command, TopicsCommand.command, PlanCommand.command,
            PublishCommand.command,
            GetCommand.command, DiffCommand.command, HistoryCommand.command, RollbackCommand.command,
            StatusCommand.command, DashboardCommand.command, WaitCommand.command, TraceCommand.command,
            ExplainCommand.command,
            WorkerCommand.command, AuditCommand.command, LintCommand.command, FormatCommand.command,
            SchemaCommand.command, CompletionCommand.command, ManualCommand.command, VersionCommand.command,
            StandInCommand.command,
        ])
}
