import TrelayCore
import TrelayTelemetry

/// What the worker counts and measures, under the names that `docs/operations` documents.
struct WorkerMetrics: Sendable {
    private let registry = MetricRegistry()
    private let records: Counter
    private let stages: Histogram
    private let nacks: Counter
    private let quarantines: Counter
    private let storageFailures: Counter
    private let acksWaiting: Gauge
    private let revision: Gauge
    private let target: Gauge
    private let lag: Gauge
    private let stale: Gauge
    private let labels: [(String, String)]
    /// What the role has to tell.
    private let roleExposition: @Sendable () -> String

    private static let seconds = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60]

    init(settings: WorkerSettings, tracer: Tracer, roleExposition: @escaping @Sendable () -> String = { "" }) {
        self.roleExposition = roleExposition
        records = registry.counter("trelay_records_total", "Records of the namespace folded, by outcome.")
        stages = registry.histogram(
            "trelay_apply_stage_seconds", "Time in each stage of the apply pipeline.", buckets: Self.seconds)
        nacks = registry.counter("trelay_nacks_total", "Configurations that this worker refused, by code.")
        quarantines = registry.counter("trelay_quarantines_total", "Revisions quarantined after crashes.")
        storageFailures = registry.counter("trelay_storage_failures_total", "State files that could not be written.")
        acksWaiting = registry.gauge("trelay_acks_waiting", "Acks that the broker has not taken yet.")
        revision = registry.gauge("trelay_revision", "The revision that is effective on this worker.")
        target = registry.gauge("trelay_target_revision", "The revision that the log has.")
        lag = registry.gauge("trelay_revision_lag", "Revisions that this worker is behind.")
        stale = registry.gauge("trelay_stale", "1 while the worker serves without contact to a broker.")
        labels = [("namespace", settings.namespace)]
        registry.counter("trelay_spans_dropped_total", "Spans that no collector took.") {
            Double(tracer.droppedSpans)
        }
    }

    /// Counts what the acknowledger counts itself; read at each scrape.
    func observe(_ acknowledger: Acknowledger) {
        registry.counter("trelay_acks_dropped_total", "Acks given up because too many waited.") {
            Double(acknowledger.droppedCount)
        }
    }

    func folded(_ verdict: Verdict) {
        let outcome: String
        switch verdict.outcome {
        case _ where verdict.isDuplicate: outcome = "duplicate"
        case .accepted: outcome = "accepted"
        case .rejected: outcome = "rejected"
        }
        records.increment(labels + [("outcome", outcome)])
    }

    func applied(_ target: Target, stages durations: [StageDuration], refusal: Refusal?) {
        for stage in durations {
            stages.observe(Double(stage.nanoseconds) / 1e9, labels + [("stage", stage.name)])
        }
        if let refusal { nacks.increment(labels + [("code", refusal.code)]) }
    }

    func quarantined() { quarantines.increment(labels) }

    func storageFailed() { storageFailures.increment(labels) }

    func acknowledging(waiting: Int) {
        acksWaiting.set(Double(waiting), labels)
    }

    /// The text for a scrape; gauges are set from the report at that moment.
    func exposition(_ report: WorkerReport) -> String {
        revision.set(Double(report.effectiveRevision), labels)
        target.set(Double(report.targetRevision), labels)
        lag.set(Double(max(0, report.targetRevision - report.effectiveRevision)), labels)
        stale.set(report.status == .stale ? 1 : 0, labels)
        return registry.exposition() + roleExposition()
    }
}
