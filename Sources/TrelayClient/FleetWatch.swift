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
    public private(set) var isConnected = true
    private let changes: any LogReader
    private let acks: any LogReader
    private let workers: any LogReader
    private var ends = Ends()

    /// For each topic: whether the end that it had at the start has been reached.
    private struct Ends {
        var captured: [Feed: [Int32: Int64]] = [:]
        var reached: Set<Feed> = []
        var read: [Feed: Int64] = [:]
    }

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
        let counts = [
            try log.partitionCount(of: topics.changes, timeout: timeout),
            try log.partitionCount(of: topics.acks, timeout: timeout),
            try log.partitionCount(of: topics.workers, timeout: timeout),
        ]
        model = ConvergenceModel(namespace: namespace, partitionCount: counts[0], expected: expected)
        changes = try log.openReader(of: topics.changes, from: Self.beginning(counts[0]))
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
        while ends.reached.count < Feed.allCases.count {
            guard !deadline.hasPassed else {
                throw LogError(
                    code: .timedOut,
                    message: isConnected
                        ? "the topics could not be read to their ends in time; allow more with --timeout"
                        : "no broker answered in time; check --bootstrap and that Kafka runs")
            }
            try refresh(timeout: .milliseconds(50))
            let total = ends.captured.values.flatMap(\.values).reduce(0, +)
            progress?(min(total, ends.read.values.reduce(0, +)), total)
        }
    }

    /// Reads what is there; with nothing there, waits for an ack, for at most `timeout`.
    ///
    /// - Returns: true if anything was read.
    @discardableResult
    public func refresh(timeout: Duration) throws(LogError) -> Bool {
        var anything = try absorb(changes.poll(timeout: .zero), .changes)
        anything = try absorb(workers.poll(timeout: .zero), .workers) || anything
        let batch = try acks.poll(timeout: anything ? .zero : timeout)
        isConnected = batch.isConnected
        return absorb(batch, .acks) || anything
    }

    /// The fleet at this moment of this machine's clock.
    public func view() -> FleetView {
        model.view(at: Timestamp(milliseconds: SystemClock.wallMilliseconds()))
    }

    private func absorb(_ batch: LogBatch, _ feed: Feed) -> Bool {
        for record in batch.records {
            switch feed {
            case .changes: _ = model.observe(change: record)
            case .acks: model.observe(ack: record)
            case .workers: model.observe(lease: record)
            }
        }
        note(batch, feed)
        return !batch.records.isEmpty
    }

    private func note(_ batch: LogBatch, _ feed: Feed) {
        guard !ends.reached.contains(feed), !batch.progress.isEmpty else { return }
        var captured = ends.captured[feed] ?? [:]
        var read: Int64 = 0
        var isReached = true
        for place in batch.progress {
            let end = captured[place.partition] ?? place.watermarks.high
            captured[place.partition] = end
            read += min(place.next, end)
            if place.next < end { isReached = false }
        }
        ends.captured[feed] = captured
        ends.read[feed] = read
        if isReached { ends.reached.insert(feed) }
    }

    private static func beginning(_ count: Int32) -> [Int32: StartPosition] {
        Dictionary(uniqueKeysWithValues: (0..<max(1, count)).map { ($0, .beginning) })
    }
}
