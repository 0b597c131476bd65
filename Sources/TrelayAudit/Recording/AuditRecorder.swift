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
        /// Records of the changes topic, since the recorder was made.
        public var recordedChanges = 0
        /// Records of the acks topic, since the recorder was made.
        public var recordedAcks = 0
        /// The last error, nil when all is well.
        public var problem: String?
        /// True when it gave up: the log is not the one that the file knows, or the file is of no use.
        public var hasStopped = false

        /// Why it gave up and what to do; nil when it did not.
        public var stopReason: String? { hasStopped ? problem ?? "the audit record is not written" : nil }
    }

    /// How long it waits for what.
    struct Timing {
        /// For an answer of the brokers.
        var answer: Duration = .seconds(2)
        /// For records, before it looks whether it is to stop.
        var poll: Duration = .milliseconds(100)
        /// Before it tries again what failed.
        var pause: Duration = .seconds(1)
    }

    private let path: String
    private let topics: TopicNames
    private let log: any EventLog
    private let timing: Timing
    private let state = Mutex((status: Status(), isStopping: false))
    private let event: EventDescriptor
    private let observe: @Sendable (Status) -> Void

    /// - Parameters:
    ///   - path: the SQLite file, made when absent.
    ///   - observe: told when the problem changes; called on the recorder's thread.
    public convenience init(
        path: String, topics: TopicNames, log: any EventLog, observe: @escaping @Sendable (Status) -> Void = { _ in }
    ) throws(SystemFailure) {
        try self.init(path: path, topics: topics, log: log, timing: Timing(), observe: observe)
    }

    init(
        path: String, topics: TopicNames, log: any EventLog, timing: Timing,
        observe: @escaping @Sendable (Status) -> Void
    ) throws(SystemFailure) {
        self.path = path
        self.topics = topics
        self.log = log
        self.timing = timing
        self.observe = observe
        do throws(SystemError) { event = try EventDescriptor() } catch { throw SystemFailure(message: "\(error)") }
    }

    public var status: Status { state.withLock { $0.status } }

    /// Records until `stop`, or until there is no sense in going on (`Status.hasStopped`). Blocks the calling thread.
    public func run() {
        while !isStopping {
            do throws(AuditError) {
                try record()
            } catch {
                set(problem: error.message, hasStopped: error.isFinal)
                if error.isFinal { return }
                _ = event.wait(timeout: timing.pause)
            }
        }
    }

    private func record() throws(AuditError) {
        let recording = try Recording(path: path, topics: topics, log: log, timing: timing)
        while !isStopping { note(try recording.step()) }
    }

    /// Any thread.
    public func stop() {
        state.withLock { $0.isStopping = true }
        event.signal()
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    private func note(_ step: Recording.Step) {
        let isNews = state.withLock { state in
            state.status.recordedChanges += step.changes
            state.status.recordedAcks += step.acks
            defer { state.status.problem = nil }
            return state.status.problem != nil
        }
        if isNews { observe(status) }
    }

    private func set(problem: String, hasStopped: Bool) {
        let isNews = state.withLock { state in
            let isNews = state.status.problem != problem || state.status.hasStopped != hasStopped
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
