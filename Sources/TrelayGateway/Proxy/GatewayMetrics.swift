import Synchronization
import TrelayTelemetry

/// What the gateway counts and measures. The names stand here and nowhere else: the GenAI conventions are still moving.
enum GatewayMetricNames {
    /// `gen_ai.client.operation.duration`, one observation per attempt at an upstream.
    static let attemptDuration = "gen_ai_client_operation_duration_seconds"
    /// `gen_ai.client.operation.time_to_first_chunk`
    static let attemptFirstByte = "gen_ai_client_operation_time_to_first_chunk_seconds"
    /// `gen_ai.server.request.duration`, one observation per request of a caller.
    static let requestDuration = "gen_ai_server_request_duration_seconds"
    static let attempts = "trelay_gateway_attempts_total"
    static let errors = "trelay_gateway_attempt_errors_total"
    static let tokens = "trelay_gateway_tokens_total"
    static let inFlight = "trelay_gateway_attempts_in_flight"
    static let requests = "trelay_gateway_requests_total"
    static let connections = "trelay_gateway_upstream_connections_total"

    static let operation = "gen_ai_operation_name"
    static let provider = "trelay_provider"
    static let model = "gen_ai_request_model"
    static let tokenType = "gen_ai_token_type"
    static let errorType = "error_type"
    static let route = "trelay_route"
    static let status = "http_response_status_code"

    /// Upper bounds in seconds, from a local upstream to a long stream.
    static let seconds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320,
    ]
}

/// A target as metrics see it.
struct TargetKey: Hashable, Sendable {
    var operation: String
    var provider: String
    var model: String
}

/// A kind of answer to a caller.
struct RequestKey: Hashable, Sendable {
    var operation: String
    var route: String
    var status: Int
}

/// How an attempt went.
struct AttemptRecord: Sendable {
    var seconds: Double
    /// From sending to the first byte of the answer; nil if none came.
    var firstByteSeconds: Double?
    /// `error.type`; nil for an answer that was complete.
    var errorType: String?
    var usage: TokenUsage?
}

/// What one shard has counted since somebody last asked. The lock is contended only while somebody asks.
final class ShardTally: Sendable {
    struct Target: Sendable {
        var inFlight = 0
        var attempts: UInt64 = 0
        var errors: [String: UInt64] = [:]
        var inputTokens: UInt64 = 0
        var outputTokens: UInt64 = 0
        var duration = HistogramTally(buckets: GatewayMetricNames.seconds)
        var firstByte = HistogramTally(buckets: GatewayMetricNames.seconds)
    }

    struct Counts: Sendable {
        var targets: [TargetKey: Target] = [:]
        var requests: [RequestKey: HistogramTally] = [:]
    }

    private let counts = Mutex(Counts())

    func began(_ key: TargetKey) {
        counts.withLock { $0.targets[key, default: Target()].inFlight += 1 }
    }

    func ended(_ key: TargetKey, _ record: AttemptRecord) {
        counts.withLock { counts in
            counts.targets[key, default: Target()].add(record)
        }
    }

    func answered(_ key: RequestKey, seconds: Double) {
        counts.withLock { counts in
            counts.requests[key, default: HistogramTally(buckets: GatewayMetricNames.seconds)].observe(seconds)
        }
    }

    /// Hands out what was counted and begins anew, but for what is in flight.
    func take() -> Counts {
        counts.withLock { counts in
            let taken = counts
            counts = Counts()
            for (key, target) in taken.targets where target.inFlight > 0 {
                counts.targets[key, default: Target()].inFlight = target.inFlight
            }
            return taken
        }
    }
}

extension ShardTally.Target {
    fileprivate mutating func add(_ record: AttemptRecord) {
        inFlight -= 1
        attempts += 1
        duration.observe(record.seconds)
        if let seconds = record.firstByteSeconds { firstByte.observe(seconds) }
        if let errorType = record.errorType { errors[errorType, default: 0] += 1 }
        guard let usage = record.usage else { return }
        inputTokens = inputTokens.addingReportingOverflow(UInt64(clamping: usage.input)).partialValue
        outputTokens = outputTokens.addingReportingOverflow(UInt64(clamping: usage.output)).partialValue
    }
}

/// The registry of one gateway: the shards' counts are added when somebody asks.
final class GatewayMetrics: Sendable {
    private let registry = MetricRegistry()
    private let shards = Mutex<[ShardTally]>([])
    private let attempts: Counter
    private let errors: Counter
    private let tokens: Counter
    private let inFlight: Gauge
    private let attemptDuration: Histogram
    private let attemptFirstByte: Histogram
    private let requests: Counter
    private let requestDuration: Histogram

    init() {
        typealias Names = GatewayMetricNames
        attempts = registry.counter(Names.attempts, "Attempts at upstreams, by target.")
        errors = registry.counter(Names.errors, "Attempts that gave no complete answer, by target and kind of error.")
        tokens = registry.counter(Names.tokens, "Tokens as the upstreams count them, by target.")
        inFlight = registry.gauge(Names.inFlight, "Attempts under way at this moment, by target.")
        attemptDuration = registry.histogram(
            Names.attemptDuration, "From sending to the end of an upstream's answer.", buckets: Names.seconds)
        attemptFirstByte = registry.histogram(
            Names.attemptFirstByte, "From sending to the first byte of an upstream's answer.", buckets: Names.seconds)
        requests = registry.counter(Names.requests, "Requests answered, by route and status.")
        requestDuration = registry.histogram(
            Names.requestDuration, "From a request to the end of its answer.", buckets: Names.seconds)
    }

    func makeTally() -> ShardTally {
        let tally = ShardTally()
        shards.withLock { $0.append(tally) }
        return tally
    }

    /// Counts what a shard's client counts itself.
    func observeConnections(_ read: @escaping @Sendable () -> Int) {
        registry.counter(GatewayMetricNames.connections, "Connections opened to upstreams.") { Double(read()) }
    }

    func exposition() -> String {
        collect()
        return registry.exposition()
    }

    private func collect() {
        var running: [TargetKey: Int] = [:]
        for shard in shards.withLock({ $0 }) {
            let counts = shard.take()
            for (key, target) in counts.targets {
                running[key, default: 0] += target.inFlight
                add(target, labels(key))
            }
            for (key, tally) in counts.requests { add(tally, key) }
        }
        for (key, count) in running { inFlight.set(Double(count), labels(key)) }
    }

    private func add(_ target: ShardTally.Target, _ labels: [(String, String)]) {
        attempts.increment(by: Double(target.attempts), labels)
        attemptDuration.add(target.duration, labels)
        attemptFirstByte.add(target.firstByte, labels)
        for (type, count) in target.errors {
            errors.increment(by: Double(count), labels + [(GatewayMetricNames.errorType, type)])
        }
        tokens.increment(by: Double(target.inputTokens), labels + [(GatewayMetricNames.tokenType, "input")])
        tokens.increment(by: Double(target.outputTokens), labels + [(GatewayMetricNames.tokenType, "output")])
    }

    private func add(_ tally: HistogramTally, _ key: RequestKey) {
        let labels = [(GatewayMetricNames.operation, key.operation), (GatewayMetricNames.route, key.route)]
        requests.increment(by: Double(tally.count), labels + [(GatewayMetricNames.status, String(key.status))])
        requestDuration.add(tally, labels)
    }

    private func labels(_ key: TargetKey) -> [(String, String)] {
        [
            (GatewayMetricNames.operation, key.operation), (GatewayMetricNames.provider, key.provider),
            (GatewayMetricNames.model, key.model),
        ]
    }
}
