import Synchronization
import TrelayCore
import TrelayLog
import TrelaySystem

/// When a worker's ack was appended, and when the broker had it.
struct AckTimes: Sendable {
    var appended: UInt64
    var delivered: UInt64
    var stages: [StageDuration]
}

/// A log that looks at the clock when a worker acknowledges. Everything else goes straight through.
final class ObservedLog: EventLog {
    private let log: any EventLog
    private let acks: String
    private let observe: @Sendable (AckTimes) -> Void

    init(_ log: any EventLog, acks: String, observe: @escaping @Sendable (AckTimes) -> Void) {
        self.log = log
        self.acks = acks
        self.observe = observe
    }

    func partitionCount(of topic: String, timeout: Duration) throws(LogError) -> Int32 {
        try log.partitionCount(of: topic, timeout: timeout)
    }

    func watermarks(of topic: String, partition: Int32, timeout: Duration) throws(LogError) -> Watermarks {
        try log.watermarks(of: topic, partition: partition, timeout: timeout)
    }

    func openReader(of topic: String, from positions: [Int32: StartPosition]) throws(LogError) -> any LogReader {
        try log.openReader(of: topic, from: positions)
    }

    func openWriter(_ options: WriterOptions) throws(LogError) -> any LogWriter {
        ObservedWriter(try log.openWriter(options), acks: acks, observe: observe)
    }

    func close() { log.close() }
}

private final class ObservedWriter: LogWriter {
    private let writer: any LogWriter
    private let acks: String
    private let observe: @Sendable (AckTimes) -> Void

    init(_ writer: any LogWriter, acks: String, observe: @escaping @Sendable (AckTimes) -> Void) {
        self.writer = writer
        self.acks = acks
        self.observe = observe
    }

    func append(
        _ record: OutgoingRecord, to topic: String, partition: Int32?,
        completion: @escaping @Sendable (Result<Delivery, LogError>) -> Void
    ) {
        guard topic == acks else {
            return writer.append(record, to: topic, partition: partition, completion: completion)
        }
        let appended = SystemClock.monotonicNanoseconds()
        writer.append(record, to: topic, partition: partition) { [observe] result in
            let delivered = SystemClock.monotonicNanoseconds()
            completion(result)
            let copy = Record(
                partition: 0, offset: 0, timestamp: Timestamp(milliseconds: 0), key: record.key, value: record.value,
                headers: record.headers)
            let stages = (try? Ack.decode(record: copy))?.stages ?? []
            observe(AckTimes(appended: appended, delivered: delivered, stages: stages))
        }
    }

    var outstanding: Int { writer.outstanding }
    func close(deadline: Duration) -> Int { writer.close(deadline: deadline) }
}

/// Hands values from the clients' threads to the one that measures.
final class Mailbox<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    private let event: EventDescriptor

    init() throws { event = try EventDescriptor() }

    func put(_ value: Value) {
        values.withLock { $0.append(value) }
        event.signal()
    }

    func take(timeout: Duration) -> Value? {
        let deadline = Deadline(after: timeout)
        while true {
            event.drain()
            if let value = values.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return value }
            guard event.wait(timeout: deadline.remaining) || !deadline.hasPassed else { return nil }
        }
    }
}
