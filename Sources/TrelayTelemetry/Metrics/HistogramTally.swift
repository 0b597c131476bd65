/// Observations of one series of a histogram, counted apart from the registry and added to it together: for paths that
/// observe far more often than somebody asks. A plain value: whoever shares it locks it.
public struct HistogramTally: Sendable {
    private let bounds: [Double]
    /// One for each bound, the observations of that bucket alone.
    fileprivate private(set) var buckets: [UInt64]
    fileprivate private(set) var sum = 0.0
    public private(set) var count: UInt64 = 0

    /// - Parameter buckets: those of the histogram that it will be added to.
    public init(buckets: [Double]) {
        bounds = buckets
        self.buckets = [UInt64](repeating: 0, count: buckets.count)
    }

    /// Numbers that are not finite are left out.
    public mutating func observe(_ value: Double) {
        guard value.isFinite else { return }
        sum += value
        count += 1
        if let bucket = bounds.firstIndex(where: { value <= $0 }) { buckets[bucket] += 1 }
    }
}

extension Histogram {
    /// The upper bounds, for a tally.
    public var buckets: [Double] { metric.buckets }

    /// Adds what was counted elsewhere. A tally with other buckets counts for nothing.
    public func add(_ tally: HistogramTally, _ labels: [(String, String)] = []) {
        guard tally.count > 0, tally.buckets.count == metric.buckets.count else { return }
        metric.update(labels) { series in
            series.value += tally.sum
            series.count += tally.count
            for (index, count) in tally.buckets.enumerated() { series.buckets[index] += count }
        }
    }
}
