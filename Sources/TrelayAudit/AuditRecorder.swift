import Synchronization
public import TrelayCore
import TrelayFormat
public import TrelayLog
import TrelaySystem

/// Writes every change and every ack into the audit record, on a thread of its own.
///
/// It reads all partitions, folds what it reads itself, and trusts nobody's word about it. It goes on where its file
/// ends; on a log that is not the one it knows it stops, and says so.
public final class AuditRecorder: Sendable {
    /// How the recorder is doing, for logs and health answers.
    public struct Status: Hashable, Sendable {
        public var recordedChanges = 0
        public var recordedAcks = 0
        /// The last error, nil when all is well.
        public var problem: String?
        /// True when it gave up: the log diverged from the record, or the disk refuses.
        public var hasStopped = false
    }

    private let path: String
    private let topics: TopicNames
    private let log: any EventLog
    private let state = Mutex((status: Status(), isStopping: false))
    private let event: EventDescriptor
    private let observe: @Sendable (Status) -> Void

    /// - Parameters:
    ///   - path: the SQLite file, made when absent.
    ///   - observe: told when the problem changes; called on the recorder's thread.
    public init(
        path: String, topics: TopicNames, log: any EventLog, observe: @escaping @Sendable (Status) -> Void = { _ in }
    ) throws(SystemFailure) {
        self.path = path
        self.topics = topics
        self.log = log
        self.observe = observe
        do throws(SystemError) { event = try EventDescriptor() } catch { throw SystemFailure(message: "\(error)") }
    }

    public var status: Status { state.withLock { $0.status } }

    /// Records until `stop`. Blocks the calling thread.
    public func run() {
        while !isStopping {
            do throws(AuditError) {
                try Recording(path: path, topics: topics, log: log).run(self)
            } catch {
                set(problem: error.message, hasStopped: error.isFinal)
                if error.isFinal { return }
                _ = event.wait(timeout: .seconds(1))
            }
        }
    }

    /// Any thread.
    public func stop() {
        state.withLock { $0.isStopping = true }
        event.signal()
    }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    func note(changes: Int, acks: Int) {
        let isNews = state.withLock { state in
            state.status.recordedChanges += changes
            state.status.recordedAcks += acks
            defer { state.status.problem = nil }
            return state.status.problem != nil
        }
        if isNews { observe(status) }
    }

    private func set(problem: String, hasStopped: Bool) {
        let isNews = state.withLock { state in
            let isNews = state.status.problem != problem
            state.status.problem = problem
            state.status.hasStopped = hasStopped
            return isNews
        }
        if isNews { observe(status) }
    }
}

/// What kept the recorder from starting.
public struct SystemFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public var message: String
    public var description: String { message }
}

/// What ended one recording.
struct AuditError: Error {
    var message: String
    /// True when trying again cannot help.
    var isFinal: Bool

    init(_ error: LogError) {
        message = error.message
        isFinal = error.code == .truncated
    }

    init(_ error: DatabaseError) {
        message = error.description
        isFinal = false
    }
}

/// One recording: an open file, two readers, a fold. Ends with an error or when the recorder stops.
private final class Recording {
    private let store: AuditStore
    private let topics: TopicNames
    private var fold: Fold
    private let changes: any LogReader
    private let acks: any LogReader
    private static let poll: Duration = .milliseconds(100)

    init(path: String, topics: TopicNames, log: any EventLog) throws(AuditError) {
        do throws(DatabaseError) { store = try AuditStore(recordingTo: path) } catch { throw AuditError(error) }
        self.topics = topics
        do throws(LogError) {
            let changePartitions = try log.partitionCount(of: topics.changes, timeout: .seconds(2))
            let ackPartitions = try log.partitionCount(of: topics.acks, timeout: .seconds(2))
            fold = Fold(partitionCount: changePartitions)
            let changesFrom = try Self.positions(store, topics.changes, changePartitions)
            let acksFrom = try Self.positions(store, topics.acks, ackPartitions)
            changes = try log.openReader(of: topics.changes, from: changesFrom)
            do throws(LogError) {
                acks = try log.openReader(of: topics.acks, from: acksFrom)
            } catch {
                changes.close()
                throw error
            }
        } catch {
            throw AuditError(error)
        }
        try restoreFold(partitionCount: Int64(fold.partitionCount))
    }

    deinit {
        changes.close()
        acks.close()
    }

    func run(_ recorder: AuditRecorder) throws(AuditError) {
        while !recorder.isStopping {
            let changed = try pollOnce(changes, timeout: .zero) { batch throws(DatabaseError) in try record(batch) }
            let acked = try pollOnce(acks, timeout: changed > 0 ? .zero : Self.poll) { batch throws(DatabaseError) in
                try recordAcks(batch)
            }
            recorder.note(changes: changed, acks: acked)
        }
    }

    private func pollOnce(
        _ reader: any LogReader, timeout: Duration, _ keep: (LogBatch) throws(DatabaseError) -> Void
    ) throws(AuditError) -> Int {
        let batch: LogBatch
        do throws(LogError) { batch = try reader.poll(timeout: timeout) } catch { throw AuditError(error) }
        guard !batch.records.isEmpty else { return 0 }
        do throws(DatabaseError) {
            try store.transaction { () throws(DatabaseError) in try keep(batch) }
        } catch {
            throw AuditError(error)
        }
        return batch.records.count
    }

    private func record(_ batch: LogBatch) throws(DatabaseError) {
        for record in batch.records {
            guard let verdict = fold.apply(record) else { continue }
            try store.insert(record)
            let state = verdict.namespace.map { fold.state(of: $0) }
            try store.insert(AuditedChange(verdict, record, after: state))
        }
        try keepPositions(batch, topics.changes)
    }

    private func recordAcks(_ batch: LogBatch) throws(DatabaseError) {
        for record in batch.records {
            // An ack that cannot be read is no ack. It stays in Kafka; the convergence screens count it.
            guard let ack = try? Ack.decode(record: record) else { continue }
            try store.insert(ack, at: record)
        }
        try keepPositions(batch, topics.acks)
    }

    private func keepPositions(_ batch: LogBatch, _ topic: String) throws(DatabaseError) {
        for place in batch.progress { try store.setNextOffset(place.next, topic: topic, partition: place.partition) }
    }

    /// The fold stands where the file ends: it is computed again from the records in the file.
    private func restoreFold(partitionCount: Int64) throws(AuditError) {
        do throws(DatabaseError) {
            try store.setMeta("partitionCount", partitionCount)
            try store.eachRecord { stored in
                if let record = stored.record { _ = fold.apply(record) }
            }
        } catch {
            throw AuditError(error)
        }
    }

    private static func positions(
        _ store: AuditStore, _ topic: String, _ count: Int32
    ) throws(LogError) -> [Int32: StartPosition] {
        var positions: [Int32: StartPosition] = [:]
        for partition in 0..<max(1, count) {
            do throws(DatabaseError) {
                let next = try store.nextOffset(topic: topic, partition: partition)
                positions[partition] = next.map { .offset($0) } ?? .beginning
            } catch {
                throw LogError(code: .other, message: error.description)
            }
        }
        return positions
    }
}
