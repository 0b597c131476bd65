/// What a load has seen, from its start to its end.
public struct LoadReport: Sendable {
    /// One server's part.
    public struct Target: Sendable {
        public var name: String
        public var address: String
        public var requests: Int
        public var failed: Int
        /// Why requests failed: a status, an error of the connection, what was wrong with the body.
        public var failures: [String: Int]
        /// Answers by status; `none` for requests without one.
        public var statuses: [String: Int]
        /// Of the answers that did not fail.
        public var latency: LatencyHistogram
    }

    /// Answers that served what nothing allows.
    public struct Mixed: Hashable, Sendable {
        public var observation: LoadObservation
        public var reason: String
        public var count: Int
    }

    public var duration: Duration
    public var targets: [Target]
    /// Of the answers that did not fail, by kind.
    public var latencies: [LoadKind: LatencyHistogram]
    /// What the answers that did not fail tell of what served them, and how many told the same.
    public var observations: [LoadObservation: Int]
    /// Answers beyond the number of different observations that a load keeps; they are not checked.
    public var unobserved: Int

    init(_ tally: LoadTally, targets: [LoadTarget], duration: Duration) {
        self.duration = duration
        self.targets = zip(targets, tally.targets).map { target, part in
            Target(
                name: target.name, address: target.address, requests: part.requests, failed: part.failed,
                failures: part.failures, statuses: part.statuses, latency: part.latency)
        }
        latencies = tally.latencies
        observations = tally.observations
        unobserved = tally.unobserved
    }

    public var requests: Int { targets.reduce(0) { $0 + $1.requests } }
    public var failed: Int { targets.reduce(0) { $0 + $1.failed } }
    public var answered: Int { requests - failed }

    public var requestsPerSecond: Double {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return seconds > 0 ? Double(requests) / seconds : 0
    }

    /// Of all kinds together.
    public var latency: LatencyHistogram {
        latencies.values.reduce(into: LatencyHistogram()) { $0.merge($1) }
    }

    /// Answers by status, over all targets.
    public var statuses: [String: Int] {
        targets.reduce(into: [:]) { $0.merge($1.statuses, uniquingKeysWith: +) }
    }

    /// Answers that did not fail by the revision that they are stamped with; those without a stamp are left out.
    public var revisions: [String: Int] {
        observations.reduce(into: [:]) { counts, entry in
            if let revision = entry.key.revision { counts[revision, default: 0] += entry.value }
        }
    }

    /// What the checker finds wrong, the most frequent first. Nothing is mixed that was not observed: see `unobserved`.
    public func mixed(_ checker: LoadChecker) -> [Mixed] {
        observations.compactMap { observation, count in
            checker.fault(of: observation).map { Mixed(observation: observation, reason: $0, count: count) }
        }
        .sorted { ($1.count, $0.observation.text) < ($0.count, $1.observation.text) }
    }
}
