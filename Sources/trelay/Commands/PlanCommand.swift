import TrelayClient
import TrelayCommandLine
import TrelayConvergence
import TrelayCore
import TrelayDashboard
import TrelayFormat
import TrelayLog
import TrelaySystem

/// `trelay plan -f FILE`: what a change set would do, without publishing it.
enum PlanCommand {
    static let command = Command(
        name: "plan", summary: "show what a change set would do to resources and workers; publishes nothing",
        discussion: """
            Folds the namespace and asks what the next event would do: which paths change, which roles and how many of \
            their workers, the digests that they will prove, and, for a changed schema, whom it suits. Others may publish \
            before you: publish with base to be sure.
            """,
        options: CommonOptions.connection + [CommonOptions.namespace] + CommonOptions.printing + [
            Option(
                long: "file", short: "f", valueName: "FILE", help: "the change set; - is standard input",
                required: true, completesFiles: true),
            CommonOptions.expect,
        ],
        examples: [
            Example(command: "trelay plan -f change.yaml", explanation: "what would happen"),
            Example(
                command: "trelay plan -f change.yaml -o json | jq .roles", explanation: "which roles would change"),
        ],
        exitCodes: [
            ExitCode(0, "it would be accepted"), ExitCode(1, "failed"),
            ExitCode(2, "it would be rejected, or the time ran out"), ExitCode(64, "the command line is wrong"),
        ]
    ) { invocation in
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        let file = try ChangeFile(path: invocation.string("file") ?? "-")
        let namespace = try session.namespace
        var changeSet = try file.changeSet(
            defaults: ChangeSet.Defaults(
                namespace: namespace, id: EventIdentifier.new(), author: try session.author, reason: ""))
        if invocation.wasGiven("namespace") { changeSet.namespace = namespace }
        guard changeSet.namespace == namespace else {
            throw CommandError(
                "\(file.name): is for namespace '\(changeSet.namespace)'; plan it with: -n \(changeSet.namespace)",
                exitCode: ExitStatus.usage)
        }
        let log = try session.openLog()
        defer { log.close() }
        let watch = try session.watch(log: log, deadline: deadline)
        defer { watch.close() }
        return try show(changeSet, file, watch, session.output)
    }

    private static func show(
        _ changeSet: ChangeSet, _ file: ChangeFile, _ watch: FleetWatch, _ output: Output
    ) throws -> Int32 {
        do throws(Rejection) {
            let forecast = try watch.model.forecast(changeSet, at: watch.now)
            try Self.print(forecast, changeSet.namespace, output)
            return ExitStatus.done
        } catch {
            if output.isJSON { try? output.json(error.json(namespace: changeSet.namespace)) }
            Main.complain("would be rejected: \(file.describe(error))")
            return ExitStatus.rejected
        }
    }

    private static func print(_ forecast: ChangeForecast, _ namespace: String, _ output: Output) throws(Rejection) {
        // Writing that fails, to a pipe that somebody closed, has nobody to tell.
        if output.isJSON {
            try? output.json(forecast.json(namespace: namespace))
        } else {
            try? output.lines(
                ForecastReport.render(forecast, namespace: namespace, style: output.style, width: output.width))
        }
    }
}

extension Rejection {
    fileprivate func json(namespace: String) -> JSONValue {
        [
            "namespace": .string(namespace), "outcome": "rejected", "code": .string(code.rawValue),
            "path": .string(pointer.description), "message": .string(message),
        ]
    }
}
