import TrelayCore
import TrelayLog
import TrelaySystem

/// How fast a log becomes state: all events of a topic read, parsed, checked and folded, beside a bare batch consume of
/// the same topic that looks at nothing.
struct ReplayBenchmark {
    static let valueBytes = 512
    private static let keys = 1_000
    private static let rounds = 5
    private static let patience = Duration.seconds(300)

    private let broker: BenchmarkBroker
    private let events: Int
    private let topic: String

    init(_ broker: BenchmarkBroker, events: Int) throws {
        self.broker = broker
        self.events = events
        topic = BenchmarkBroker.uniquePrefix() + "changes"
        try broker.createTopic(topic)
    }

    func run() throws -> Section {
        let log = broker.openLog()
        defer { log.close() }
        try fill(log)
        let bounds = try log.watermarks(of: topic, partition: 0, timeout: .seconds(10))
        var bare: [Double] = []
        var consume: [Double] = []
        var fold: [Double] = []
        // The first round warms caches and broker, and does not count.
        for round in 0...Self.rounds {
            let twin = try consumeBare(bounds)
            let read = try replay(log, bounds, isFolding: false)
            let own = try replay(log, bounds, isFolding: true)
            guard round > 0 else { continue }
            bare.append(twin)
            consume.append(read)
            fold.append(own)
        }
        let count = Int(bounds.high - bounds.low)
        let twin = Series(bare)
        let own = Series(fold)
        let kept = bounds.low > 0 ? ", all that an embedded partition keeps of \(events)" : ""
        return Section(
            title: "replay of \(count) events of \(Self.valueBytes) B into state\(kept), client opened to last event",
            rows: [
                Row(name: "bare librdkafka: batch consume", series: twin, unit: .thousandPerSecond),
                Row(
                    name: "trelay: consume", series: Series(consume), unit: .thousandPerSecond,
                    ratio: Series(consume).median / twin.median),
                Row(
                    name: "trelay: consume + fold", series: own, unit: .thousandPerSecond,
                    ratio: own.median / twin.median, note: "p99 of rates is the slowest run"),
            ])
    }

    private func fill(_ log: KafkaEventLog) throws {
        var options = WriterOptions()
        options.linger = .milliseconds(50)
        options.maximumOutstanding = 50_000
        options.deliveryTimeout = Self.patience
        let writer = try log.openWriter(options)
        let failures = try Mailbox<LogError>()
        let room = try EventDescriptor()
        for number in 0..<events {
            let key = ResourceKey(kind: "prompt", name: "p\(number % Self.keys)")
            let record = EventText.change(number, namespace: "bench", key: key, bytes: Self.valueBytes)
            while writer.outstanding >= options.maximumOutstanding - 1 { _ = room.wait(timeout: .milliseconds(1)) }
            writer.append(record, to: topic, partition: 0) { result in
                if case .failure(let error) = result { failures.put(error) }
            }
        }
        let lost = writer.close(deadline: Self.patience)
        if let failure = failures.take(timeout: .zero) { throw failure }
        guard lost == 0 else { throw BenchmarkFailure(message: "\(lost) records were not delivered") }
    }

    /// - Returns: events per second.
    private func consumeBare(_ bounds: Watermarks) throws -> Double {
        let watch = Stopwatch()
        let consumer = try BareClient.consumer(broker, topic: topic)
        try consumer.assign(from: bounds.low)
        let count = try consumer.consume(upTo: bounds.high, deadline: Deadline(after: Self.patience))
        return try rate(count, watch, bounds)
    }

    /// - Returns: events per second.
    private func replay(_ log: KafkaEventLog, _ bounds: Watermarks, isFolding: Bool) throws -> Double {
        let watch = Stopwatch()
        var fold = Fold(partitionCount: 1)
        let plain = try log.openReader(of: topic, from: [0: .offset(bounds.low)])
        let reader: any LogReader = isFolding ? ReadAhead(plain, events: fold.eventReader) : plain
        defer { reader.close() }
        let deadline = Deadline(after: Self.patience)
        var next: Int64 = 0
        var count = 0
        while next < bounds.high, !deadline.hasPassed {
            let batch = try reader.poll(timeout: .seconds(1))
            count += batch.records.count
            if isFolding {
                for (index, record) in batch.records.enumerated() { _ = fold.apply(record, batch.reading(at: index)) }
            }
            next = batch.progress(of: 0)?.next ?? next
        }
        return try rate(isFolding ? fold.state(of: "bench").revision : count, watch, bounds)
    }

    private func rate(_ count: Int, _ watch: Stopwatch, _ bounds: Watermarks) throws -> Double {
        let seconds = watch.seconds
        guard count == Int(bounds.high - bounds.low) else {
            throw BenchmarkFailure(message: "\(count) of \(bounds.high - bounds.low) events within \(Self.patience)")
        }
        return Double(count) / seconds
    }
}
