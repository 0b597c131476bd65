import Synchronization
import TrelayCore
import TrelayLog
import TrelaySystem

/// A writer of the simulated log. Records enter the log within `append`; their outcomes are told by the queue.
final class SimulatedWriter: LogWriter {
    private let log: SimulatedLog
    private let identifier: Int
    private let options: WriterOptions
    private let queue: CompletionQueue

    init(log: SimulatedLog, identifier: Int, options: WriterOptions, queue: CompletionQueue) {
        self.log = log
        self.identifier = identifier
        self.options = options
        self.queue = queue
    }

    func append(
        _ record: OutgoingRecord, to topic: String, partition: Int32?,
        completion: @escaping @Sendable (Result<Delivery, LogError>) -> Void
    ) {
        let size = record.byteCount
        let refusal = log.perform { state -> LogError? in
            if state.isClosed { return .closed("log") }
            guard size <= state.maximumRecordBytes else {
                return LogError(
                    code: .tooLarge,
                    message: "a record of \(size) bytes for topic '\(topic)' is over the limit of "
                        + "\(state.maximumRecordBytes) bytes; split it or refer to the data by digest")
            }
            if let refusal = queue.admit(options.maximumOutstanding) { return refusal }
            let patience = Int64(options.deliveryTimeout.wholeNanoseconds / 1_000_000)
            let expires = state.clock().adding(milliseconds: patience).milliseconds
            state.submit(
                .init(
                    writer: identifier, record: record, topic: topic, partition: partition, expires: expires,
                    completion: completion))
            return nil
        }
        if let refusal { completion(.failure(refusal)) }
    }

    var outstanding: Int { queue.outstanding }

    func close(deadline: Duration) -> Int {
        guard queue.beginClosing() else { return 0 }
        let patience = Patience(deadline)
        while log.perform({ state in
            state.tick()
            return state.pending.contains { $0.writer == identifier }
        }) {
            // Each look lets time pass for the log, so it looks often.
            guard let wait = patience.wait(isTicking: true) else { break }
            queue.waitForOutcome(timeout: wait)
        }
        let undelivered = log.perform { $0.giveUp(isWritten: nil) { $0.writer == identifier } }
        queue.finish()
        log.forget(writer: identifier)
        return undelivered
    }
}

/// Tells outcomes in their order: on a thread of its own, or inline by whoever decided them.
final class CompletionQueue: Sendable {
    private typealias Item = (SimulatedState.Completion, Result<Delivery, LogError>)

    private struct State {
        var items: [Item] = []
        /// Admitted and not told. Bounds `items` too.
        var outstanding = 0
        var isClosing = false
        var isFinished = false
        var isRunning = false
    }

    private let state = Mutex(State())
    private let isInline: Bool
    /// Signalled when there is something to tell.
    private let event: EventDescriptor
    /// Signalled when something has been told.
    private let progress: EventDescriptor
    private let thread = Mutex<OSThread?>(nil)

    init(name: String, isInline: Bool) throws(LogError) {
        self.isInline = isInline
        event = try .forLog()
        progress = try .forLog()
        guard !isInline else { return }
        do {
            let thread = try OSThread(name: name) { [weak self] in self?.run() }
            self.thread.withLock { $0 = thread }
        } catch {
            throw LogError(code: .other, message: "cannot start a writer: \(error)", libraryCode: error.code)
        }
    }

    var outstanding: Int { state.withLock { $0.outstanding } }

    /// Counts a record in, or says why not.
    func admit(_ maximum: Int) -> LogError? {
        state.withLock { state in
            if state.isClosing { return .closed("writer") }
            guard state.outstanding < maximum else {
                return LogError(
                    code: .queueFull,
                    message: "\(maximum) records are without an outcome; wait for some of them")
            }
            state.outstanding += 1
            return nil
        }
    }

    func add(_ completion: @escaping SimulatedState.Completion, _ outcome: Result<Delivery, LogError>) {
        state.withLock { $0.items.append((completion, outcome)) }
        if !isInline { event.signal() }
    }

    /// Tells what is there, if this queue has no thread. A completion that appends adds to the same round.
    func runInline() {
        guard isInline else { return }
        let isFirst = state.withLock { state in
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isFirst else { return }
        while let items = takeAll() { tell(items) }
    }

    private func run() {
        while true {
            event.drain()
            while let items = takeAll() { tell(items) }
            if state.withLock({ $0.isFinished && $0.items.isEmpty }) { return }
            _ = event.wait(timeout: nil)
        }
    }

    /// Nil, and the round is over, if there is nothing to tell.
    private func takeAll() -> [Item]? {
        state.withLock { state in
            guard !state.items.isEmpty else {
                state.isRunning = false
                return nil
            }
            defer { state.items = [] }
            return state.items
        }
    }

    private func tell(_ items: [Item]) {
        for (completion, outcome) in items {
            // An outcome counts as told when its completion begins, so that the completion sees the new count.
            state.withLock { $0.outstanding -= 1 }
            completion(outcome)
            progress.signal()
        }
    }

    /// False if the queue is closing already.
    func beginClosing() -> Bool {
        state.withLock { state in
            defer { state.isClosing = true }
            return !state.isClosing
        }
    }

    func waitForOutcome(timeout: Duration) {
        _ = progress.wait(timeout: timeout)
        progress.drain()
    }

    /// Tells what is left and ends the thread. Not from a completion.
    func finish() {
        state.withLock { $0.isFinished = true }
        if isInline {
            runInline()
        } else {
            event.signal()
            thread.withLock { $0.take() }?.join()
        }
        event.close()
        progress.close()
    }
}

extension OutgoingRecord {
    /// The bytes of key, value and headers.
    fileprivate var byteCount: Int { (key?.count ?? 0) + (value?.count ?? 0) + headers.byteCount }
}
