import Testing

@testable import TrelayStandIn

@Suite("The histogram of latencies")
struct LatencyHistogramTests {
    @Test("Every number falls into a bucket whose end is less than a 64th above it")
    func buckets() {
        var random = LoadRandom(seed: 7)
        let edges = (0..<64).flatMap { shift -> [UInt64] in
            let power = UInt64(1) << UInt64(shift)
            return [power &- 1, power, power &+ 1]
        }
        let mixed = (0..<5_000).map { _ in random.next() >> (random.next() % 64) }
        for value in edges + mixed + [0, .max] {
            let end = LatencyHistogram.upperEnd(of: LatencyHistogram.bucket(of: value))
            #expect(end >= value)
            #expect(end - value <= value / 64)
            #expect(LatencyHistogram.bucket(of: end) == LatencyHistogram.bucket(of: value))
        }
    }

    @Test("Buckets follow each other without a gap")
    func order() {
        for bucket in 0..<3_000 {
            let end = LatencyHistogram.upperEnd(of: bucket)
            #expect(LatencyHistogram.bucket(of: end) == bucket)
            #expect(LatencyHistogram.bucket(of: end + 1) == bucket + 1)
        }
    }

    @Test("Percentiles are those of the sorted numbers, within the resolution", arguments: [1, 2, 10, 1_000])
    func percentiles(count: Int) {
        var random = LoadRandom(seed: UInt64(count))
        let values = (0..<count).map { _ in random.next() % 50_000_000 }.sorted()
        var histogram = LatencyHistogram()
        for value in values { histogram.record(nanoseconds: value) }
        for share in [0, 0.1, 0.5, 0.9, 0.99, 0.999, 1] {
            let rank = max(1, Int((share * Double(count)).rounded(.up)))
            let exact = values[rank - 1]
            let found = histogram.percentile(share)
            #expect(found >= exact && found <= exact + exact / 64, "\(share)")
        }
        #expect(histogram.minimum == values.first)
        #expect(histogram.maximum == values.last)
        #expect(histogram.percentile(1) == values.last)
        let mean = values.reduce(0.0) { $0 + Double($1) } / Double(count)
        #expect(abs(histogram.mean - mean) <= 1e-6 * mean)
    }

    @Test("Merging two gives what one would have counted")
    func merge() {
        var random = LoadRandom(seed: 3)
        var left = LatencyHistogram()
        var right = LatencyHistogram()
        var both = LatencyHistogram()
        for index in 0..<500 {
            let value = random.next() % 1_000_000
            both.record(nanoseconds: value)
            if index % 3 == 0 { left.record(nanoseconds: value) } else { right.record(nanoseconds: value) }
        }
        left.merge(right)
        #expect(left.count == both.count && left.minimum == both.minimum && left.maximum == both.maximum)
        #expect([0.5, 0.9, 0.99].allSatisfy { left.percentile($0) == both.percentile($0) })
        var empty = LatencyHistogram()
        empty.merge(LatencyHistogram())
        #expect(empty == LatencyHistogram())
        empty.merge(both)
        #expect(empty == both)
    }

    @Test("Nothing counted is nothing")
    func empty() {
        let histogram = LatencyHistogram()
        #expect(histogram.percentile(0.99) == 0 && histogram.mean == 0 && histogram.count == 0)
    }
}
