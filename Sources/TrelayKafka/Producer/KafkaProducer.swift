import CRdKafka
import Synchronization
public import TrelayCore
import TrelaySystem

/// Appends records: idempotent (a retry neither doubles nor reorders), acknowledged by all replicas in sync.
///
/// A thread of its own waits for delivery reports and calls the completions. A fatal error of the library (its
/// idempotence lost count) ends what is outstanding with `isInDoubt` and is followed by a new client, at most one per
/// second, so the producer goes on.
public final class KafkaProducer: Sendable {
    private static let rebuildInterval = Duration.seconds(1)
    private static let purgeDeadline = Duration.milliseconds(500)
    /// How often a producer whose login is refused looks at what waits in vain.
    private static let refusedLoginInterval = Duration.milliseconds(500)

    private let settings: KafkaSettings
    private let options: KafkaProducerOptions
    private let logHandler: KafkaLogHandler?
    private let wakeUp: EventDescriptor
    private let cancelled: EventDescriptor
    private let ended: EventDescriptor
    private let state: Mutex<ProducerState>
    private let givenUp = Atomic(0)

    public init(
        settings: KafkaSettings, options: KafkaProducerOptions = .init(), logHandler: KafkaLogHandler? = nil
    ) throws(KafkaError) {
        self.settings = settings
        self.options = options
        self.logHandler = logHandler
        do {
            wakeUp = try EventDescriptor()
            cancelled = try EventDescriptor()
            ended = try EventDescriptor()
        } catch {
            throw KafkaError(code: .failed, message: "cannot open a Kafka producer: \(error)")
        }
        let handle = try ClientHandle(
            settings: settings, role: .producer(options), wakeUp: wakeUp, logHandler: logHandler)
        state = Mutex(
            ProducerState(handle: handle, maximumOutstanding: options.maximumOutstanding, settings: settings))
        do {
            _ = try OSThread(name: "kafka-producer") { self.run() }
        } catch {
            handle.close()
            throw KafkaError(code: .failed, message: "cannot open a Kafka producer: \(error)")
        }
    }

    /// Appends a record and tells its outcome later. Never blocks; the record is copied before this returns.
    ///
    /// Without a partition the record goes where Kafka's Java clients put its key (murmur2), and anywhere if it has none.
    /// - Parameter completion: called exactly once, on the producer's thread, where it must not block; a refusal
    ///   (`queueFull`, `closed`, too large) is told before this returns, on the calling thread.
    public func append(
        _ record: OutgoingRecord, to topic: String, partition: Int32? = nil, completion: @escaping KafkaDeliveryHandler
    ) {
        switch state.withLock({ $0.admit(record, topic, partition, completion) }) {
        case .taken: break
        case .needsLookup: startLookup(topic)
        case .refused(let error): completion(.failure(error))
        }
    }

    /// The number of records that have no outcome yet.
    public var outstanding: Int { state.withLock { $0.outstanding.count } }

    /// Delivers what is outstanding, for at most `deadline`, then gives up. Later appends complete with `closed`. Not to be
    /// called from a completion.
    ///
    /// `rd_kafka_flush` is not used: with delivery reports as events it waits for a thread that polls them.
    /// - Returns: the number of records that were given up; 0 from a second call.
    @discardableResult
    public func close(deadline: Duration) -> Int {
        let isFirst = state.withLock { state in
            guard !state.isClosing else { return false }
            state.closeDeadline = Deadline(after: deadline)
            return true
        }
        guard isFirst else { return 0 }
        wakeUp.signal()
        // The thread keeps the deadline itself; purging and destruction get a moment on top.
        _ = ended.wait(timeout: deadline + Self.purgeDeadline + .seconds(2))
        return givenUp.load(ordering: .acquiring)
    }

    /// Makes the client fail for good, as after a loss of idempotence (`rd_kafka_test_fatal_error`). For tests.
    public func simulateFatalError(_ reason: String) {
        state.withLock { state in
            guard let handle = state.handle else { return }
            _ = rd_kafka_test_fatal_error(handle.pointer, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, reason)
        }
    }

    // MARK: - The producer's thread

    private func run() {
        var nextRebuild = Deadline(after: .zero)
        while true {
            wakeUp.drain()
            serveEvents()
            replaceClientIfDue(&nextRebuild)
            tellDue()
            let (deadline, isDone, isReplacing, hasWaiting) = state.withLock { state in
                (
                    state.closeDeadline, state.outstanding.count == 0, state.handle == nil,
                    state.outstanding.count > 0
                )
            }
            if let deadline, isDone || deadline.hasPassed { break }
            var wait = deadline?.remaining
            if isReplacing { wait = min(wait ?? .seconds(60), nextRebuild.remaining) }
            if hasWaiting, giveUpOnRefusedLogin() { wait = min(wait ?? .seconds(60), Self.refusedLoginInterval) }
            _ = wakeUp.wait(timeout: wait)
        }
        finish()
    }

    private func serveEvents() {
        guard let handle = state.withLock({ $0.handle }) else { return }
        var reports: [DeliveryReport] = []
        let events = handle.drainEvents { reports += DeliveryReport.reports(of: $0) }
        let delivered = reports.filter { $0.code == .noError }
        if !delivered.isEmpty { handle.diagnostics.noteAnswer() }
        complete(delivered, handle)
        // The reports of what the library gave up because of a fatal error come behind it and say less than it does.
        if let fatal = events.fatal ?? state.withLock({ $0.fatal }) { return retire(handle, fatal) }
        complete(reports.filter { $0.code != .noError }, handle)
    }

    private func complete(_ reports: [DeliveryReport], _ handle: ClientHandle) {
        guard !reports.isEmpty else { return }
        let health = handle.diagnostics.snapshot
        let due = state.withLock { state in
            reports.compactMap { report -> ProducerState.Due? in
                guard let entry = state.outstanding.remove(report.slot) else { return nil }
                let result = report.result(state.explanation(entry.topic), health, timeout: options.deliveryTimeout)
                return .init(completion: entry.completion, result: result)
            }
        }
        tell(due)
    }

    private func tell(_ due: [ProducerState.Due]) {
        for entry in due { entry.completion(entry.result) }
    }

    private func tellDue() {
        let due = state.withLock { state in
            defer { state.due = [] }
            return state.due
        }
        tell(due)
    }

    /// Ends a client that failed for good. What it had is in doubt, except when it was never let in.
    private func retire(_ handle: ClientHandle, _ fatal: KafkaError) {
        let due = state.withLock { state -> [ProducerState.Due] in
            state.handle = nil
            state.fatal = nil
            let settings = state.settings
            return state.failHandedOver { topic in
                let explanation = FailureExplanation(settings: settings, operation: .write, topic: topic)
                if fatal.code.isMissingRight { return explanation.error(fatal.code) }
                var error = explanation.error(fatal.code, text: fatal.message, isInDoubt: true)
                error.isFatal = true
                return error
            }
        }
        handle.close()
        tell(due)
    }

    private func replaceClientIfDue(_ nextRebuild: inout Deadline) {
        guard state.withLock({ $0.handle == nil }), nextRebuild.hasPassed else { return }
        nextRebuild = Deadline(after: Self.rebuildInterval)
        let due: [ProducerState.Due]
        do {
            let fresh = try ClientHandle(
                settings: settings, role: .producer(options), wakeUp: wakeUp, logHandler: logHandler)
            due = state.withLock { state in
                state.handle = fresh
                return state.flushParked()
            }
        } catch {
            // A file that the settings name is gone, for instance. What waits must not wait for ever.
            due = state.withLock { $0.failAllParked(error) }
        }
        tell(due)
    }

    /// While the login is refused and was never accepted, records fail at once instead of at their timeout.
    /// - Returns: whether that is so.
    private func giveUpOnRefusedLogin() -> Bool {
        guard let handle = state.withLock({ $0.handle }) else { return false }
        let health = handle.diagnostics.snapshot
        guard health.refusedLogin != nil, !health.hasConnected else { return false }
        rd_kafka_purge(handle.pointer, Int32(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_NON_BLOCKING))
        return true
    }

    /// The deadline of closing has passed or nothing is left.
    private func finish() {
        cancelled.signal()
        tellDue()
        let left = outstanding
        let handle = state.withLock { $0.handle }
        if let handle, left > 0 { purge(handle) }
        let due = state.withLock { state -> [ProducerState.Due] in
            state.handle = nil
            let settings = state.settings
            // A lookup that ended since `tellDue` left its refusals there, and nobody looks after this.
            defer { state.due = [] }
            return state.due + state.failAllParked(.closed("Kafka producer"))
                + state.failHandedOver { topic in
                    FailureExplanation(settings: settings, operation: .write, topic: topic).error(
                        .purgedInFlight, text: "closed before it was acknowledged", isInDoubt: true)
                }
        }
        tell(due)
        givenUp.store(left, ordering: .releasing)
        handle?.close()
        _ = handle?.waitUntilDestroyed(.seconds(1))
        ended.signal()
    }

    /// Has the library give everything back, which it does in reports that must be polled.
    private func purge(_ handle: ClientHandle) {
        let flags = RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING
        rd_kafka_purge(handle.pointer, Int32(flags))
        let deadline = Deadline(after: Self.purgeDeadline)
        while !deadline.hasPassed, state.withLock({ $0.outstanding.count > $0.parked.count }) {
            wakeUp.drain()
            var reports: [DeliveryReport] = []
            _ = handle.drainEvents { reports += DeliveryReport.reports(of: $0) }
            complete(reports, handle)
            guard reports.isEmpty else { continue }
            _ = wakeUp.wait(timeout: min(.milliseconds(50), deadline.remaining))
        }
    }

    // MARK: - Partition counts

    /// Asks for a topic's partition count on a thread of its own, then hands over what waited for it.
    private func startLookup(_ topic: String) {
        do {
            _ = try OSThread(name: "kafka-lookup") { self.lookUp(topic) }
        } catch {
            finishLookup(topic, .failure(KafkaError(code: .failed, message: "cannot look up '\(topic)': \(error)")))
        }
    }

    private func lookUp(_ topic: String) {
        let deadline = Deadline(after: options.deliveryTimeout)
        while true {
            guard let handle = state.withLock({ $0.handle }) else {
                // The client is being replaced.
                if deadline.hasPassed || cancelled.wait(timeout: .milliseconds(50)) { break }
                continue
            }
            let lookup = TopicLookup(handle: handle, topic: topic, operation: .write)
            do {
                let count = try lookup.repeated(
                    deadline: deadline, total: options.deliveryTimeout, cancelled: cancelled
                ) { slice throws(KafkaError) in try lookup.partitionCount(timeout: slice) }
                return finishLookup(topic, .success(count))
            } catch {
                let wasReplaced = error.code == .closed && !deadline.hasPassed
                if wasReplaced, !cancelled.wait(timeout: .milliseconds(50)) { continue }
                return finishLookup(topic, .failure(error))
            }
        }
        finishLookup(topic, .failure(.closed("Kafka producer")))
    }

    private func finishLookup(_ topic: String, _ result: Result<Int32, KafkaError>) {
        state.withLock { state in
            state.lookups.remove(topic)
            switch result {
            case .success(let count):
                state.partitionCounts[topic] = count
                state.due += state.flushParked()
            case .failure(let error):
                state.due += state.failParked(of: topic, error)
            }
        }
        wakeUp.signal()
    }
}
