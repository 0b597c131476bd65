import TrelayClient
import TrelayConvergence
import TrelayCore
import TrelayDashboard
import TrelayKafka
import TrelayLog
import TrelayStandIn
import TrelaySystem

/// Plays the story: every step is a command line that a user could type, run as typed, with its exit code checked.
struct DemoPlay {
    let session: Session
    /// As it lies on disk, for those who want to go on.
    let original: Story
    /// As it is played: with a stand-in in the place of the providers.
    let story: Story
    let upstream: StandInUpstream
    let stage: DemoStage

    init(session: Session, story: Story, stage: DemoStage) throws {
        self.session = session
        original = story
        self.stage = stage
        (self.story, upstream) = try stage.playProviders(of: story)
    }

    private struct Step {
        var title: String
        var arguments: [String]
        var expected: Int32
        /// Shown after the step.
        var afterwards: [String]
    }

    func run() throws -> Int32 {
        let output = session.output
        try output.line(
            stage.isEmbedded
                ? "An embedded broker runs on \(stage.settings.bootstrap)."
                : "Using the Kafka on \(stage.settings.bootstrap): topics '\(stage.topics.prefix)*', namespace "
                    + "'\(stage.namespace)'.")
        try stage.startWorkers()
        try waitForWorkers()
        try output.line("Three workers run as processes of their own: gateway-1, model-1, audit-1.")
        try output.line("A stand-in plays the story's providers: no request leaves this machine.")
        var surprises: [String] = []
        var traffic: DemoTraffic?
        for (index, step) in steps.enumerated() {
            let code = try play(step, number: index + 1)
            if traffic == nil {
                traffic = try stage.startTraffic(upstream)
                try output.line()
                try output.line(
                    faint("From now on callers ask the gateway for 'drafts', plain and streaming, without a pause."))
            }
            if code != step.expected {
                surprises.append("step \(index + 1) ended with exit code \(code), not \(step.expected)")
            }
        }
        if let traffic { surprises += try end(traffic) }
        try finish(surprises)
        return surprises.isEmpty ? ExitStatus.done : ExitStatus.failed
    }

    private var steps: [Step] {
        let wait = ["--wait", "effective", "--timeout", "20s"]
        let trace = ["trace", "latest"]
        return [
            Step(
                title: "Publish providers, a model, a prompt and a route: one change set, all or nothing",
                arguments: ["publish", "-f", story.path(0)] + wait, expected: ExitStatus.done, afterwards: trace),
            Step(
                title: "Shift the A/B weight of the route",
                arguments: ["publish", "-f", story.path(1)] + wait, expected: ExitStatus.done, afterwards: trace),
            Step(
                title: "Change a prompt and a model's temperature in one step",
                arguments: ["publish", "-f", story.path(2)] + wait, expected: ExitStatus.done, afterwards: trace),
            Step(
                title: "A change that the gateway cannot serve: it refuses (NACK) and goes on serving what it has",
                arguments: ["publish", "-f", story.path(3)] + wait, expected: ExitStatus.refused, afterwards: trace),
            Step(
                title: "A compare-and-set against an old revision: the fold rejects it, everywhere alike",
                arguments: ["publish", "-f", story.path(4), "--timeout", "20s"], expected: ExitStatus.rejected,
                afterwards: ["history", "--limit", "1"]),
            Step(
                title: "A route that leads nowhere: the fold rejects it",
                arguments: ["publish", "-f", story.path(5), "--timeout", "20s"], expected: ExitStatus.rejected,
                afterwards: ["history", "--limit", "1"]),
            Step(
                title: "A model whose artifact is not there: the model worker refuses it and keeps what it has",
                arguments: ["publish", "-f", story.path(6)] + wait, expected: ExitStatus.refused, afterwards: trace),
            Step(
                title: "Roll back to revision 3: the fold proves by digest that the fleet is back where it was",
                arguments: ["rollback", "--to", "3"] + wait, expected: ExitStatus.done, afterwards: trace),
        ]
    }

    private func play(_ step: Step, number: Int) throws -> Int32 {
        let output = session.output
        try output.line()
        try output.line(heading("\(number). \(step.title)"))
        let code = try type(step.arguments)
        if code != ExitStatus.done { try output.line(faint("(exit code \(code), as documented)")) }
        _ = try type(step.afterwards)
        return code
    }

    /// Shows a command line as a user would type it, and runs it.
    private func type(_ arguments: [String]) throws -> Int32 {
        let output = session.output
        try output.line(faint("$ trelay " + arguments.joined(separator: " ")))
        return Main.run(complete(arguments), environment: HostInformation.environment)
    }

    private func complete(_ arguments: [String]) -> [String] {
        arguments + ["--namespace", stage.namespace] + stage.arguments
            + (session.output.style.isColored ? [] : ["--no-color"])
    }

    private func waitForWorkers() throws {
        let log = KafkaEventLog(settings: stage.settings)
        defer { log.close() }
        let timeout = try session.timeout
        let deadline = Deadline(after: timeout)
        let watch = try FleetWatch(
            log: log, topics: stage.topics, namespace: stage.namespace, timeout: timeout)
        defer { watch.close() }
        while watch.view().expected < DemoStage.roles.count {
            guard !deadline.hasPassed else {
                for role in DemoStage.roles { StandardStreams.writeError(tail(stage.logFile(role))) }
                throw CommandError(
                    "only \(watch.view().expected) of \(DemoStage.roles.count) workers came up in time; above is what "
                        + "they say; allow more with --timeout")
            }
            try watch.refresh(timeout: .milliseconds(100))
        }
    }

    private func tail(_ path: String) -> String {
        guard let bytes = try? DurableFile.read(path, maximumBytes: 1 << 20) else { return "" }
        return String(decoding: bytes.suffix(2_000), as: UTF8.self)
    }

    private func heading(_ text: String) -> String { StyledText(text, .strong).rendered(session.output.style) }

    private func faint(_ text: String) -> String { StyledText(text, .dim).rendered(session.output.style) }

    // MARK: - The end

    /// - Returns: what went wrong.
    private func end(_ traffic: DemoTraffic) throws -> [String] {
        let (lines, faults) = try traffic.finish(stage)
        try session.output.line()
        try session.output.line(heading("What the callers saw"))
        try session.output.lines(lines)
        return faults
    }

    private func finish(_ surprises: [String]) throws {
        let output = session.output
        if Terminal.isTerminal(0), Terminal.isTerminal(1) {
            _ = Main.run(complete(["dashboard"]), environment: HostInformation.environment)
        } else {
            try output.line()
            try output.line(heading("The fleet at the end"))
            _ = try type(["status"])
        }
        try output.line()
        for surprise in surprises { output.note("trelay: demo: \(surprise)") }
        try output.lines([
            "Try next (trelay is \(HostInformation.executablePath); make install puts it on PATH):",
            "  trelay broker                               a broker to play with; export what it prints in each terminal",
            "  trelay worker --role gateway                a worker, in a second terminal",
            "  trelay publish -f \(original.path(0))",
            "  trelay dashboard                            who has it, who lags, who refused, and why",
            "  curl localhost:PORT/v1/config               what a worker serves (its log says which port)",
            "  docs/DESIGN.md                              how a change travels, file by file",
        ])
    }
}
