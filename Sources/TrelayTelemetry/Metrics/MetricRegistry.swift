import Synchronization

/// Metrics of this process, in Prometheus' words. Handles are made once and kept; writing to one takes a short lock.
///
/// A name that is registered twice is one metric, and must be of one type.
public final class MetricRegistry: Sendable {
    /// Label sets per metric beyond which new ones are dropped and counted.
    public static let maximumSeries = 1_000
    /// Tells how many writes were lost for a new label set beyond the maximum or an impossible label.
    public static let droppedSeriesName = "trelay_dropped_series_total"

    private let metrics = Mutex<[Metric]>([])

    public init() {}

    /// A metric that goes up only. By convention its name ends with `_total`.
    public func counter(_ name: String, _ help: String) -> Counter {
        Counter(metric: add(Metric(name: name, help: help, type: .counter)))
    }

    /// A counter that something else keeps; `read` is called for each exposition, on the thread that asks for it.
    public func counter(_ name: String, _ help: String, reading read: @escaping @Sendable () -> Double) {
        _ = add(Metric(name: name, help: help, type: .counter, read: read))
    }

    /// A metric that goes up and down.
    public func gauge(_ name: String, _ help: String) -> Gauge {
        Gauge(metric: add(Metric(name: name, help: help, type: .gauge)))
    }

    /// A gauge whose value something else knows; `read` is called for each exposition, on the thread that asks for it.
    public func gauge(_ name: String, _ help: String, reading read: @escaping @Sendable () -> Double) {
        _ = add(Metric(name: name, help: help, type: .gauge, read: read))
    }

    /// - Parameter buckets: upper bounds in ascending order; the one for infinity is added.
    public func histogram(_ name: String, _ help: String, buckets: [Double]) -> Histogram {
        precondition(
            zip(buckets, buckets.dropFirst()).allSatisfy { $0 < $1 } && buckets.allSatisfy(\.isFinite),
            "the buckets of '\(name)' must be finite and ascending")
        return Histogram(metric: add(Metric(name: name, help: help, type: .histogram, buckets: buckets)))
    }

    /// All metrics in the text format, version 0.0.4, in the order of their registration. Its media type is
    /// `text/plain; version=0.0.4; charset=utf-8`.
    public func exposition() -> String {
        let metrics = metrics.withLock { $0 }
        return metrics.map { $0.exposition() }.joined() + droppedSeries(metrics)
    }

    private func droppedSeries(_ metrics: [Metric]) -> String {
        let dropped = Metric(
            name: Self.droppedSeriesName, help: "Writes lost for label sets that are too many or not allowed.",
            type: .counter)
        for metric in metrics where metric.droppedWrites > 0 {
            dropped.update([("metric", metric.name)]) { $0.value = Double(metric.droppedWrites) }
        }
        return dropped.exposition()
    }

    private func add(_ metric: Metric) -> Metric {
        precondition(
            MetricText.isMetricName(metric.name) && metric.name != Self.droppedSeriesName,
            "'\(metric.name)' is no name for a metric")
        return metrics.withLock { metrics in
            if let present = metrics.first(where: { $0.name == metric.name }) {
                precondition(
                    present.type == metric.type && present.buckets == metric.buckets,
                    "'\(metric.name)' is registered already, as something else")
                return present
            }
            metrics.append(metric)
            return metric
        }
    }
}

/// Goes up only.
public struct Counter: Sendable {
    let metric: Metric

    /// - Parameter amount: what is not above zero counts for nothing.
    public func increment(by amount: Double = 1, _ labels: [(String, String)] = []) {
        metric.update(labels) { $0.value += amount > 0 ? amount : 0 }
    }
}

/// Goes up and down.
public struct Gauge: Sendable {
    let metric: Metric

    public func set(_ value: Double, _ labels: [(String, String)] = []) {
        metric.update(labels) { $0.value = value }
    }

    public func add(_ amount: Double, _ labels: [(String, String)] = []) {
        metric.update(labels) { $0.value += amount }
    }

    /// Forgets a label set: what it measured is no more.
    public func remove(_ labels: [(String, String)]) {
        metric.remove(labels)
    }
}

/// Counts observations in buckets.
public struct Histogram: Sendable {
    let metric: Metric

    /// Numbers that are not finite are left out.
    public func observe(_ value: Double, _ labels: [(String, String)] = []) {
        guard value.isFinite else { return }
        metric.update(labels) { series in
            series.value += value
            series.count += 1
            if let bucket = metric.buckets.firstIndex(where: { value <= $0 }) { series.buckets[bucket] += 1 }
        }
    }
}
