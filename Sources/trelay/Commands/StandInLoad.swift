import TrelayCommandLine
import TrelayDashboard
import TrelayFormat
import TrelayStandIn
import TrelaySystem

/// `trelay stand-in load`: the traffic of callers.
enum StandInLoad {
    static let command = Command(
        name: "load", summary: "send requests and tell how they were answered, and by what",
        discussion: """
            A closed loop: so many requests are in flight all the time. Ends after --requests, after --duration, or \
            with Ctrl-C. With --check each answer must be a combination that its stamped revision allows: a file such \
            as {"revisions":{"7":[{"upstream":"east","model":"small","target":"east","prompt_version":"3",\
            "prompt":"Be brief."}]}}, where any member may be left out.
            """,
        options: [
            Option(
                long: "target", valueName: "[NAME=]URL", help: "where to send requests", repeats: true, required: true),
            Option(
                long: "infer-target", valueName: "[NAME=]URL", help: "where inferences go, and nothing else",
                repeats: true),
            Option(long: "requests", valueName: "N", help: "end after so many"),
            Option(long: "duration", valueName: "TIME", help: "end after so long: 500ms, 10s, 5m"),
            Option(long: "connections", valueName: "C", help: "requests in flight", default: "16"),
            Option(long: "threads", valueName: "T", help: "threads to spread them over", default: "1"),
            Option(
                long: "mix", valueName: "KIND=WEIGHT,…",
                help: "what to send: chat, stream, completions, embeddings, infer, models", default: "chat=1"),
            Option(long: "model", valueName: "NAME", help: "the model to ask for", default: "stand-in-small"),
            Option(long: "infer-model", valueName: "NAME", help: "the model of inferences", default: "stand-in"),
            Option(long: "infer-body", valueName: "FILE", help: "the body of inferences", completesFiles: true),
            Option(long: "key-count", valueName: "K", help: "different callers", default: "1000"),
            Option(long: "credential", valueName: "env:NAME", help: "the variable that holds the API key to send"),
            Option(long: "request-timeout", valueName: "TIME", help: "for one request", default: "30s"),
            Option(long: "check", valueName: "FILE", help: "what each revision allows", completesFiles: true),
            Option(long: "blind", help: "do not read what served a request: cheaper, and nothing can be checked"),
        ] + CommonOptions.printing,
        examples: [
            Example(
                command: "trelay stand-in load --target http://127.0.0.1:8080 --requests 10000 --mix chat=70,stream=30",
                explanation: "ten thousand requests")
        ],
        exitCodes: [
            ExitCode(0, "every request was answered well"), ExitCode(1, "a request failed or was mixed"),
            ExitCode(64, "the command line is wrong"),
        ],
        run: { try run($0) })

    private static func run(_ invocation: Invocation) throws -> Int32 {
        let signals = try SignalDescriptor(signals: [SystemSignal.interrupt, SystemSignal.terminate])
        let output = Session(invocation: invocation).output
        let settings = try withUsageErrors(invocation) { try configuration(invocation) }
        let checker = try checker(invocation)
        let load = try withUsageErrors(invocation) { try LoadRun(settings) }
        try load.start()
        let progress = Progress("load")
        while load.wait(timeout: .milliseconds(100)) == nil {
            if let share = load.progress.share { progress.show(Int64(share * 1_000), of: 1_000) }
            if signals.wait(timeout: .zero) != nil { break }
        }
        let report = load.stop()
        progress.finish()
        if output.isJSON {
            try output.json(report.json(checker: checker))
        } else {
            try output.lines(StandInLoadTable(report: report, checker: checker).lines(output))
        }
        let mixed = checker.map { report.mixed($0).reduce(0) { $0 + $1.count } } ?? 0
        return report.failed + mixed + (checker == nil ? 0 : report.unobserved) == 0
            ? ExitStatus.done : ExitStatus.failed
    }

    // MARK: The command line

    /// Runs `body`; what it finds wrong with the command line is an error of the command line.
    static func withUsageErrors<Value>(_ invocation: Invocation, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as StandInError where [.invalidLoad, .unknownDirective].contains(error.code) {
            throw invocation.usageError(error.message)
        }
    }

    private static func configuration(_ invocation: Invocation) throws -> LoadConfiguration {
        let targets =
            invocation.strings("target").map { target($0, kinds: nil) }
            + invocation.strings("infer-target").map { target($0, kinds: [.infer]) }
        var configuration = LoadConfiguration(targets: targets, end: try end(invocation))
        configuration.mix = try LoadMix(invocation.string("mix") ?? "chat=1")
        configuration.connections =
            try invocation.integer("connections", in: 1...LoadConfiguration.maximumConnections) ?? 16
        configuration.threads = try invocation.integer("threads", in: 1...64) ?? 1
        configuration.model = invocation.string("model") ?? configuration.model
        configuration.inferenceModel = invocation.string("infer-model") ?? configuration.inferenceModel
        configuration.keyCount = try invocation.integer("key-count", in: 1...1_000_000_000) ?? 1_000
        configuration.timeout = try invocation.duration("request-timeout") ?? configuration.timeout
        configuration.credential = try credential(invocation)
        configuration.observes = !invocation.flag("blind")
        if let file = invocation.string("infer-body") {
            configuration.inferenceBody = String(decoding: try read(file), as: UTF8.self)
        }
        if invocation.wasGiven("check") && invocation.flag("blind") {
            throw invocation.usageError("--check needs to read what --blind leaves unread")
        }
        return configuration
    }

    private static func end(_ invocation: Invocation) throws -> LoadEnd {
        let requests = try invocation.integer("requests", in: 1...Int.max)
        let duration = try invocation.duration("duration")
        switch (requests, duration) {
        case (let requests?, nil): return .requests(requests)
        case (nil, let duration?): return .duration(duration)
        case (nil, nil): return .never
        case (_?, _?): throw invocation.usageError("give --requests or --duration, not both")
        }
    }

    private static func target(_ text: String, kinds: Set<LoadKind>?) -> LoadTarget {
        let parts = text.split(separator: "=", maxSplits: 1)
        // An equals sign behind the scheme belongs to the URL.
        guard parts.count == 2, !parts[0].contains("/") else { return LoadTarget(address: text, kinds: kinds) }
        return LoadTarget(name: String(parts[0]), address: String(parts[1]), kinds: kinds)
    }

    private static func credential(_ invocation: Invocation) throws -> String? {
        guard let text = invocation.string("credential") else { return nil }
        guard text.hasPrefix("env:"), text.utf8.count > 4 else {
            throw invocation.usageError("--credential: name a variable as env:NAME; a key itself has no place here")
        }
        let name = String(text.dropFirst(4))
        guard let value = HostInformation.environment(name), !value.isEmpty else {
            throw CommandError("the variable \(name) of --credential is not set")
        }
        return value
    }

    private static func checker(_ invocation: Invocation) throws -> LoadChecker? {
        guard let file = invocation.string("check") else { return nil }
        return try LoadChecker(json: try JSONParser.parse(try read(file)))
    }

    private static func read(_ file: String) throws -> [UInt8] {
        try DurableFile.read(file, maximumBytes: 16 << 20)
    }
}

/// The summary of a load, for people.
struct StandInLoadTable {
    let report: LoadReport
    let checker: LoadChecker?

    func lines(_ output: Output) -> [String] {
        var table = TextTable([
            "TARGET", .init("REQUESTS", alignsRight: true), .init("FAILED", alignsRight: true),
            .init("P50", alignsRight: true), .init("P90", alignsRight: true), .init("P99", alignsRight: true),
            .init("P99.9", alignsRight: true), .init("MAX", alignsRight: true), "ANSWERS",
        ])
        for target in report.targets {
            table.add(row(target.name, target.requests, target.failed, target.latency, text(target.statuses)))
        }
        for (kind, latency) in report.latencies.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            table.add(row("  " + kind.rawValue, Int(clamping: latency.count), nil, latency, ""))
        }
        table.add(
            row("all", report.requests, report.failed, report.latency, "\(Int(report.requestsPerSecond)) a second"))
        return table.render(style: output.style, width: output.width) + notes
    }

    private func row(
        _ name: String, _ requests: Int, _ failed: Int?, _ latency: LatencyHistogram, _ note: String
    ) -> [String] {
        [name, "\(requests)", failed.map { "\($0)" } ?? ""]
            + [0.5, 0.9, 0.99, 0.999, 1].map { milliseconds(latency.percentile($0)) } + [note]
    }

    private var notes: [String] {
        var lines: [String] = []
        for target in report.targets where target.failed > 0 {
            lines.append("\(target.name) failed: \(text(target.failures))")
        }
        let revisions = report.revisions.sorted { (Int($0.key) ?? 0, $0.key) < (Int($1.key) ?? 0, $1.key) }
        if !revisions.isEmpty {
            let shown = revisions.prefix(20).map { "\($0.key): \($0.value)" }.joined(separator: ", ")
            lines.append("answers by revision: \(shown)" + (revisions.count > 20 ? ", …" : ""))
        }
        guard let checker else { return lines }
        let mixed = report.mixed(checker)
        let count = mixed.reduce(0) { $0 + $1.count }
        lines.append("\(report.answered - count) good, \(count) mixed, \(report.failed) failed")
        for entry in mixed.prefix(5) {
            lines.append("mixed: \(entry.count) × \(entry.observation.text): \(entry.reason)")
        }
        if report.unobserved > 0 {
            lines.append("\(report.unobserved) answers were too different to be kept: not checked")
        }
        return lines
    }

    private func milliseconds(_ nanoseconds: UInt64) -> String {
        let microseconds = nanoseconds / 1_000
        let rest = String(microseconds % 1_000)
        return "\(microseconds / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest) ms"
    }

    private func text(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
}
