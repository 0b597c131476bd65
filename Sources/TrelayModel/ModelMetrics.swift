import Synchronization
import TrelaySystem
import TrelayTelemetry

/// What a model worker counts and measures, for its `/metrics`. Any thread.
final class ModelMetrics: SwapObserver {
    /// Label sets of requests that are kept; names of models that are not served are counted as one.
    private static let maximumSeries = 1_000
    private static let requestSeconds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
    ]
    private static let stageSeconds = [0.0001, 0.001, 0.01, 0.1, 1, 10, 100]

    private struct Key: Hashable {
        var model: String
        var status: Int
    }

    private let registry = MetricRegistry()
    private let requests: Histogram
    private let stages: Histogram
    private let failures: Counter
    /// What came since somebody last asked: cheaper to write to than the registry.
    private let tallies = Mutex<[Key: HistogramTally]>([:])
    private let next: any SwapObserver

    /// - Parameter next: is told of each stage as well.
    init(cache: ArtifactCache, next: any SwapObserver) {
        self.next = next
        requests = registry.histogram(
            "trelay_model_request_seconds", "Predictions answered, by model and status.",
            buckets: Self.requestSeconds)
        stages = registry.histogram(
            "trelay_model_swap_stage_seconds", "Stages of putting models in place.", buckets: Self.stageSeconds)
        failures = registry.counter("trelay_model_swap_failures_total", "Stages that failed, by code.")
        registry.gauge("trelay_artifact_cache_bytes", "Bytes of artifacts in the cache.") {
            Double(cache.usedBytes)
        }
        registry.gauge("trelay_process_resident_bytes", "Memory of this process.") {
            Double(ProcessMemory.residentBytes ?? 0)
        }
    }

    /// - Parameter model: nil for one that is not served.
    func answered(_ model: String?, status: Int, nanoseconds: UInt64) {
        tallies.withLock { tallies in
            let key = Key(model: model ?? "", status: status)
            guard tallies[key] != nil || tallies.count < Self.maximumSeries else { return }
            tallies[key, default: HistogramTally(buckets: Self.requestSeconds)].observe(Double(nanoseconds) / 1e9)
        }
    }

    func stageEnded(_ stage: SwapStage) {
        stages.observe(Double(stage.nanoseconds) / 1e9, [("stage", stage.name.rawValue)])
        if let failure = stage.failure {
            failures.increment([("code", failure), ("stage", stage.name.rawValue)])
        }
        next.stageEnded(stage)
    }

    func exposition() -> String {
        let taken = tallies.withLock { tallies in
            defer { tallies = [:] }
            return tallies
        }
        for (key, tally) in taken {
            requests.add(tally, [("model", key.model), ("http_response_status_code", String(key.status))])
        }
        return registry.exposition()
    }
}
