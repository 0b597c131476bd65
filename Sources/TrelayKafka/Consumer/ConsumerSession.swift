import CRdKafka
import TrelayCore
import TrelaySystem

/// What a consumer knows about its partitions: everything that outlives one librdkafka client. Confined to the polling
/// thread.
struct ConsumerSession: Sendable {
    static let maximumBatchRecords = 2_000
    static let maximumBatchBytes = 32 << 20
    private static let drainCount = 500

    private struct Part: Sendable {
        var position: KafkaPosition
        /// Nil until a logical position is resolved.
        var next: Int64?
        var watermarks: KafkaWatermarks?
        /// The library said that this is the end, and nothing came since.
        var isAtEnd = false
        /// The broker refused `next`; the bounds are being asked for.
        var isRefused = false
    }

    let topic: String
    let partitions: [Int32]
    private var parts: [Int32: Part]
    private var isAssigned = false
    private(set) var isConnected = false
    /// Ends the session: thrown by every poll from then on.
    private(set) var failure: KafkaError?
    /// The probe must run (again).
    var wantsProbe = true
    /// The client is beyond repair, or its settings do not fit the cluster.
    var wantsNewClient = false
    /// Something that a poll must return for, besides records.
    private var hasNews = false
    /// Records taken since the library was last made to look at its queues.
    private var takenSinceLook = 0
    /// Fewer records than this leave the library's queue room enough to go on fetching by itself.
    private static let recordsBeforeLook = 20_000

    init(topic: String, positions: [Int32: KafkaPosition]) {
        self.topic = topic
        partitions = positions.keys.sorted()
        parts = positions.mapValues { position in
            if case .offset(let offset) = position {
                Part(position: position, next: offset)
            } else {
                Part(position: position)
            }
        }
    }

    // MARK: - One round of a poll

    /// Takes everything that the client has. Never waits.
    mutating func serve(_ handle: ClientHandle, _ probe: PositionProbe?) -> KafkaBatch? {
        note(handle.drainEvents(), handle)
        if let finding = probe?.takeFinding() { note(finding, handle) }
        assignIfResolved(handle)
        var records: [Record] = []
        if failure == nil { drain(handle, into: &records) }
        resumeFetching(after: records.count)
        guard !records.isEmpty || hasNews else { return nil }
        hasNews = false
        return batch(records, handle)
    }

    /// What to return when there is nothing new.
    mutating func emptyBatch(_ handle: ClientHandle) -> KafkaBatch { batch([], handle) }

    /// Forgets what depended on the old client; the positions stay.
    mutating func beginWithNewClient() {
        isAssigned = false
        wantsNewClient = false
        wantsProbe = true
        for partition in partitions {
            parts[partition]?.isAtEnd = false
            parts[partition]?.isRefused = false
        }
    }

    // MARK: - Events

    private mutating func note(_ events: ClientHandle.Events, _ handle: ClientHandle) {
        if events.allBrokersDown { setConnected(false) }
        if events.allBrokersDown || events.lostConnection { wantsProbe = true }
        if events.fatal != nil { wantsNewClient = true }
        // Before the first answer a refused login is final; later the brokers may be in the middle of a restart.
        let health = handle.diagnostics.snapshot
        if events.allBrokersDown, let refused = health.refusedLogin, !health.hasConnected {
            fail(explanation(handle).error(refused.code, text: refused.text))
        }
    }

    private mutating func note(_ finding: PositionProbe.Finding, _ handle: ClientHandle) {
        switch finding {
        case .unreachable: setConnected(false)
        case .refused(let error): fail(error)
        case .answered(let watermarks):
            setConnected(true)
            for (partition, bounds) in watermarks { note(bounds, partition, handle) }
            if EmbeddedDetection.isKnown(handle.settings.bootstrap), !handle.hasFittingFetchWait {
                wantsNewClient = true
            }
        }
    }

    private mutating func note(_ bounds: KafkaWatermarks, _ partition: Int32, _ handle: ClientHandle) {
        guard var part = parts[partition] else { return }
        part.watermarks = bounds
        if part.next == nil { part.next = part.position == .end ? bounds.high : bounds.low }
        if part.isRefused, let next = part.next {
            if next < bounds.low || next > bounds.high {
                fail(truncation(partition, requested: next, bounds))
            } else {
                // It is there after all: the broker that refused it had not caught up with its leader.
                part.isRefused = false
                isAssigned = false
            }
        }
        parts[partition] = part
        hasNews = true
    }

    private mutating func setConnected(_ value: Bool) {
        guard isConnected != value else { return }
        isConnected = value
        hasNews = true
    }

    private mutating func fail(_ error: KafkaError) {
        if failure == nil { failure = error }
    }

    private func explanation(_ handle: ClientHandle) -> FailureExplanation {
        FailureExplanation(settings: handle.settings, operation: .read, topic: topic)
    }

    private func truncation(_ partition: Int32, requested: Int64, _ bounds: KafkaWatermarks) -> KafkaError {
        KafkaError(
            code: .offsetRefused,
            message:
                "\(topic)[\(partition)] holds offsets \(bounds.low) up to \(bounds.high) (exclusive), not the wanted "
                + "offset \(requested)",
            truncation: KafkaTruncation(
                topic: topic, partition: partition, requested: requested, low: bounds.low, high: bounds.high))
    }

    // MARK: - Assignment

    /// Assigns all partitions at once, at numbers, as soon as all numbers are known. There is no seek: with the batch
    /// calls of librdkafka before 2.1.0 it may lose messages, and a new assignment does the same.
    private mutating func assignIfResolved(_ handle: ClientHandle) {
        guard !isAssigned, !partitions.isEmpty, failure == nil else { return }
        guard parts.values.allSatisfy({ $0.next != nil && !$0.isRefused }) else { return }
        let list = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count))
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for partition in partitions {
            guard let next = parts[partition]?.next else { continue }
            rd_kafka_topic_partition_list_add(list, topic, partition)?.pointee.offset = next
        }
        let code = KafkaError.Code(rd_kafka_assign(handle.pointer, list))
        if code != .noError { return fail(explanation(handle).error(code)) }
        isAssigned = true
    }

    // MARK: - Messages

    /// librdkafka 2.0 stops fetching when its queue is full and looks again only after a second. When the queue runs
    /// dry short of the end, asking for the partition's bounds wakes its thread at once.
    private mutating func resumeFetching(after taken: Int) {
        takenSinceLook += taken
        let hasRunDry = taken > 0 && taken < Self.maximumBatchRecords
        guard hasRunDry, takenSinceLook > Self.recordsBeforeLook else { return }
        takenSinceLook = 0
        if parts.values.contains(where: { !$0.isAtEnd }) { wantsProbe = true }
    }

    private mutating func drain(_ handle: ClientHandle, into records: inout [Record]) {
        guard let queue = handle.consumerQueue else { return }
        var bytes = 0
        withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<rd_kafka_message_t>?.self, capacity: Self.drainCount) {
            buffer in
            guard let base = buffer.baseAddress else { return }
            // The library announces only the step from empty to non-empty: leave nothing behind, except for the limits,
            // after which the caller comes back without waiting.
            while failure == nil, records.count < Self.maximumBatchRecords, bytes < Self.maximumBatchBytes {
                let room = min(Self.drainCount, Self.maximumBatchRecords - records.count)
                let count = trelay_kafka_drain(queue, base, room)
                guard count > 0 else { return }
                defer { trelay_kafka_release(base, count) }
                records.reserveCapacity(records.count + count)
                for index in 0..<count {
                    guard let message = buffer[index] else { continue }
                    take(message, into: &records, &bytes, handle)
                }
            }
        }
        if !records.isEmpty { noteAnswer(handle) }
    }

    private mutating func take(
        _ message: UnsafeMutablePointer<rd_kafka_message_t>, into records: inout [Record], _ bytes: inout Int,
        _ handle: ClientHandle
    ) {
        let code = KafkaError.Code(message.pointee.err)
        // Nothing may be taken from a partition behind a failure: it would be skipped.
        guard failure == nil else { return }
        guard code == .noError else { return note(code, message, handle) }
        let partition = message.pointee.partition
        let record = RecordConversion.record(message.pointee, message, lastKey: records.last?.key)
        bytes += record.byteCount
        records.append(record)
        parts[partition]?.next = record.offset + 1
        parts[partition]?.isAtEnd = false
    }

    /// Errors come as messages, with a text in the place of the value that may be null.
    private mutating func note(
        _ code: KafkaError.Code, _ message: UnsafeMutablePointer<rd_kafka_message_t>, _ handle: ClientHandle
    ) {
        let partition = message.pointee.partition
        let text = rd_kafka_message_errstr(message).map { String(cString: $0) } ?? code.explanation
        switch code {
        case .endOfPartition:
            noteEnd(partition, at: message.pointee.offset)
            noteAnswer(handle)
        case .offsetRefused, .offsetOutOfRange:
            parts[partition]?.isRefused = true
            wantsProbe = true
        case .topicAuthorizationFailed: fail(explanation(handle).error(code))
        // Nothing here needs the group; the library looks for its coordinator all the same.
        case .groupAuthorizationFailed: break
        case .badMessage, .corruptMessage:
            let place = "\(topic)[\(partition)] at offset \(message.pointee.offset)"
            fail(KafkaError(code: code, message: "a damaged record in \(place): \(text); it is not skipped"))
        case .fatal: wantsNewClient = true
        // Metadata may be old: the probe asks the brokers and knows whether this is final.
        default: wantsProbe = true
        }
    }

    private mutating func noteEnd(_ partition: Int32, at offset: Int64) {
        guard let next = parts[partition]?.next else { return }
        // Behind the last record there may be markers of transactions, which are not delivered.
        parts[partition]?.next = max(next, offset)
        parts[partition]?.isAtEnd = true
        hasNews = true
    }

    private mutating func noteAnswer(_ handle: ClientHandle) {
        handle.diagnostics.noteAnswer()
        setConnected(true)
    }

    // MARK: - Batches

    private mutating func batch(_ records: [Record], _ handle: ClientHandle) -> KafkaBatch {
        KafkaBatch(
            records: records, progress: partitions.compactMap { progress(of: $0, handle) }, isConnected: isConnected)
    }

    private mutating func progress(of partition: Int32, _ handle: ClientHandle) -> KafkaPartitionProgress? {
        refreshWatermarks(of: partition, handle)
        guard let part = parts[partition], let next = part.next, let watermarks = part.watermarks else { return nil }
        return KafkaPartitionProgress(
            partition: partition, next: next, watermarks: watermarks,
            reachedEnd: part.isAtEnd || next >= watermarks.high)
    }

    /// The library remembers the bounds that came with the latest fetch, which is fresher than the probe.
    private mutating func refreshWatermarks(of partition: Int32, _ handle: ClientHandle) {
        var low: Int64 = -1
        var high: Int64 = -1
        let code = rd_kafka_get_watermark_offsets(handle.pointer, topic, partition, &low, &high)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0, var part = parts[partition] else { return }
        let known = part.watermarks
        // The end only moves on: a lost tail is told by the broker's refusal, not by this.
        part.watermarks = KafkaWatermarks(
            low: max(low, known?.low ?? 0), high: max(high, known?.high ?? 0, part.next ?? 0))
        parts[partition] = part
    }
}
