import Synchronization
import Testing
import TrelayCore
import TrelayKafka
import TrelaySystem

/// Generous: reached only when something is broken.
let patience = Duration.seconds(30)

/// Nobody listens there: port 1 is reserved, and connections to it are refused at once.
let unreachable = KafkaSettings(bootstrap: "127.0.0.1:1")

func withCluster(
    brokers: Int = 1, _ topics: [(name: String, partitions: Int32)] = [("events", 3)],
    _ body: (EmbeddedCluster, KafkaSettings) throws -> Void
) throws {
    let cluster = try EmbeddedCluster(brokers: brokers, topics: topics)
    defer { cluster.close() }
    try body(cluster, KafkaSettings(bootstrap: cluster.bootstrap))
}

/// One outcome that a test waits for.
final class Outcome: Sendable {
    private let result = Mutex<Result<KafkaDelivery, KafkaError>?>(nil)
    private let calls = Mutex(0)
    private let event: EventDescriptor

    init() throws { event = try EventDescriptor() }

    func complete(_ outcome: Result<KafkaDelivery, KafkaError>) {
        result.withLock { $0 = outcome }
        calls.withLock { $0 += 1 }
        event.signal()
    }

    var callCount: Int { calls.withLock { $0 } }

    func wait() throws -> Result<KafkaDelivery, KafkaError> {
        // Longer than any delivery may take: under a sanitizer a refused producer needs its time to recover.
        _ = event.wait(timeout: patience * 4)
        return try #require(result.withLock { $0 })
    }

    func failure() throws -> KafkaError {
        switch try wait() {
        case .failure(let error): return error
        case .success(let delivery):
            Issue.record("unexpectedly delivered: \(delivery)")
            throw KafkaError(code: .noError, message: "delivered")
        }
    }
}

extension KafkaProducer {
    func start(_ record: OutgoingRecord, to topic: String = "events", partition: Int32? = 0) throws -> Outcome {
        let outcome = try Outcome()
        append(record, to: topic, partition: partition) { outcome.complete($0) }
        return outcome
    }

    @discardableResult
    func deliver(
        _ record: OutgoingRecord, to topic: String = "events", partition: Int32? = 0
    ) throws -> KafkaDelivery {
        try start(record, to: topic, partition: partition).wait().get()
    }
}

extension OutgoingRecord {
    init(_ text: String) { self.init(key: Array("key".utf8), value: Array(text.utf8)) }
}

extension Record {
    var text: String { String(decoding: value ?? [], as: UTF8.self) }
}

func withProducer(
    _ settings: KafkaSettings, _ options: KafkaProducerOptions = .init(), _ body: (KafkaProducer) throws -> Void
) throws {
    let producer = try KafkaProducer(settings: settings, options: options)
    defer { producer.close(deadline: .seconds(5)) }
    try body(producer)
}

func withConsumer(
    _ settings: KafkaSettings, topic: String = "events", _ positions: [Int32: KafkaPosition],
    _ body: (KafkaConsumer) throws -> Void
) throws {
    let consumer = try KafkaConsumer(settings: settings, topic: topic, positions: positions)
    defer { consumer.close() }
    try body(consumer)
}

extension KafkaConsumer {
    /// Polls until `isEnough` says so about everything read so far and the latest batch.
    @discardableResult
    func read(until isEnough: ([Record], KafkaBatch) -> Bool) throws -> [Record] {
        let deadline = Deadline(after: patience)
        var records: [Record] = []
        while !deadline.hasPassed {
            let batch = try poll(timeout: deadline.remaining)
            records += batch.records
            if isEnough(records, batch) { return records }
        }
        Issue.record("not reached; \(records.count) records so far")
        return records
    }

    /// Reads until every partition has reached its end.
    func readToEnd(partitions: Int) throws -> [Record] {
        try read { _, batch in batch.progress.count == partitions && batch.progress.allSatisfy(\.reachedEnd) }
    }

    /// Polls until it throws.
    func failure() throws -> KafkaError {
        let deadline = Deadline(after: patience)
        while !deadline.hasPassed {
            do {
                _ = try poll(timeout: deadline.remaining)
            } catch {
                return error
            }
        }
        Issue.record("no failure")
        throw KafkaError(code: .noError, message: "no failure")
    }
}

/// The error that `body` must throw.
func kafkaError(_ body: () throws -> some Any) throws -> KafkaError {
    do {
        let value = try body()
        Issue.record("no error, but \(value)")
        throw KafkaError(code: .noError, message: "no error")
    } catch let error as KafkaError {
        return error
    }
}
