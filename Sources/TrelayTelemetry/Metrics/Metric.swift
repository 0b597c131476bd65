import Synchronization

/// One metric with its series, one for each set of labels.
final class Metric: Sendable {
    enum Kind: String {
        case counter, gauge, histogram
    }

    struct Series {
        /// The value, or a histogram's sum.
        var value = 0.0
        /// A histogram's number of observations, and those of each bucket alone.
        var count: UInt64 = 0
        var buckets: [UInt64]
    }

    private struct State {
        /// By the labels as they are printed: one set has one form.
        var series: [String: Series] = [:]
        var droppedWrites: UInt64 = 0
    }

    let name: String
    let help: String
    let type: Kind
    let buckets: [Double]
    private let read: (@Sendable () -> Double)?
    private let state = Mutex(State())

    init(
        name: String, help: String, type: Kind, buckets: [Double] = [], read: (@Sendable () -> Double)? = nil
    ) {
        self.name = name
        self.help = help
        self.type = type
        self.buckets = buckets
        self.read = read
    }

    var droppedWrites: UInt64 { state.withLock { $0.droppedWrites } }

    func update(_ labels: [(String, String)], _ body: (inout Series) -> Void) {
        let key = MetricText.labels(labels, reserved: type == .histogram ? ["le"] : [])
        state.withLock { state in
            guard let key, state.series[key] != nil || state.series.count < MetricRegistry.maximumSeries else {
                state.droppedWrites += 1
                return
            }
            body(&state.series[key, default: Series(buckets: [UInt64](repeating: 0, count: buckets.count))])
        }
    }

    func remove(_ labels: [(String, String)]) {
        guard let key = MetricText.labels(labels, reserved: []) else { return }
        state.withLock { $0.series[key] = nil }
    }

    /// Nothing before there is something to tell: a metric may be of no concern to this process.
    func exposition() -> String {
        var series = state.withLock { $0.series }
        if let read { series[""] = Series(value: read(), buckets: []) }
        guard !series.isEmpty else { return "" }
        var text = "# HELP \(name) \(MetricText.escapedHelp(help))\n# TYPE \(name) \(type.rawValue)\n"
        for (labels, series) in series.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            text += type == .histogram ? histogram(labels, series) : line("", labels, series.value)
        }
        return text
    }

    private func histogram(_ labels: String, _ series: Series) -> String {
        let prefix = labels.isEmpty ? "" : labels + ","
        var text = ""
        var count: UInt64 = 0
        for (bound, inBucket) in zip(buckets, series.buckets) {
            count += inBucket
            text += line("_bucket", "\(prefix)le=\"\(MetricText.number(bound))\"", Double(count))
        }
        text += line("_bucket", "\(prefix)le=\"+Inf\"", Double(series.count))
        return text + line("_sum", labels, series.value) + line("_count", labels, Double(series.count))
    }

    private func line(_ suffix: String, _ labels: String, _ value: Double) -> String {
        "\(name)\(suffix)\(labels.isEmpty ? "" : "{\(labels)}") \(MetricText.number(value))\n"
    }
}
