public import TrelayCore
public import TrelayLog

/// What a test does to the log. Every command may come from any thread, and takes effect at once.
extension SimulatedLog {
    // MARK: Faults

    /// From now on these faults happen by themselves. Open ones take their course.
    public func setFaults(_ faults: SimulatedFaults) {
        perform { $0.faults = faults }
    }

    /// Ends all faults: nothing goes wrong by itself any more, the connection is back, nothing is held.
    public func heal() {
        perform { state in
            state.faults = .none
            state.lostAnswers = []
            for topic in state.topics.keys.sorted() {
                for partition in state.topics[topic]?.indices ?? 0..<0 {
                    state.topics[topic]?[partition].heldFrom = nil
                }
            }
            state.reconnect()
        }
    }

    /// Breaks the connection of every reader and writer until ``reconnect()``: reads say `isConnected == false`,
    /// appends stay outstanding.
    public func disconnect() {
        perform { $0.disconnect(ticks: nil) }
    }

    /// Brings the connection back; outstanding records are written in their order.
    public func reconnect() {
        perform { $0.reconnect() }
    }

    public var isConnected: Bool { perform { $0.isConnected } }

    /// Ends all outstanding records `inDoubt`, as a delivery timeout does.
    /// - Parameter written: whether they are in the log nevertheless; by default the seed decides for each.
    /// - Returns: how many there were.
    @discardableResult
    public func expireOutstanding(written: Bool? = nil) -> Int {
        perform { $0.giveUp(isWritten: written) { _ in true } }
    }

    /// Loses the answers of the next appends: they end `inDoubt`, and the records are written or not as told.
    public func loseAnswers(_ count: Int = 1, written: Bool) {
        perform { $0.lostAnswers += Array(repeating: written, count: max(count, 0)) }
    }

    /// Hides the partition's records from an offset on (by default what is appended from now on): until
    /// ``releaseDelivery(of:partition:)`` readers are told that the log ends there, while the question for its bounds is
    /// answered truly. A leader that has just started tells too low an end in this way.
    public func holdDelivery(of topic: String, partition: Int32, from offset: Int64? = nil) throws(LogError) {
        try change(topic, partition) { $0.heldFrom = offset ?? $0.watermarks.high }
    }

    public func releaseDelivery(of topic: String, partition: Int32) throws(LogError) {
        try change(topic, partition) { $0.heldFrom = nil }
    }

    /// Makes every open reader of the partition get its last batch once more.
    public func redeliver(_ topic: String, partition: Int32) {
        perform { state in
            for identifier in state.readers.keys.sorted() where state.readers[identifier]?.topic == topic {
                state.readers[identifier]?.redeliver(partition)
            }
            state.signal()
        }
    }

    // MARK: History

    /// Raises the low watermark, as retention does: records below `offset` are gone.
    public func trim(_ topic: String, partition: Int32, below offset: Int64) throws(LogError) {
        try change(topic, partition) { $0.trim(below: offset) }
    }

    /// Removes the records at and after `offset`, as an unclean election does; new records get these offsets again.
    public func cutTail(_ topic: String, partition: Int32, from offset: Int64) throws(LogError) {
        try change(topic, partition) { $0.cutTail(from: offset) }
    }

    /// Puts other bytes in the place of a record. Only a hash chain notices that.
    /// - Returns: false if there is no record with this offset.
    public func rewrite(
        _ topic: String, partition: Int32, offset: Int64, with record: OutgoingRecord
    ) throws(LogError) -> Bool {
        try change(topic, partition) { $0.rewrite(offset, with: record) }
    }

    /// Leaves offsets without records, as transaction markers do.
    public func leaveGap(_ topic: String, partition: Int32, count: Int64) throws(LogError) {
        try change(topic, partition) { $0.leaveGap(count) }
    }

    /// Puts a record on the log as if somebody else had: no writer, no faults.
    /// - Returns: its offset.
    @discardableResult
    public func appendDirectly(
        _ record: OutgoingRecord, to topic: String, partition: Int32
    ) throws(LogError) -> Int64 {
        try performThrowing { (state: inout SimulatedState) throws(LogError) -> Int64 in
            try state.write(record, to: topic, partition: partition)
        }
    }

    /// What the partition truly holds, whatever readers see of it: for checkers.
    public func contents(of topic: String, partition: Int32) throws(LogError) -> [Record] {
        try performThrowing { (state: inout SimulatedState) throws(LogError) -> [Record] in
            try state.partition(partition, of: topic).records
        }
    }

    private func change<Outcome: Sendable>(
        _ topic: String, _ partition: Int32, _ body: (inout SimulatedPartition) -> Outcome
    ) throws(LogError) -> Outcome {
        try performThrowing { (state: inout SimulatedState) throws(LogError) -> Outcome in
            try state.update(partition, of: topic, body)
        }
    }
}
