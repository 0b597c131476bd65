public import TrelayConvergence
public import TrelayCore
public import TrelayLog
import TrelaySystem

/// Follows the three topics that tell who has what, and keeps a `ConvergenceModel` up to date.
///
/// Confined to one thread: `refresh` reads what has come since the last call.
public final class FleetWatch {
    /// What is known of the fleet.
    public private(set) var model: ConvergenceModel
    /// False while no broker can be reached.
    public var isConnected: Bool { progress.values.allSatisfy(\.isConnected) }
    private let changes: any LogReader
    private let acks: any LogReader
    private let changesTopic: String
    private var needsWholeHistory = true
    private let workers: any LogReader
    private var progress: [Feed: FeedProgress]
    private var clock = BrokerClock()

    private enum Feed: Hashable, CaseIterable {
        case changes, acks, workers
    }

    /// Opens the readers.
    ///
    /// - Parameters:
    ///   - expected: the declared roster; empty means whoever holds or held a lease.
    ///   - timeout: for the brokers' first answer.
    public init(
        log: any EventLog, topics: TopicNames, namespace: String, expected: [DeclaredMember] = [], timeout: Duration
    ) throws(LogError) {
        let deadline = Deadline(after: timeout)
        let counts = [
            try log.partitionCount(of: topics.changes, timeout: deadline.remaining),
            try log.partitionCount(of: topics.acks, timeout: deadline.remaining),
            try log.partitionCount(of: topics.workers, timeout: deadline.remaining),
        ]
        progress = [
            .changes: FeedProgress(partitionCount: counts[0]), .acks: FeedProgress(partitionCount: counts[1]),
            .workers: FeedProgress(partitionCount: counts[2]),
        ]
        changesTopic = topics.changes
        model = ConvergenceModel(namespace: namespace, partitionCount: counts[0], expected: expected)
        changes = ReadAhead(
            try log.openReader(of: topics.changes, from: Self.beginning(counts[0])), events: model.eventReader)
        do throws(LogError) {
            acks = try log.openReader(of: topics.acks, from: Self.beginning(counts[1]))
        } catch {
            changes.close()
            throw error
        }
        do throws(LogError) {
            workers = try log.openReader(of: topics.workers, from: Self.beginning(counts[2]))
        } catch {
            changes.close()
            acks.close()
            throw error
        }
    }

    /// Gives the readers back. From any thread; a `refresh` that waits throws `closed`.
    public func close() {
        changes.close()
        acks.close()
        workers.close()
    }

    /// Reads until the ends that the topics had at the first contact are reached.
    ///
    /// - Throws: `timedOut` when that takes longer than `timeout`.
    public func catchUp(
        timeout: Duration, progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil
    ) throws(LogError) {
        let deadline = Deadline(after: timeout)
        while !self.progress.values.allSatisfy(\.hasReachedEnd) {
            guard !deadline.hasPassed else {
                throw LogError(
                    code: .timedOut,
                    message: isConnected
                        ? "the topics could not be read to their ends in time; allow more with --timeout"
                        : "no broker answered in time; check --bootstrap and that Kafka runs")
            }
            try refresh(timeout: min(deadline.remaining, .milliseconds(50)))
            progress?(
                self.progress.values.reduce(0) { $0 + $1.read }, self.progress.values.reduce(0) { $0 + $1.total })
        }
    }

    /// Reads what is there; with nothing there, waits for an ack, for at most `timeout`.
    ///
    /// - Returns: true if anything was read.
    @discardableResult
    public func refresh(timeout: Duration) throws(LogError) -> Bool {
        let changed = try changes.poll(timeout: .zero)
        try requireWholeHistory(changed)
        var anything = absorb(changed, .changes)
        anything = try absorb(workers.poll(timeout: .zero), .workers) || anything
        return try absorb(acks.poll(timeout: anything ? .zero : timeout), .acks) || anything
    }

    /// Once: revisions counted from a log without its beginning would be wrong for everyone.
    private func requireWholeHistory(_ batch: LogBatch) throws(LogError) {
        guard needsWholeHistory, !batch.progress.isEmpty else { return }
        for place in batch.progress {
            try WholeHistory.require(place.watermarks, topic: changesTopic, partition: place.partition)
        }
        needsWholeHistory = false
    }

    /// The moment to judge the fleet at: this machine's clock, corrected by what records that arrived live tell of the
    /// broker's. A wrong clock here must not make a living fleet look silent.
    public var now: Timestamp {
        clock.now(localTime: Timestamp(milliseconds: SystemClock.wallMilliseconds()))
    }

    /// The fleet now.
    public func view() -> FleetView {
        model.view(at: now)
    }

    private func absorb(_ batch: LogBatch, _ feed: Feed) -> Bool {
        progress[feed]?.note(batch)
        let localTime = Timestamp(milliseconds: SystemClock.wallMilliseconds())
        for (index, record) in batch.records.enumerated() {
            if progress[feed]?.isLive(record) ?? false { clock.observe(record.timestamp, arrivedAt: localTime) }
            switch feed {
            case .changes: _ = model.observe(change: record, batch.reading(at: index))
            case .acks: model.observe(ack: record)
            case .workers: model.observe(lease: record)
            }
        }
        return !batch.records.isEmpty
    }

    private static func beginning(_ count: Int32) -> [Int32: StartPosition] {
        Dictionary(uniqueKeysWithValues: (0..<max(1, count)).map { ($0, .beginning) })
    }
}

/// How far one topic is read, against the end that it had at the first contact.
struct FeedProgress {
    private struct Part {
        var start: Int64
        var next: Int64
        let end: Int64
    }

    private let partitionCount: Int
    private var parts: [Int32: Part] = [:]
    private(set) var isConnected = true

    init(partitionCount: Int32) { self.partitionCount = Int(max(1, partitionCount)) }

    mutating func note(_ batch: LogBatch) {
        isConnected = batch.isConnected
        for place in batch.progress {
            let low = place.watermarks.low
            parts[place.partition, default: Part(start: low, next: low, end: place.watermarks.high)].next = place.next
        }
    }

    /// Of every partition: one that has not been heard of may hold anything.
    var hasReachedEnd: Bool { parts.count >= partitionCount && parts.values.allSatisfy { $0.next >= $0.end } }
    var read: Int64 { parts.values.reduce(0) { $0 + min($1.next, $1.end) - $1.start } }
    var total: Int64 { parts.values.reduce(0) { $0 + $1.end - $1.start } }

    /// Whether the record came after the first contact: its timestamp tells what time it was at the broker just now.
    func isLive(_ record: Record) -> Bool {
        parts[record.partition].map { record.offset >= $0.end } ?? false
    }
}
