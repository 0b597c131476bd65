import Synchronization
public import TrelayCore
public import TrelayLog
import TrelaySystem

/// An event log in memory that keeps the same conformance suite as Kafka, and goes wrong on command or by its seed.
///
/// It works for one thread that steps through everything with polls of timeout zero (then the same seed and the same
/// calls give the same history), and for real threads, which block, wake and get their completions on a writer's
/// thread. Record timestamps are the log's append time, taken from `clock` alone.
public final class SimulatedLog: EventLog {
    /// How the log and its writers behave.
    public struct Options: Sendable {
        /// Decides every fault and every free choice.
        public var seed: UInt64 = 1
        public var faults = SimulatedFaults.none
        /// The most bytes of key, value and headers of a record.
        public var maximumRecordBytes = 1_000_000
        /// Calls completions before the function that decides them returns (mostly `append`), on its thread, instead
        /// of on the writer's thread: for single-threaded tests.
        public var completesInline = false

        public init(seed: UInt64 = 1, faults: SimulatedFaults = .none) {
            self.seed = seed
            self.faults = faults
        }
    }

    public let options: Options
    private let state: Mutex<SimulatedState>
    private let writers = Mutex<[Int: CompletionQueue]>([:])

    /// - Parameters:
    ///   - topics: the topics to begin with, and their number of partitions.
    ///   - clock: the broker's clock. Called with the log's lock held: it must not call the log.
    public init(
        options: Options = Options(), topics: [String: Int32] = [:], clock: @escaping @Sendable () -> Timestamp
    ) {
        self.options = options
        state = Mutex(
            SimulatedState(
                seed: options.seed, faults: options.faults, maximumRecordBytes: options.maximumRecordBytes,
                clock: clock))
        for (name, count) in topics { createTopic(name, partitions: count) }
    }

    /// A log on a clock of its own.
    public convenience init(options: Options = Options(), topics: [String: Int32] = [:]) {
        let clock = SimulationClock()
        self.init(options: options, topics: topics) { clock.now }
    }

    /// Creates a topic; does nothing if it exists.
    public func createTopic(_ name: String, partitions: Int32) {
        precondition(partitions > 0, "a topic has at least one partition")
        perform { state in
            guard state.topics[name] == nil else { return }
            state.topics[name] = Array(repeating: SimulatedPartition(), count: Int(partitions))
        }
    }

    // MARK: EventLog

    public func partitionCount(of topic: String, timeout: Duration) throws(LogError) -> Int32 {
        try ask(timeout) { (state: SimulatedState) throws(LogError) -> Int32 in
            guard let partitions = state.topics[topic] else { throw .unknown(topic: topic) }
            return Int32(partitions.count)
        }
    }

    public func watermarks(of topic: String, partition: Int32, timeout: Duration) throws(LogError) -> Watermarks {
        try ask(timeout) { (state: SimulatedState) throws(LogError) -> Watermarks in
            try state.partition(partition, of: topic).watermarks
        }
    }

    /// Asks the brokers, and waits for them while they are away.
    private func ask<Answer: Sendable>(
        _ timeout: Duration, _ body: (SimulatedState) throws(LogError) -> Answer
    ) throws(LogError) -> Answer {
        let patience = Patience(timeout)
        let event = try EventDescriptor.forLog()
        let identifier = perform { state in
            let identifier = state.identifier()
            state.askers[identifier] = event
            return identifier
        }
        defer {
            perform { $0.askers[identifier] = nil }
            event.close()
        }
        while true {
            event.drain()
            let (answer, isTicking) = try performThrowing { (state: inout SimulatedState) throws(LogError) in
                try Self.requireOpen(state)
                state.tick()
                return (state.isConnected ? try body(state) : nil as Answer?, state.reconnectTicks != nil)
            }
            if let answer { return answer }
            guard let wait = patience.wait(isTicking: isTicking) else { throw .disconnected }
            _ = event.wait(timeout: wait)
        }
    }

    public func openReader(
        of topic: String, from positions: [Int32: StartPosition]
    ) throws(LogError) -> any LogReader {
        let event = try EventDescriptor.forLog()
        let identifier = try performThrowing { (state: inout SimulatedState) throws(LogError) -> Int in
            try Self.requireOpen(state)
            let identifier = state.identifier()
            state.readers[identifier] = SimulatedReaderState(
                topic: topic, positions: positions, generator: state.generator.split(), event: event)
            return identifier
        }
        return SimulatedReader(log: self, identifier: identifier, event: event)
    }

    public func openWriter(_ options: WriterOptions) throws(LogError) -> any LogWriter {
        let identifier = try performThrowing { (state: inout SimulatedState) throws(LogError) -> Int in
            try Self.requireOpen(state)
            return state.identifier()
        }
        let queue = try CompletionQueue(name: "log-writer-\(identifier)", isInline: self.options.completesInline)
        writers.withLock { $0[identifier] = queue }
        return SimulatedWriter(log: self, identifier: identifier, options: options, queue: queue)
    }

    public func close() {
        perform { state in
            state.isClosed = true
            state.giveUp(isWritten: false) { _ in true }
            state.signal()
        }
    }

    private static func requireOpen(_ state: SimulatedState) throws(LogError) {
        if state.isClosed { throw .closed("log") }
    }

    // MARK: For readers, writers and commands

    /// Runs under the lock, then tells the outcomes that were decided there.
    func performThrowing<Outcome: Sendable>(
        _ body: (inout SimulatedState) throws(LogError) -> Outcome
    ) throws(LogError) -> Outcome {
        // Queues are filled under the lock, so that outcomes keep the order in which they were decided.
        let (result, touched) = state.withLock { state -> (Result<Outcome, LogError>, [CompletionQueue]) in
            let result: Result<Outcome, LogError>
            do throws(LogError) {
                result = .success(try body(&state))
            } catch {
                result = .failure(error)
            }
            return (result, hand(over: &state.decided))
        }
        for queue in touched { queue.runInline() }
        return try result.get()
    }

    @discardableResult
    func perform<Outcome: Sendable>(_ body: (inout SimulatedState) -> Outcome) -> Outcome {
        let (outcome, touched) = state.withLock { state -> (Outcome, [CompletionQueue]) in
            let outcome = body(&state)
            return (outcome, hand(over: &state.decided))
        }
        for queue in touched { queue.runInline() }
        return outcome
    }

    private func hand(over decided: inout [SimulatedState.Decided]) -> [CompletionQueue] {
        guard !decided.isEmpty else { return [] }
        let outcomes = decided
        decided = []
        return writers.withLock { writers in
            var touched: [Int: CompletionQueue] = [:]
            for item in outcomes {
                guard let queue = writers[item.writer] else { continue }
                queue.add(item.completion, item.outcome)
                touched[item.writer] = queue
            }
            return touched.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    func forget(writer identifier: Int) {
        writers.withLock { _ = $0.removeValue(forKey: identifier) }
    }
}

extension EventDescriptor {
    static func forLog() throws(LogError) -> EventDescriptor {
        do {
            return try EventDescriptor()
        } catch {
            throw LogError(code: .other, message: "cannot open an event: \(error)", libraryCode: error.code)
        }
    }
}
