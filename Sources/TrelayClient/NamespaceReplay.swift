public import TrelayCore
public import TrelayLog

/// Reads a namespace out of the log: its state now, at an earlier revision or at a moment, and how it came to be.
///
/// Every partition is read, not only the namespace's own, so that records that went astray are seen and told. Blocks
/// the calling thread.
public struct NamespaceReplay: Sendable {
    /// Where in history to look.
    public enum Moment: Hashable, Sendable {
        case now
        case revision(Int)
        /// The last state whose change the broker stamped at or before this time.
        case time(Timestamp)
    }

    /// What the replay found.
    public struct Result: Sendable {
        /// The state at the moment that was asked for.
        public var state: NamespaceState
        /// The state at the end of the log.
        public var latest: NamespaceState
        /// Records that belong to no namespace: garbage, wrong partitions.
        public var strays: [LedgerEntry]
        /// For each partition the offset to go on with.
        public var next: [Int32: Int64]
        /// Partitions of the changes topic.
        public var partitionCount: Int32
    }

    private let log: any EventLog
    private let topics: TopicNames
    private let deadline: Duration
    private let progress: (@Sendable (_ read: Int64, _ total: Int64) -> Void)?

    /// - Parameters:
    ///   - deadline: how long reading to the end may take.
    ///   - progress: told how many offsets of how many are read, for a progress bar.
    public init(
        log: any EventLog, topics: TopicNames, deadline: Duration,
        progress: (@Sendable (_ read: Int64, _ total: Int64) -> Void)? = nil
    ) {
        self.log = log
        self.topics = topics
        self.deadline = deadline
        self.progress = progress
    }

    /// Folds the namespace.
    ///
    /// - Parameter each: called with every verdict about the namespace, and about strays, in the order of the log.
    /// - Throws: what the log throws; a revision that the log does not have is an error too, a time to come is not.
    public func run(
        _ namespace: String, at moment: Moment = .now, each: (Verdict, Record) -> Void = { _, _ in }
    ) throws(ClientError) -> Result {
        do throws(LogError) {
            return try fold(namespace, at: moment, each: each)
        } catch {
            throw ClientError(error)
        }
    }

    private func fold(
        _ namespace: String, at moment: Moment, each: (Verdict, Record) -> Void
    ) throws(LogError) -> Result {
        let partitionCount = try log.partitionCount(of: topics.changes, timeout: deadline)
        var fold = Fold(partitionCount: partitionCount, only: namespace)
        for partition in 0..<partitionCount {
            let watermarks = try log.watermarks(of: topics.changes, partition: partition, timeout: deadline)
            try WholeHistory.require(watermarks, topic: topics.changes, partition: partition)
        }
        let home = JavaPartitioner.partition(key: Array(namespace.utf8), count: partitionCount)
        var past: NamespaceState? = moment == .revision(0) ? fold.state(of: namespace) : nil
        let next = try LogReading.readToEnd(
            log, topic: topics.changes, events: fold.eventReader, deadline: deadline, progress: progress
        ) { record, reading in
            // The other partitions are read in no order with this one: their times say nothing here.
            if case .time(let time) = moment, past == nil, record.partition == home, record.timestamp > time {
                past = fold.state(of: namespace)
            }
            guard let verdict = fold.apply(record, reading) else { return }
            if case .revision(let revision) = moment, verdict.namespace == namespace,
                verdict.outcome == .accepted(revision: revision), !verdict.isDuplicate
            {
                past = fold.state(of: namespace)
            }
            if verdict.namespace == namespace || verdict.namespace == nil { each(verdict, record) }
        }
        let latest = fold.state(of: namespace)
        if case .revision(let revision) = moment, past == nil { throw .missing(revision, in: latest) }
        return Result(
            state: past ?? latest, latest: latest, strays: fold.strays, next: next, partitionCount: partitionCount)
    }
}

extension LogError {
    fileprivate static func missing(_ revision: Int, in latest: NamespaceState) -> LogError {
        LogError(
            code: .other,
            message: "namespace '\(latest.namespace)' has no revision \(revision); the latest is \(latest.revision)")
    }
}
