public import TrelayFormat

extension LoadReport {
    /// For programs. Durations are in microseconds.
    ///
    /// - Parameter checker: nil to check nothing.
    public func json(checker: LoadChecker? = nil) -> JSONValue {
        var object: JSONObject = [
            "requests": JSONValue(requests), "answered": JSONValue(answered), "failed": JSONValue(failed),
            "seconds": .number(Self.rounded(seconds, 3)),
            "requests_per_second": .number(Self.rounded(requestsPerSecond, 1)),
            "latency": Self.json(latency), "statuses": Self.json(statuses), "revisions": Self.json(revisions),
            "unobserved": JSONValue(unobserved), "targets": .array(targets.map(Self.json)),
            "kinds": .object(
                JSONObject(
                    latencies.sorted { $0.key.rawValue < $1.key.rawValue }
                        .map { ($0.key.rawValue, Self.json($0.value)) })),
        ]
        if let checker {
            let mixed = mixed(checker)
            let count = mixed.reduce(0) { $0 + $1.count }
            object.set("mixed", JSONValue(count))
            object.set("good", JSONValue(answered - count))
            object.set("mixed_samples", .array(mixed.prefix(20).map(Self.json)))
        }
        let observed = observations.sorted { $0.key.text < $1.key.text }
        object.set(
            "observations",
            .array(
                observed.prefix(1_000).map { observation, count in
                    var entry = observation.json
                    entry.set("count", JSONValue(count))
                    return .object(entry)
                }))
        return .object(object)
    }

    private var seconds: Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    private static func json(_ target: Target) -> JSONValue {
        [
            "name": .string(target.name), "address": .string(target.address), "requests": JSONValue(target.requests),
            "failed": JSONValue(target.failed), "failures": json(target.failures), "statuses": json(target.statuses),
            "latency": json(target.latency),
        ]
    }

    private static func json(_ mixed: Mixed) -> JSONValue {
        var object = mixed.observation.json
        object.set("count", JSONValue(mixed.count))
        object.set("reason", .string(mixed.reason))
        return .object(object)
    }

    private static func json(_ counts: [String: Int]) -> JSONValue {
        .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) }))
    }

    private static func json(_ latency: LatencyHistogram) -> JSONValue {
        func microseconds(_ nanoseconds: Double) -> JSONValue { .number(rounded(nanoseconds / 1_000, 1)) }
        return [
            "count": JSONValue(Int(clamping: latency.count)), "minimum": microseconds(Double(latency.minimum)),
            "mean": microseconds(latency.mean), "p50": microseconds(Double(latency.percentile(0.5))),
            "p90": microseconds(Double(latency.percentile(0.9))),
            "p99": microseconds(Double(latency.percentile(0.99))),
            "p99.9": microseconds(Double(latency.percentile(0.999))),
            "maximum": microseconds(Double(latency.maximum)),
        ]
    }

    private static func rounded(_ value: Double, _ digits: Int) -> Double {
        let factor = digits == 1 ? 10.0 : 1_000.0
        return (value * factor).rounded() / factor
    }
}
