import Synchronization
public import TrelayCore
import TrelaySystem

/// How a writer batches and how long it tries.
public struct WriterOptions: Sendable {
    /// How long a record may wait for others to share a request with.
    public var linger: Duration
    /// How long a record is tried before its completion says `inDoubt` (or a definite error).
    public var deliveryTimeout: Duration
    /// The most records that may be without an outcome; beyond that `append` completes with `queueFull`.
    public var maximumOutstanding: Int

    public init(
        linger: Duration = .zero, deliveryTimeout: Duration = .seconds(30), maximumOutstanding: Int = 10_000
    ) {
        self.linger = linger
        self.deliveryTimeout = deliveryTimeout
        self.maximumOutstanding = maximumOutstanding
    }
}

/// Where the log put a record.
public struct Delivery: Hashable, Sendable {
    public var partition: Int32
    /// Negative when the log has the record but did not say where: the first answer was lost, and to the repeated
    /// request the broker only answers that it knows the record.
    public var offset: Int64

    public init(partition: Int32, offset: Int64) {
        self.partition = partition
        self.offset = offset
    }
}

/// Appends records. Records of one writer to one partition keep their order, and a retry inside of the writer never
/// writes a record twice.
public protocol LogWriter: AnyObject, Sendable {
    /// Appends a record and tells its outcome later.
    ///
    /// Without a partition the record goes where Kafka's Java partitioner puts its key, and anywhere if it has none.
    /// Never blocks. `completion` is called exactly once, on the writer's own thread: it must not block. A failure may
    /// be told before this function returns, on the calling thread.
    ///
    /// Outcomes: the delivery; `inDoubt`, when nobody knows whether the log has the record; any other error says that
    /// the log does not have it: `tooLarge`, `queueFull`, `unknownTopic`, `unauthorized`, `closed`, `fatal`…
    func append(
        _ record: OutgoingRecord, to topic: String, partition: Int32?,
        completion: @escaping @Sendable (Result<Delivery, LogError>) -> Void)

    /// The number of records that have no outcome yet.
    var outstanding: Int { get }

    /// Delivers what is outstanding, for at most `deadline`, then gives up: each record left completes with `inDoubt`
    /// or an error. Later appends complete with `closed`. A second call does nothing and returns 0.
    ///
    /// - Returns: the number of records that were given up.
    func close(deadline: Duration) -> Int
}

extension LogWriter {
    /// Appends a record and waits for its outcome.
    ///
    /// - Throws: the outcome's error; `inDoubt` if there is none at the timeout, in which case the record may still be
    ///   written later.
    public func appendAndWait(
        _ record: OutgoingRecord, to topic: String, partition: Int32? = nil, timeout: Duration
    ) throws(LogError) -> Delivery {
        let waiter = try DeliveryWaiter()
        append(record, to: topic, partition: partition) { waiter.complete($0) }
        guard let outcome = waiter.wait(timeout: timeout) else {
            throw LogError(
                code: .inDoubt,
                message:
                    "no answer about a record for topic '\(topic)' within \(timeout.wording): it may be in the log or not; "
                    + "read the log before trying again")
        }
        return try outcome.get()
    }
}

/// Hands one outcome from the writer's thread to the thread that waits for it.
private final class DeliveryWaiter: Sendable {
    private struct State: Sendable {
        var outcome: Result<Delivery, LogError>?
        /// The descriptor is closed, so a late outcome must not touch it: its number may already be someone else's.
        var isAbandoned = false
    }

    private let state = Mutex(State())
    private let event: EventDescriptor

    init() throws(LogError) {
        do {
            event = try EventDescriptor()
        } catch {
            throw LogError(code: .other, message: "cannot wait for a delivery: \(error)", libraryCode: error.code)
        }
    }

    func complete(_ outcome: Result<Delivery, LogError>) {
        state.withLock { state in
            guard !state.isAbandoned else { return }
            state.outcome = outcome
            event.signal()
        }
    }

    /// To be called once.
    func wait(timeout: Duration) -> Result<Delivery, LogError>? {
        let isDone = state.withLock { $0.outcome != nil }
        if !isDone { _ = event.wait(timeout: timeout) }
        return state.withLock { state in
            state.isAbandoned = true
            event.close()
            return state.outcome
        }
    }
}
