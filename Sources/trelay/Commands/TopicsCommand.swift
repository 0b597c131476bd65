import TrelayCommandLine
import TrelayCore
import TrelayDashboard
import TrelayFormat
import TrelayKafka
import TrelaySystem

/// `trelay topics plan|apply`: makes the cluster's topics what they ought to be, within bounds.
enum TopicsCommand {
    static let command = Command(
        name: "topics", summary: "compare the cluster's topics with what they ought to be, and make them so",
        examples: [
            Example(command: "trelay topics plan", explanation: "what would apply do?"),
            Example(command: "trelay topics apply", explanation: "do it"),
        ],
        subcommands: [plan, apply])

    private static let options =
        CommonOptions.connection + [
            Option(
                long: "partitions", valueName: "N",
                help:
                    "partitions of a changes topic that is yet to be made (one orders some 10,000 change sets a second)",
                default: "1"),
            Option(
                long: "replication-factor", valueName: "N",
                help: "replicas of topics that are yet to be made; -1: the broker's default", default: "-1"),
        ] + CommonOptions.printing

    private static let plan = Command(
        name: "plan", summary: "show what apply would do", options: options,
        examples: [
            Example(command: "trelay topics plan", explanation: "changes nothing; exit 2 if there is something to do")
        ],
        exitCodes: [
            ExitCode(0, "there is nothing to do"), ExitCode(1, "failed"), ExitCode(2, "there is something to do"),
            ExitCode(64, "the command line is wrong"),
        ]
    ) { try run($0, applies: false) }

    private static let apply = Command(
        name: "apply", summary: "create missing topics and mend settings",
        discussion: """
            Never changes a partition count and never lowers the retention of a topic that exists: it says so, and exits \
            with 2.
            """,
        options: options,
        examples: [Example(command: "trelay topics apply --replication-factor 3", explanation: "once per cluster")],
        exitCodes: [
            ExitCode(0, "the topics are as they ought to be"), ExitCode(1, "failed"),
            ExitCode(2, "a topic was left as it is, because mending it would do harm"),
            ExitCode(64, "the command line is wrong"),
        ]
    ) { try run($0, applies: true) }

    private static func run(_ invocation: Invocation, applies: Bool) throws -> Int32 {
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        let declarations = try declarations(session)
        let replicas = try invocation.integer("replication-factor", in: -1...100) ?? -1
        let admin = try KafkaAdmin(settings: try session.kafkaSettings())
        defer { admin.close() }
        let steps = try declarations.map { declaration in
            TopicStep(declaration, actual: try TopicFacts(of: declaration.name, admin, timeout: deadline.remaining))
        }
        if applies {
            for step in steps where step.isAllowed {
                try step.perform(admin, replicationFactor: Int32(replicas), timeout: deadline.remaining)
            }
        }
        try report(steps, applied: applies, session.output)
        if steps.contains(where: { !$0.isAllowed }) { return ExitStatus.rejected }
        return applies || steps.allSatisfy(\.isDone) ? ExitStatus.done : ExitStatus.rejected
    }

    private static func declarations(_ session: Session) throws -> [TopicDeclaration] {
        let partitions = try session.invocation.integer("partitions", in: 1...10_000) ?? 1
        let topics = try session.topics
        var declarations = TopicDeclaration.all(topics)
        for index in declarations.indices where declarations[index].name == topics.changes {
            declarations[index].partitions = Int32(partitions)
        }
        return declarations
    }

    private static func report(_ steps: [TopicStep], applied: Bool, _ output: Output) throws {
        if output.isJSON { return try output.json(.array(steps.map { $0.json(applied: applied) })) }
        var table = TextTable(["TOPIC", applied ? "DONE" : "TO DO", "WHAT"])
        for step in steps { table.add([step.name, step.word(applied: applied), step.explanation]) }
        try output.lines(table.render(style: output.style, width: output.width))
    }
}
