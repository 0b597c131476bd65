import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayLog

/// Reads one topic from where the record ends, and makes sure that it still is the same log.
///
/// The reader starts at the last record that the file holds, not after it: that record must come again and be the same.
/// Confined to the recorder's thread.
final class StreamSource {
    private let stream: AuditStream
    private let topic: String
    private let reader: any LogReader
    private var heads: [Int32: StreamHead]
    /// Partitions whose last recorded record has to come again before anything new is believed.
    private var unproven: Set<Int32> = []
    /// Nil before the first contact.
    private var isConnected: Bool?

    init(
        _ stream: AuditStream, _ topics: TopicNames, _ log: any EventLog, _ store: AuditStore,
        _ timing: AuditRecorder.Timing
    ) throws(AuditError) {
        let topic = stream.topic(topics)
        self.stream = stream
        self.topic = topic
        heads = try storing { () throws(DatabaseError) in try store.heads(stream) }
        let partitions = try asking { () throws(LogError) in
            try log.partitionCount(of: topic, timeout: timing.answer)
        }
        var positions: [Int32: StartPosition] = [:]
        for partition in 0..<max(1, partitions) {
            let bounds = try asking { () throws(LogError) in
                try log.watermarks(of: topic, partition: partition, timeout: timing.answer)
            }
            let start = try Self.start(heads[partition], bounds, stream, topic, partition)
            if let next = heads[partition]?.next, next < start {
                try storing { () throws(DatabaseError) in
                    try store.noteGap(stream, partition: partition, from: next, to: start)
                }
            }
            positions[partition] = .offset(start)
            if let last = heads[partition]?.last, start == last { unproven.insert(partition) }
        }
        reader = try asking { () throws(LogError) in try log.openReader(of: topic, from: positions) }
    }

    deinit {
        reader.close()
    }

    /// - Throws: when the log does not hold what comes next.
    private static func start(
        _ head: StreamHead?, _ bounds: Watermarks, _ stream: AuditStream, _ topic: String, _ partition: Int32
    ) throws(AuditError) -> Int64 {
        guard let head else {
            // Acks from before the first recording may be gone; no change may.
            guard stream == .acks || bounds.low == 0 else {
                throw AuditError(beheaded: topic, partition, firstOffset: bounds.low)
            }
            return bounds.low
        }
        // Retention removes acks in time, however long this recorder was away. The record goes on behind the gap.
        if stream == .acks, head.next < bounds.low { return bounds.low }
        guard head.next >= bounds.low, head.next <= bounds.high else {
            throw AuditError(
                diverged: topic, partition,
                "the record goes on with offset \(head.next), and the log holds offsets \(bounds.low) up to "
                    + "\(bounds.high) (exclusive): it was truncated or replaced")
        }
        // Retention may have removed the last record that is known: then there is nothing to compare.
        guard let last = head.last, last >= bounds.low else { return head.next }
        return last
    }

    /// The next records, without those that are in the file already.
    func poll(timeout: Duration, _ store: AuditStore) throws(AuditError) -> LogBatch {
        var batch = try pollReader(timeout)
        try noteContact(batch)
        var fresh: [Record] = []
        var ends = heads.mapValues(\.last)
        for record in batch.records {
            let last = ends[record.partition] ?? nil
            if let last, record.offset <= last {
                try compare(record, store)
            } else {
                try requireProof(before: record, last)
                ends[record.partition] = record.offset
                fresh.append(record)
            }
        }
        batch.records = fresh
        return batch
    }

    private func pollReader(_ timeout: Duration) throws(AuditError) -> LogBatch {
        do throws(LogError) {
            return try reader.poll(timeout: timeout)
        } catch {
            var failure = AuditError(error)
            // Opening again finds the gap and notes it.
            if stream == .acks, let bounds = error.truncation, bounds.requested < bounds.low {
                failure.isFinal = false
                failure.message = error.message
            }
            throw failure
        }
    }

    /// Before the first contact there is nothing to lose: the proof of the opening is still to come.
    private func noteContact(_ batch: LogBatch) throws(AuditError) {
        if batch.isConnected, isConnected == false { throw AuditError(contactReturned: topic) }
        if batch.isConnected || isConnected != nil { isConnected = batch.isConnected }
    }

    /// A record that comes again must be the one that was recorded.
    private func compare(_ record: Record, _ store: AuditStore) throws(AuditError) {
        let known = try storing { () throws(DatabaseError) in
            try store.digest(stream, partition: record.partition, offset: record.offset)
        }
        let digest = record.digest().description
        guard known == digest else {
            throw AuditError(
                diverged: topic, record.partition,
                "offset \(record.offset) was recorded as \(known ?? "a hole"), and now the log holds \(digest) there: it "
                    + "was rewritten or replaced")
        }
        if record.offset == heads[record.partition]?.last { unproven.remove(record.partition) }
    }

    private func requireProof(before record: Record, _ last: Int64?) throws(AuditError) {
        guard unproven.contains(record.partition), let last else { return }
        throw AuditError(
            diverged: topic, record.partition,
            "offset \(last) was recorded, and now the log goes on with offset \(record.offset) without it: it was "
                + "rewritten or replaced")
    }

    /// Writes a record that `poll` let through, and moves the head over it. Only inside a transaction, whose failure
    /// ends the recording.
    func write(_ record: Record, _ decision: JSONValue?, to store: AuditStore) throws(DatabaseError) {
        let before = heads[record.partition] ?? StreamHead()
        var head = before
        head.advance(over: record, decision: decision)
        try store.insert(record, stream, after: before, head: head)
        heads[record.partition] = head
    }

    func writeHeads(_ progress: [PartitionProgress], to store: AuditStore) throws(DatabaseError) {
        for place in progress {
            guard var head = heads[place.partition] else { continue }
            // A redelivery may set a reader back; the record does not go back with it.
            head.next = max(head.next, place.next)
            heads[place.partition] = head
            try store.setHead(head, stream, partition: place.partition)
        }
    }
}

/// Runs `body` and tells its error as one of the recorder.
func asking<Value>(_ body: () throws(LogError) -> Value) throws(AuditError) -> Value {
    do throws(LogError) { return try body() } catch { throw AuditError(error) }
}
