import TrelayCore
import TrelayFormat
import TrelayGateway
import TrelayLog
import TrelayStandIn
import TrelaySystem

/// The requests that run while the story is played: an upstream that stands in for the providers, callers that ask the
/// gateway without a pause, and the check at the end that every answer was made by one revision.
final class DemoTraffic: Sendable {
    /// The model that the story's route takes.
    private static let model = "drafts"
    private static let patience = Duration.seconds(20)

    private let upstream: StandInUpstream
    private let load: LoadRun

    /// - Parameters:
    ///   - upstream: plays the providers; this object's to stop from now on.
    ///   - gateway: the address that callers know.
    init(upstream: StandInUpstream, gateway: String) throws {
        var configuration = LoadConfiguration(targets: [LoadTarget(address: gateway)], end: .never)
        configuration.mix = try LoadMix("chat=3,stream=1")
        configuration.connections = 4
        configuration.model = Self.model
        configuration.keyHeader = "x-trelay-key"
        load = try LoadRun(configuration)
        self.upstream = upstream
        try load.start()
    }

    /// Requests so far.
    var requests: Int { load.progress.requests }

    /// Ends the traffic without a look at it.
    func stop() {
        _ = load.stop()
        upstream.stop()
    }

    /// Ends the traffic and says what it saw.
    ///
    /// - Returns: lines for people, and what was wrong.
    func finish(_ stage: DemoStage) throws -> (lines: [String], faults: [String]) {
        let report = load.stop()
        upstream.stop()
        let mixed = report.mixed(try Self.checker(stage))
        var lines = [
            "\(report.requests) requests were answered while all that happened, \(Int(report.requestsPerSecond)) a second:"
        ]
        for (revision, count) in report.revisions.sorted(by: { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }) {
            lines.append("  \(count) by revision \(revision)")
        }
        let mixedCount = mixed.reduce(0) { $0 + $1.count }
        lines.append(
            "  \(report.failed) failed, \(mixedCount) mixed (an answer must be of one revision in all its parts)")
        var faults = mixed.prefix(3).map { "\($0.count) mixed: \($0.reason): \($0.observation.text)" }
        for target in report.targets {
            for (reason, count) in target.failures.sorted(by: { $0.key < $1.key }) {
                faults.append("\(count) requests failed: \(reason)")
            }
        }
        if report.unobserved > 0 { faults.append("\(report.unobserved) answers were not checked") }
        return (lines, faults)
    }

    /// What each revision allows, as the log tells it.
    private static func checker(_ stage: DemoStage) throws -> LoadChecker {
        let log = KafkaEventLog(settings: stage.settings)
        defer { log.close() }
        var fold = Fold(
            partitionCount: try log.partitionCount(of: stage.topics.changes, timeout: patience), only: stage.namespace)
        var checker = LoadChecker()
        try LogReading.readToEnd(log, topic: stage.topics.changes, deadline: patience) { record in
            guard let verdict = fold.apply(record), !verdict.isDuplicate, let revision = verdict.outcome.revision
            else { return }
            let resources = fold.state(of: stage.namespace).resources
            checker.allow(revision: String(revision), combinations(resources))
        }
        return checker
    }

    private static func combinations(_ resources: ResourceMap) -> [LoadChecker.Combination] {
        let route = resources[ResourceKey(kind: "route", name: "chat")]?.value
        let prompt = route?["prompt"]?.stringValue.flatMap { resources[ResourceKey(kind: "prompt", name: $0)]?.value }
        let targets = (route?["targets"]?.arrayValue ?? []) + (route?["fallbacks"]?.arrayValue ?? [])
        return targets.map { target in
            let model = target["model"]?.stringValue ?? Self.model
            var combination = LoadChecker.Combination()
            combination.route = "chat"
            combination.target = (target["provider"]?.stringValue ?? "") + "/" + model
            combination.model = model
            combination.promptVersion = prompt?["version"]?.stringValue
            combination.prompt = prompt?["template"]?.stringValue ?? ""
            return combination
        }
    }
}
