import TrelayCore
import TrelayLog
import TrelaySystem

/// Everything that a simulated log knows; the lock around it is the log's.
struct SimulatedState {
    /// A record that has no outcome yet, because the connection is gone.
    struct Pending {
        var writer: Int
        var record: OutgoingRecord
        var topic: String
        var partition: Int32?
        var expires: Int64
        var completion: Completion
    }

    /// An outcome that is decided and has to be told.
    struct Decided {
        var writer: Int
        var completion: Completion
        var outcome: Result<Delivery, LogError>
    }

    typealias Completion = @Sendable (Result<Delivery, LogError>) -> Void

    let clock: @Sendable () -> Timestamp
    let maximumRecordBytes: Int
    var topics: [String: [SimulatedPartition]] = [:]
    var readers: [Int: SimulatedReaderState] = [:]
    /// Those who wait for the brokers to answer a question.
    var askers: [Int: EventDescriptor] = [:]
    var lastIdentifier = 0
    var generator: SimulationGenerator
    var faults: SimulatedFaults
    var isConnected = true
    var isClosed = false
    /// Ticks until the connection comes back by itself.
    var reconnectTicks: Int?
    /// Bounded by the `maximumOutstanding` of each writer.
    var pending: [Pending] = []
    var decided: [Decided] = []
    /// Appends whose answer gets lost by command, and whether the record is written.
    var lostAnswers: [Bool] = []

    init(
        seed: UInt64, faults: SimulatedFaults, maximumRecordBytes: Int, clock: @escaping @Sendable () -> Timestamp
    ) {
        self.generator = SimulationGenerator(seed: seed)
        self.faults = faults
        self.maximumRecordBytes = maximumRecordBytes
        self.clock = clock
    }

    mutating func identifier() -> Int {
        lastIdentifier += 1
        return lastIdentifier
    }

    func partition(_ partition: Int32, of topic: String) throws(LogError) -> SimulatedPartition {
        guard let partitions = topics[topic] else { throw .unknown(topic: topic) }
        guard partitions.indices.contains(Int(partition)) else { throw .unknown(topic: topic, partition: partition) }
        return partitions[Int(partition)]
    }

    /// Changes a partition if it exists, and lets the readers look.
    mutating func update<Outcome>(
        _ partition: Int32, of topic: String, _ body: (inout SimulatedPartition) -> Outcome
    ) throws(LogError) -> Outcome {
        _ = try self.partition(partition, of: topic)
        guard var partitions = topics.removeValue(forKey: topic) else { throw .unknown(topic: topic) }
        let outcome = body(&partitions[Int(partition)])
        topics[topic] = partitions
        signal()
        return outcome
    }

    /// Lets everybody look who waits.
    func signal() {
        for reader in readers.values { reader.event.signal() }
        for event in askers.values { event.signal() }
    }

    // MARK: Connection

    /// Time passes: a broken connection comes nearer to its end, a whole one may break, old records expire.
    mutating func tick() {
        expirePending()
        if let ticks = reconnectTicks {
            if ticks <= 1 { reconnect() } else { reconnectTicks = ticks - 1 }
        } else if isConnected, faults.disconnectPerThousand > 0 {
            if generator.chance(perThousand: faults.disconnectPerThousand) {
                disconnect(ticks: generator.number(in: 1...max(faults.maximumDisconnectTicks, 1)))
            }
        }
    }

    mutating func disconnect(ticks: Int?) {
        isConnected = false
        reconnectTicks = ticks
        signal()
    }

    mutating func reconnect() {
        isConnected = true
        reconnectTicks = nil
        let waiting = pending
        pending = []
        for item in waiting { settle(item) }
        signal()
    }

    // MARK: Writing

    mutating func submit(_ item: Pending) {
        tick()
        if isConnected { settle(item) } else { pending.append(item) }
    }

    /// Decides the outcome of a record that reaches the brokers.
    private mutating func settle(_ item: Pending) {
        do throws(LogError) {
            let partition = try choosePartition(item)
            if let isWritten = drawLostAnswer() {
                if isWritten { _ = try write(item.record, to: item.topic, partition: partition) }
                decide(item, .failure(.inDoubt(topic: item.topic)))
            } else {
                let offset = try write(item.record, to: item.topic, partition: partition)
                decide(item, .success(Delivery(partition: partition, offset: offset)))
            }
        } catch {
            decide(item, .failure(error))
        }
    }

    private mutating func choosePartition(_ item: Pending) throws(LogError) -> Int32 {
        guard let count = topics[item.topic]?.count else { throw .unknown(topic: item.topic) }
        if let partition = item.partition {
            _ = try self.partition(partition, of: item.topic)
            return partition
        }
        guard let key = item.record.key else { return Int32(generator.number(in: 0...count - 1)) }
        return JavaPartitioner.partition(key: key, count: Int32(count))
    }

    /// Whether this answer gets lost, and if so, whether the record is written all the same.
    private mutating func drawLostAnswer() -> Bool? {
        if !lostAnswers.isEmpty { return lostAnswers.removeFirst() }
        guard generator.chance(perThousand: faults.lostAnswerPerThousand) else { return nil }
        return generator.chance(perThousand: 500)
    }

    mutating func write(_ record: OutgoingRecord, to topic: String, partition: Int32) throws(LogError) -> Int64 {
        let timestamp = clock()
        return try update(partition, of: topic) { $0.append(record, partition: partition, timestamp: timestamp) }
    }

    private mutating func expirePending() {
        guard !pending.isEmpty else { return }
        let now = clock().milliseconds
        giveUp(isWritten: nil) { $0.expires <= now }
    }

    /// Ends the outstanding records that match, in doubt: written or not as told, or by the seed.
    @discardableResult
    mutating func giveUp(isWritten: Bool?, where matches: (Pending) -> Bool) -> Int {
        let victims = pending.filter(matches)
        pending.removeAll(where: matches)
        for item in victims {
            if isWritten ?? generator.chance(perThousand: 500), let partition = try? choosePartition(item) {
                // A record that cannot be written (its topic is gone) is one that was not written.
                _ = try? write(item.record, to: item.topic, partition: partition)
            }
            decide(item, .failure(.inDoubt(topic: item.topic)))
        }
        return victims.count
    }

    private mutating func decide(_ item: Pending, _ outcome: Result<Delivery, LogError>) {
        decided.append(Decided(writer: item.writer, completion: item.completion, outcome: outcome))
    }
}

extension LogError {
    static func unknown(topic: String) -> LogError {
        LogError(code: .unknownTopic, message: "topic '\(topic)' does not exist; create it first")
    }

    static func unknown(topic: String, partition: Int32) -> LogError {
        LogError(code: .unknownTopic, message: "topic '\(topic)' has no partition \(partition)")
    }

    static func inDoubt(topic: String) -> LogError {
        LogError(
            code: .inDoubt,
            message: "the connection broke before an answer: a record for topic '\(topic)' may be in the log or not")
    }

    static func closed(_ what: String) -> LogError {
        LogError(code: .closed, message: "the \(what) is closed; open a new one")
    }

    static let disconnected = LogError(
        code: .unreachable, message: "the simulated brokers are disconnected; reconnect them")
}
