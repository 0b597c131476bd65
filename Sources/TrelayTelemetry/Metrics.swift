import Synchronization

/// Metrics of this process, in Prometheus' words. Handles are made once and kept; writing to one takes a short lock.
public final class MetricRegistry: Sendable {
    /// Label sets per metric beyond which new ones are dropped and counted.
    public static let maximumSeries = 1_000

    private struct State {
        var metrics: [Metric] = []
        var droppedSeries: UInt64 = 0
    }

    private let state = Mutex(State())

    public init() {}

    public func counter(_ name: String, _ help: String) -> Counter {
        Counter(metric: add(Metric(name: name, help: help, type: .counter, buckets: [])))
    }

    public func gauge(_ name: String, _ help: String) -> Gauge {
        Gauge(metric: add(Metric(name: name, help: help, type: .gauge, buckets: [])))
    }

    /// - Parameter buckets: upper bounds in ascending order; the one for infinity is added.
    public func histogram(_ name: String, _ help: String, buckets: [Double]) -> Histogram {
        Histogram(metric: add(Metric(name: name, help: help, type: .histogram, buckets: buckets)))
    }

    /// All metrics in the text format, version 0.0.4.
    public func exposition() -> String {
        let metrics = state.withLock { $0.metrics }
        return metrics.map { $0.exposition() }.joined()
    }

    private func add(_ metric: Metric) -> Metric {
        precondition(Metric.isName(metric.name), "'\(metric.name)' is no metric name")
        state.withLock { $0.metrics.append(metric) }
        return metric
    }
}

/// Goes up only.
public struct Counter: Sendable {
    fileprivate let metric: Metric

    public func increment(by amount: Double = 1, _ labels: [(String, String)] = []) {
        metric.update(labels) { $0.value += max(0, amount) }
    }
}

/// Goes up and down.
public struct Gauge: Sendable {
    fileprivate let metric: Metric

    public func set(_ value: Double, _ labels: [(String, String)] = []) {
        metric.update(labels) { $0.value = value }
    }
}

/// Counts observations in buckets.
public struct Histogram: Sendable {
    fileprivate let metric: Metric

    public func observe(_ value: Double, _ labels: [(String, String)] = []) {
        metric.update(labels) { series in
            series.value += value
            series.count += 1
            for (index, bound) in metric.buckets.enumerated() where value <= bound { series.buckets[index] += 1 }
        }
    }
}

/// One metric with its series.
final class Metric: Sendable {
    enum Kind: String {
        case counter, gauge, histogram
    }

    struct Series {
        /// The value, or a histogram's sum.
        var value = 0.0
        var count: UInt64 = 0
        var buckets: [UInt64]
    }

    let name: String
    let help: String
    let type: Kind
    let buckets: [Double]
    private let series = Mutex<[String: Series]>([:])

    init(name: String, help: String, type: Kind, buckets: [Double]) {
        self.name = name
        self.help = help
        self.type = type
        self.buckets = buckets
    }

    func update(_ labels: [(String, String)], _ body: (inout Series) -> Void) {
        let key = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        series.withLock { series in
            guard series[key] != nil || series.count < MetricRegistry.maximumSeries else { return }
            body(&series[key, default: Series(buckets: [UInt64](repeating: 0, count: buckets.count))])
        }
    }

    func exposition() -> String {
        let series = series.withLock { $0 }.sorted { $0.key < $1.key }
        guard !series.isEmpty else { return "" }
        var text = "# HELP \(name) \(Self.escapedHelp(help))\n# TYPE \(name) \(type.rawValue)\n"
        for (labels, series) in series {
            text += type == .histogram ? histogram(labels, series) : line("", labels, series.value)
        }
        return text
    }

    private func histogram(_ labels: String, _ series: Series) -> String {
        let prefix = labels.isEmpty ? "" : labels + ","
        var text = ""
        for (bound, count) in zip(buckets, series.buckets) {
            text += line("_bucket", "\(prefix)le=\"\(bound)\"", Double(count))
        }
        text += line("_bucket", "\(prefix)le=\"+Inf\"", Double(series.count))
        return text + line("_sum", labels, series.value) + line("_count", labels, Double(series.count))
    }

    private func line(_ suffix: String, _ labels: String, _ value: Double) -> String {
        let number = Int64(exactly: value).map(String.init) ?? (value.isNaN ? "NaN" : "\(value)")
        return "\(name)\(suffix)\(labels.isEmpty ? "" : "{\(labels)}") \(number)\n"
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F || $0 == 0x3A
        }
    }

    private static func escaped(_ text: String) -> String {
        text.map { character -> String in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(character)
            }
        }.joined()
    }

    private static func escapedHelp(_ text: String) -> String {
        text.map { $0 == "\\" ? "\\\\" : $0 == "\n" ? "\\n" : String($0) }.joined()
    }
}
