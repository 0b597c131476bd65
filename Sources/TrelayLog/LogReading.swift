public import TrelayCore
import TrelaySystem

/// Reading that ends.
public enum LogReading {
    /// Reads every partition of a topic up to the end that it has at the moment of the call.
    ///
    /// Records that are appended meanwhile may be delivered too, in the last batches. Blocks the calling thread.
    ///
    /// - Parameters:
    ///   - positions: where to begin; partitions that are not named begin at the beginning.
    ///   - deadline: how long all of it may take.
    ///   - progress: told after each batch how many offsets of how many have been passed (offsets, not records: they
    ///     have holes). First told `(0, total)`.
    ///   - each: called with each record, in the order of the log within its partition, each position once.
    /// - Returns: for each partition the offset to go on with.
    /// - Throws: `timedOut` with the numbers if the end is not reached in time, and whatever the log throws.
    @discardableResult
    public static func readToEnd(
        _ log: any EventLog, topic: String, from positions: [Int32: StartPosition] = [:], deadline: Duration,
        progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil, each: (Record) -> Void
    ) throws(LogError) -> [Int32: Int64] {
        try readToEnd(
            log, topic: topic, from: positions, events: nil, deadline: deadline, progress: progress
        ) { record, _ in each(record) }
    }

    /// As above, with the events in the records read ahead for a fold.
    ///
    /// - Parameters:
    ///   - events: of the fold; nil to read none.
    ///   - each: called with each record, and with what was read of it, if it was.
    @discardableResult
    public static func readToEnd(
        _ log: any EventLog, topic: String, from positions: [Int32: StartPosition] = [:], events: EventReader?,
        deadline: Duration, progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil,
        each: (Record, EventReading?) -> Void
    ) throws(LogError) -> [Int32: Int64] {
        let limit = Deadline(after: deadline)
        let count = try log.partitionCount(of: topic, timeout: limit.remaining)
        var plan = ReadingPlan(topic: topic)
        for partition in 0..<max(count, 0) {
            let watermarks = try log.watermarks(of: topic, partition: partition, timeout: limit.remaining)
            try plan.add(partition, from: positions[partition] ?? .beginning, watermarks)
        }
        progress?(plan.read, plan.total)
        guard !plan.isDone else { return plan.next }

        let plain = try log.openReader(of: topic, from: plan.openPositions)
        let reader: any LogReader = events.map { ReadAhead(plain, events: $0) } ?? plain
        defer { reader.close() }
        while !plan.isDone {
            guard !limit.hasPassed else {
                throw LogError(
                    code: .timedOut,
                    message:
                        "read \(plan.read) of \(plan.total) offsets of topic '\(topic)' within \(deadline.wording); "
                        + "check the brokers or allow more time")
            }
            let batch = try reader.poll(timeout: limit.remaining)
            for (index, record) in batch.records.enumerated() where plan.accept(record) {
                each(record, batch.reading(at: index))
            }
            for entry in batch.progress { plan.advance(entry) }
            progress?(plan.read, plan.total)
        }
        return plan.next
    }
}

/// Which offsets are to be read, and how many of them are behind us.
private struct ReadingPlan {
    private struct Part {
        var start: Int64
        var next: Int64
        var end: Int64
    }

    private let topic: String
    private var parts: [Int32: Part] = [:]

    init(topic: String) { self.topic = topic }

    mutating func add(
        _ partition: Int32, from position: StartPosition, _ watermarks: Watermarks
    ) throws(LogError) {
        let start: Int64
        switch position {
        case .beginning: start = watermarks.low
        case .end: start = watermarks.high
        case .offset(let offset): start = offset
        }
        // A reader would find this out too, but a start at or beyond the end needs no reader.
        guard start >= watermarks.low, start <= watermarks.high else {
            throw .truncated(
                .init(
                    topic: topic, partition: partition, requested: start, low: watermarks.low, high: watermarks.high))
        }
        parts[partition] = Part(start: start, next: start, end: watermarks.high)
    }

    var isDone: Bool { parts.values.allSatisfy { $0.next >= $0.end } }
    var total: Int64 { parts.values.reduce(0) { $0 + ($1.end - $1.start) } }
    var read: Int64 { parts.values.reduce(0) { $0 + (min($1.next, $1.end) - $1.start) } }
    var next: [Int32: Int64] { parts.mapValues(\.next) }
    var openPositions: [Int32: StartPosition] {
        parts.filter { $0.value.next < $0.value.end }.mapValues { .offset($0.start) }
    }

    /// Whether the record is new: a redelivery begins at an offset that is already behind us.
    mutating func accept(_ record: Record) -> Bool {
        guard let next = parts[record.partition]?.next, record.offset >= next else { return false }
        parts[record.partition]?.next = record.offset + 1
        return true
    }

    /// Passes over holes at the end of what was read.
    mutating func advance(_ progress: PartitionProgress) {
        guard let next = parts[progress.partition]?.next, progress.next > next else { return }
        parts[progress.partition]?.next = progress.next
    }
}
