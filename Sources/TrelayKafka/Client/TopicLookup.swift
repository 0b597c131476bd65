import CRdKafka
import TrelaySystem

/// The bounds of a partition.
public struct KafkaWatermarks: Hashable, Sendable {
    /// The offset of the first record that is kept.
    public var low: Int64
    /// The offset that the next record will get; with open transactions, the first offset that is undecided.
    public var high: Int64

    public init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}

/// Asks brokers about one topic. Each function is one attempt; ``repeated(_:deadline:cancelled:_:)`` makes several.
struct TopicLookup: Sendable {
    var handle: ClientHandle
    var topic: String
    var operation: Operation

    private var explanation: FailureExplanation {
        FailureExplanation(settings: handle.settings, operation: operation, topic: topic)
    }

    /// The number of partitions. Asks anew each time, which also refreshes what the client knows about leaders.
    func partitionCount(timeout: Duration) throws(KafkaError) -> Int32 {
        try layout(timeout: timeout).partitions
    }

    /// The numbers of partitions and of the first one's replicas.
    func layout(timeout: Duration) throws(KafkaError) -> (partitions: Int32, replicas: Int32) {
        let entries = try metadata(timeout: timeout)
        return (entries.reduce(0) { max($0, $1.partition + 1) }, entries.first { $0.partition == 0 }?.replicas ?? 0)
    }

    private struct Entry {
        var partition: Int32
        /// -1 if there is none.
        var leader: Int32
        var replicas: Int32
    }

    private func metadata(timeout: Duration) throws(KafkaError) -> [Entry] {
        guard let reference = rd_kafka_topic_new(handle.pointer, topic, nil) else {
            throw explanation.error(KafkaError.Code(rd_kafka_last_error()))
        }
        defer { rd_kafka_topic_destroy(reference) }
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = KafkaError.Code(
            rd_kafka_metadata(handle.pointer, 0, reference, &answer, max(1, timeout.wholeMilliseconds)))
        handle.drainUnattendedEvents()
        guard code == .noError, let answer else { throw failure(code, timeout) }
        defer { rd_kafka_metadata_destroy(answer) }
        handle.diagnostics.noteAnswer()
        EmbeddedDetection.note(handle)
        return try entries(answer.pointee)
    }

    private func entries(_ metadata: rd_kafka_metadata) throws(KafkaError) -> [Entry] {
        guard metadata.topic_cnt > 0, let entry = metadata.topics?.pointee else {
            throw explanation.error(.unknownTopicOrPartition)
        }
        let code = KafkaError.Code(entry.err)
        guard code == .noError else { throw explanation.error(code) }
        guard entry.partition_cnt > 0, let partitions = entry.partitions else {
            throw explanation.error(.unknownTopicOrPartition)
        }
        return UnsafeBufferPointer(start: partitions, count: Int(entry.partition_cnt)).map {
            Entry(partition: $0.id, leader: $0.leader, replicas: $0.replica_cnt)
        }
    }

    /// Both watermarks of the partitions.
    ///
    /// Asked by `rd_kafka_offsets_for_times` with the logical offsets as times, which is what ListOffsets takes: in
    /// librdkafka before 2.3.0 `rd_kafka_query_watermark_offsets` does not keep its timeout. The metadata request in
    /// front refreshes the leaders, which those versions do not do by themselves either.
    func watermarks(of partitions: [Int32], timeout: Duration) throws(KafkaError) -> [Int32: KafkaWatermarks] {
        let deadline = Deadline(after: timeout)
        let entries = try metadata(timeout: timeout)
        for partition in partitions {
            guard let entry = entries.first(where: { $0.partition == partition }) else {
                throw explanation.error(
                    .unknownPartitionLocally, text: "it has \(entries.count) partitions, none is number \(partition)")
            }
            guard entry.leader >= 0 else {
                throw explanation.error(.leaderNotAvailable, text: "partition \(partition) has no leader at the moment")
            }
        }
        guard !partitions.isEmpty else { return [:] }
        let low = try offsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_BEGINNING), deadline)
        let high = try offsets(of: partitions, at: Int64(RD_KAFKA_OFFSET_END), deadline)
        var watermarks: [Int32: KafkaWatermarks] = [:]
        for partition in partitions {
            guard let low = low[partition], let high = high[partition] else { continue }
            watermarks[partition] = KafkaWatermarks(low: low, high: high)
        }
        return watermarks
    }

    private func offsets(
        of partitions: [Int32], at logical: Int64, _ deadline: Deadline
    ) throws(KafkaError) -> [Int32: Int64] {
        let list = rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count))
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for partition in partitions {
            rd_kafka_topic_partition_list_add(list, topic, partition)?.pointee.offset = logical
        }
        let remaining = deadline.remaining
        let code = KafkaError.Code(
            rd_kafka_offsets_for_times(handle.pointer, list, max(1, remaining.wholeMilliseconds)))
        guard code == .noError else { throw failure(code, remaining) }
        var offsets: [Int32: Int64] = [:]
        guard let list, let elements = list.pointee.elems else { return [:] }
        for element in UnsafeBufferPointer(start: elements, count: Int(list.pointee.cnt)) {
            let code = KafkaError.Code(element.err)
            guard code == .noError else { throw explanation.error(code) }
            // The question comes back unanswered if the partition's leader is not known.
            guard element.offset >= 0 else { throw explanation.error(.leaderNotAvailable) }
            offsets[element.partition] = element.offset
        }
        return offsets
    }

    private func failure(_ code: KafkaError.Code, _ timeout: Duration) -> KafkaError {
        guard code.isConnectionLoss || code.isTimeout else { return explanation.error(code) }
        return explanation.unanswered(code, within: nil, handle.diagnostics.snapshot)
    }
}

extension TopicLookup {
    /// A topic that was just created is unknown to some brokers for a moment: this long it is asked for again.
    private static let unknownTopicGrace = Duration.seconds(1)
    private static let pause = Duration.milliseconds(50)

    /// Repeats an attempt until it succeeds, fails for good, or the time is over.
    ///
    /// A single attempt must not take all the time: a request that hangs on a dead connection is then asked elsewhere.
    /// - Parameter cancelled: once signalled, no further attempt is made.
    func repeated<Answer>(
        deadline: Deadline, total: Duration, cancelled: EventDescriptor,
        _ attempt: (Duration) throws(KafkaError) -> Answer
    ) throws(KafkaError) -> Answer {
        let grace = Deadline(after: Self.unknownTopicGrace)
        var slice = Duration.milliseconds(500)
        while true {
            let failure: KafkaError
            do {
                return try handle.use { () throws(KafkaError) in try attempt(min(slice, deadline.remaining)) }
            } catch {
                failure = error
            }
            let mayPass = failure.isRetriable || (failure.code.isUnknownTopic && !grace.hasPassed)
            guard mayPass, !deadline.hasPassed else { throw atEnd(failure, total) }
            if cancelled.wait(timeout: min(Self.pause, deadline.remaining)) { throw .closed("Kafka client") }
            slice = min(slice * 2, .seconds(2))
        }
    }

    private func atEnd(_ failure: KafkaError, _ total: Duration) -> KafkaError {
        guard failure.code.isConnectionLoss || failure.code.isTimeout else { return failure }
        return explanation.unanswered(failure.code, within: total, handle.diagnostics.snapshot)
    }
}
