import Glibc
import TrelayFormat
import TrelaySystem

/// `trelay-bench`: what Trelay costs, each case beside a bare twin in the same run.
///
/// With `KAFKA_BOOTSTRAP` set it runs on that Kafka, else on an embedded cluster of its own.
@main
enum Main {
    static func main() {
        do {
            let options = try BenchmarkOptions(
                arguments: Array(CommandLine.arguments.dropFirst()), environment: HostInformation.environment)
            try run(options)
        } catch let failure as BenchmarkFailure {
            StandardStreams.writeError("trelay-bench: \(failure.message)\n")
            exit(failure.isUsage ? 64 : 1)
        } catch {
            StandardStreams.writeError("trelay-bench: \(error)\n")
            exit(1)
        }
    }

    private static func run(_ options: BenchmarkOptions) throws {
        let broker = try BenchmarkBroker(bootstrap: options.bootstrap)
        defer { broker.close() }
        var report = Report(machine: Machine.description, broker: broker.description)
        for name in options.cases {
            StandardStreams.writeError("\(name)…\n")
            switch name {
            case "latency": report.sections.append(try LatencyBenchmark(broker, samples: options.samples).run())
            case "replay": report.sections.append(try ReplayBenchmark(broker, events: options.events).run())
            case "snapshot": report.sections.append(try SnapshotBenchmark().run())
            case "document": report.sections += try DocumentBenchmark().run()
            case "schema": report.sections += try KindSchemaBenchmark().run()
            default: report.sections += try MerkleBenchmark(isLarge: options.isLarge).run()
            }
        }
        try StandardStreams.writeOutput(options.isJSON ? report.json().prettyString() : report.table())
    }
}

/// What the command line and the environment ask for.
struct BenchmarkOptions {
    static let allCases = ["latency", "replay", "snapshot", "document", "schema", "merkle"]

    var isJSON = false
    var cases = allCases
    /// Round trips that are measured, besides the warm-up.
    var samples = 1_000
    /// Records for the replay; an embedded cluster keeps fewer, and says how many.
    var events = 200_000
    /// Whether a map of a million keys is measured, too.
    var isLarge = false
    /// Nil: an embedded cluster.
    var bootstrap: String?

    init(arguments: [String], environment: [String: String]) throws(BenchmarkFailure) {
        bootstrap = environment["KAFKA_BOOTSTRAP"].flatMap { $0.isEmpty ? nil : $0 }
        if let text = environment["TRELAY_BENCH_EVENTS"] { events = try Self.count(text, "TRELAY_BENCH_EVENTS") }
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--large" {
                isLarge = true
                continue
            }
            guard let value = rest.popFirst() else { throw .usage("\(name) needs a value") }
            switch name {
            case "--output" where value == "json" || value == "table": isJSON = value == "json"
            case "--samples": samples = try Self.count(value, name)
            case "--only" where Self.allCases.contains(value): cases = [value]
            default: throw .usage("cannot make sense of '\(name) \(value)'")
            }
        }
    }

    private static func count(_ text: String, _ name: String) throws(BenchmarkFailure) -> Int {
        guard let count = Int(text), (1...10_000_000).contains(count) else {
            throw .usage("\(name) is a number from 1 to 10000000, not '\(text)'")
        }
        return count
    }
}

/// Why there are no figures.
struct BenchmarkFailure: Error {
    var message: String
    var isUsage = false

    static func usage(_ message: String) -> BenchmarkFailure {
        let cases = BenchmarkOptions.allCases.joined(separator: "|")
        return BenchmarkFailure(
            message: "\(message)\nusage: trelay-bench [--output table|json] [--only \(cases)]\n"
                + "                    [--samples N] [--large]\n"
                + "environment: KAFKA_BOOTSTRAP (else an embedded cluster), TRELAY_BENCH_EVENTS (replay; 200000),\n"
                + "             TRELAY_PYTHON (document; an interpreter with jsonschema-rs, else python3)",
            isUsage: true)
    }
}
