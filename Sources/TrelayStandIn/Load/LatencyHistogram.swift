/// Counts of durations with a relative error below 1/64, in constant memory whatever comes (the idea of HDR
/// histograms: buckets as wide as the magnitude of what they count asks for). Pure.
public struct LatencyHistogram: Sendable, Hashable {
    /// Buckets for each power of two.
    private static let resolutionBits = 6
    private static let resolution = 1 << resolutionBits
    private static let bucketCount = (64 - resolutionBits + 1) * resolution

    private var counts: [UInt64] = []
    public private(set) var count: UInt64 = 0
    /// Nanoseconds; 0 when nothing was counted.
    public private(set) var minimum: UInt64 = 0
    public private(set) var maximum: UInt64 = 0
    private var sum: Double = 0

    public init() {}

    /// Nanoseconds; 0 when nothing was counted.
    public var mean: Double { count == 0 ? 0 : sum / Double(count) }

    public mutating func record(nanoseconds: UInt64) {
        if counts.isEmpty { counts = [UInt64](repeating: 0, count: Self.bucketCount) }
        counts[Self.bucket(of: nanoseconds)] &+= 1
        minimum = count == 0 ? nanoseconds : min(minimum, nanoseconds)
        maximum = max(maximum, nanoseconds)
        count &+= 1
        sum += Double(nanoseconds)
    }

    public mutating func merge(_ other: LatencyHistogram) {
        guard other.count > 0 else { return }
        if counts.isEmpty { counts = [UInt64](repeating: 0, count: Self.bucketCount) }
        for index in other.counts.indices { counts[index] &+= other.counts[index] }
        minimum = count == 0 ? other.minimum : min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        count &+= other.count
        sum += other.sum
    }

    /// The duration, in nanoseconds, that the share (0.5 for the median) of what was counted does not exceed: the upper
    /// end of its bucket, but never beyond the maximum. 0 when nothing was counted.
    public func percentile(_ share: Double) -> UInt64 {
        guard count > 0 else { return 0 }
        // The rank of the sought one, from 1 (the nearest-rank method).
        let rank = UInt64(max(1, (min(max(share, 0), 1) * Double(count)).rounded(.up)))
        var passed: UInt64 = 0
        for (index, bucket) in counts.enumerated() where bucket > 0 {
            passed &+= bucket
            if passed >= rank { return min(Self.upperEnd(of: index), maximum) }
        }
        return maximum
    }

    /// Below twice the resolution every number has a bucket of its own; above, the leading bits choose.
    static func bucket(of value: UInt64) -> Int {
        guard value >= UInt64(2 * resolution) else { return Int(value) }
        let shift = 63 - value.leadingZeroBitCount - resolutionBits
        return shift * resolution + Int(value >> UInt64(shift))
    }

    /// The greatest value that the bucket counts.
    static func upperEnd(of bucket: Int) -> UInt64 {
        guard bucket >= 2 * resolution else { return UInt64(max(bucket, 0)) }
        let shift = bucket / resolution - 1
        let lead = UInt64(bucket - shift * resolution)
        return (lead << UInt64(shift)) + ((1 << UInt64(shift)) - 1)
    }
}
