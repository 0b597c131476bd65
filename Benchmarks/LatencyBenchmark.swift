import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySystem
import TrelayTelemetry
import TrelayWorker

/// How long from a publisher's append until a worker serves the change, beside a bare round trip of the same bytes.
///
/// One worker (its own threads, its own clients) and one warm publisher in one process; one change at a time. Each
/// iteration measures both, in turns first and second, so that both meet the same moods of the machine.
struct LatencyBenchmark {
    static let valueBytes = 2_048
    private static let warmUp = 50
    private static let patience = Duration.seconds(30)

    private let broker: BenchmarkBroker
    private let samples: Int
    private let topics: TopicNames
    private let bareTopic: String
    private let acks: Mailbox<AckTimes>
    private let deliveries: Mailbox<UInt64>

    init(_ broker: BenchmarkBroker, samples: Int) throws {
        self.broker = broker
        self.samples = samples
        topics = TopicNames(prefix: BenchmarkBroker.uniquePrefix())
        bareTopic = topics.prefix + "bare"
        acks = try Mailbox()
        deliveries = try Mailbox()
        for topic in [topics.changes, topics.acks, topics.workers, bareTopic] { try broker.createTopic(topic) }
    }

    /// What one iteration found out, in nanoseconds since the append.
    private struct Sample {
        var published: UInt64
        var effective: UInt64
        var acknowledged: UInt64
        var stages: [StageDuration]
    }

    func run() throws -> Section {
        let folder = TemporaryFolder(topics.prefix + "state")
        defer { folder.remove() }
        let log = ObservedLog(broker.openLog(), acks: topics.acks) { [acks] in acks.put($0) }
        let settings = WorkerSettings(
            identity: WorkerIdentity(worker: "bench", role: "bench"), namespace: "bench", topics: topics,
            stateDirectory: folder.path, build: "trelay-bench")
        let worker = try Worker(
            settings: settings, role: ProjectionRole(name: "bench", namespace: "bench"), log: log,
            tracer: Tracer(exporter: nil), logger: Logger(label: "bench", level: .error))
        let running = try OSThread(name: "worker") {
            do throws(WorkerError) {
                try worker.run()
            } catch {
                StandardStreams.writeError("trelay-bench: \(error.message)\n")
            }
        }
        defer {
            worker.stop()
            running.join()
            log.close()
        }
        return section(try measure())
    }

    private func measure() throws -> (trelay: [Sample], bare: [UInt64]) {
        let log = broker.openLog()
        defer { log.close() }
        let writer = try log.openWriter()
        defer { _ = writer.close(deadline: .seconds(1)) }
        let producer = try BareClient.producer(broker, topic: bareTopic)
        let consumer = try BareClient.consumer(broker, topic: bareTopic)
        try consumer.assign(from: 0)
        var trelay: [Sample] = []
        var bare: [UInt64] = []
        for iteration in 0..<(Self.warmUp + samples) {
            let record = Self.change(iteration)
            let isFirst = iteration % 2 == 0
            if isFirst { bare.append(try roundTrip(producer, consumer, record)) }
            trelay.append(try publish(record, writer))
            if !isFirst { bare.append(try roundTrip(producer, consumer, record)) }
        }
        return (Array(trelay.dropFirst(Self.warmUp)), Array(bare.dropFirst(Self.warmUp)))
    }

    private func publish(_ record: OutgoingRecord, _ writer: any LogWriter) throws -> Sample {
        let start = SystemClock.monotonicNanoseconds()
        writer.append(record, to: topics.changes, partition: 0) { [deliveries] result in
            if case .success = result { deliveries.put(SystemClock.monotonicNanoseconds()) }
        }
        guard let published = deliveries.take(timeout: Self.patience), let ack = acks.take(timeout: Self.patience)
        else {
            throw BenchmarkFailure(message: "no ack within \(Self.patience)")
        }
        return Sample(
            published: published - start, effective: ack.appended - start, acknowledged: ack.delivered - start,
            stages: ack.stages)
    }

    private func roundTrip(
        _ producer: BareClient, _ consumer: BareClient, _ record: OutgoingRecord
    ) throws -> UInt64 {
        let start = SystemClock.monotonicNanoseconds()
        try producer.produce(key: record.key ?? [], value: record.value ?? [])
        let deadline = Deadline(after: Self.patience)
        while !consumer.consumeOne(timeout: 1_000) {
            if deadline.hasPassed { throw BenchmarkFailure(message: "nothing consumed within \(Self.patience)") }
        }
        return SystemClock.monotonicNanoseconds() - start
    }

    /// A change set of 2 KiB that the fold accepts and that changes what the worker serves.
    private static func change(_ number: Int) -> OutgoingRecord {
        EventText.change(
            number, namespace: "bench", key: ResourceKey(kind: "prompt", name: "greeting"), bytes: valueBytes)
    }

    private func section(_ found: (trelay: [Sample], bare: [UInt64])) -> Section {
        let bare = Series(found.bare)
        func row(_ name: String, _ value: (Sample) -> UInt64) -> Row {
            let series = Series(found.trelay.map(value))
            return Row(name: name, series: series, unit: .microseconds, ratio: series.median / bare.median)
        }
        var rows = [
            Row(name: "bare librdkafka: produce -> consumed", series: bare, unit: .microseconds),
            row("trelay: append -> effective (probed, ack appended)") { $0.effective },
            row("trelay: append -> ack delivered") { $0.acknowledged },
            row("  of which append -> delivered to the log") { $0.published },
        ]
        for name in found.trelay.first?.stages.map(\.name) ?? [] {
            let durations = found.trelay.map { $0.stages.first { $0.name == name }?.nanoseconds ?? 0 }
            rows.append(Row(name: "  of which \(name)", series: Series(durations), unit: .microseconds))
        }
        return Section(
            title: "publish -> effective, one worker, \(Self.valueBytes) B change, one at a time", rows: rows)
    }
}
