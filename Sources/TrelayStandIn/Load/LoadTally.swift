/// What a thread of a load has counted. Pure.
struct LoadTally: Sendable {
    /// One target's part.
    struct Target: Sendable, Hashable {
        var requests = 0
        var failed = 0
        /// Why requests failed.
        var failures: [String: Int] = [:]
        /// Answers by status; `none` for requests without one.
        var statuses: [String: Int] = [:]
        var latency = LatencyHistogram()

        mutating func merge(_ other: Target) {
            requests += other.requests
            failed += other.failed
            failures.merge(other.failures, uniquingKeysWith: +)
            statuses.merge(other.statuses, uniquingKeysWith: +)
            latency.merge(other.latency)
        }
    }

    static let maximumObservations = 100_000

    var targets: [Target]
    /// Of good answers.
    var latencies: [LoadKind: LatencyHistogram] = [:]
    var observations: [LoadObservation: Int] = [:]
    /// Good answers whose observation found no room any more.
    var unobserved = 0

    init(targetCount: Int) {
        targets = Array(repeating: Target(), count: targetCount)
    }

    var requests: Int { targets.reduce(0) { $0 + $1.requests } }
    var failed: Int { targets.reduce(0) { $0 + $1.failed } }

    mutating func count(_ answer: LoadAnswer, kind: LoadKind, target: Int, nanoseconds: UInt64) {
        guard targets.indices.contains(target) else { return }
        targets[target].requests += 1
        targets[target].statuses[answer.status.map { $0 == 200 ? "200" : String($0) } ?? "none", default: 0] += 1
        if case .failed(let reason) = answer.outcome {
            targets[target].failed += 1
            targets[target].failures[reason, default: 0] += 1
            return
        }
        targets[target].latency.record(nanoseconds: nanoseconds)
        latencies[kind, default: LatencyHistogram()].record(nanoseconds: nanoseconds)
        guard let observation = answer.observation else { return }
        if observations[observation] != nil || observations.count < Self.maximumObservations {
            observations[observation, default: 0] += 1
        } else {
            unobserved += 1
        }
    }

    mutating func merge(_ other: LoadTally) {
        for index in targets.indices where other.targets.indices.contains(index) {
            targets[index].merge(other.targets[index])
        }
        for (kind, histogram) in other.latencies { latencies[kind, default: LatencyHistogram()].merge(histogram) }
        observations.merge(other.observations, uniquingKeysWith: +)
        unobserved += other.unobserved
    }
}
