import TrelayCore
import TrelayLog
import TrelaySystem

/// A reader's position in the log, and what it has told so far. Its steps decide when a poll returns.
struct SimulatedReaderState {
    /// What a look at the log came to.
    enum Step: Sendable {
        case deliver(LogBatch)
        /// Nothing to tell. `isTicking`: a fault that ends by itself is open, so look again soon.
        case wait(isTicking: Bool)
    }

    fileprivate struct Place {
        var start: StartPosition
        /// Nil until the broker was reached.
        var next: Int64?
        /// The end that this reader knows of: a delay keeps it behind the partition's.
        var visibleEnd: Int64 = 0
        var watermarks = Watermarks(low: 0, high: 0)
        /// Ticks for which new records stay invisible.
        var delayTicks = 0
        /// The end that was last reported as reached.
        var reportedEnd: Int64?
        /// Where the last batch began, for a redelivery.
        var batchStart: Int64?
        var redeliver = false
    }

    /// The most records that one poll takes from one partition.
    static let maximumBatchRecords = 10_000

    let topic: String
    let event: EventDescriptor
    private var places: [Int32: Place]
    private var generator: SimulationGenerator
    private var wasConnected = true
    private var failure: LogError?
    var isWoken = false
    var isClosed = false
    var isPolling = false

    init(
        topic: String, positions: [Int32: StartPosition], generator: SimulationGenerator, event: EventDescriptor
    ) {
        self.topic = topic
        self.generator = generator
        self.event = event
        places = positions.mapValues { Place(start: $0) }
    }

    mutating func redeliver(_ partition: Int32) { places[partition]?.redeliver = true }

    mutating func step(_ log: SimulatedView) throws(LogError) -> Step {
        if isClosed { throw .closed("reader") }
        if let failure { throw failure }
        let hasChanged = log.isConnected != wasConnected
        wasConnected = log.isConnected
        var records: [Record] = []
        var hasNews = hasChanged || isWoken
        if log.isConnected {
            do throws(LogError) {
                try look(log)
            } catch {
                failure = error
                throw error
            }
            for partition in places.keys.sorted() {
                if advance(partition, log, &records) { hasNews = true }
            }
        }
        guard hasNews || !records.isEmpty else { return .wait(isTicking: isTicking(log)) }
        isWoken = false
        return .deliver(batch(records))
    }

    /// The batch of a poll that ends without news.
    func batch(_ records: [Record] = []) -> LogBatch {
        let progress = places.keys.sorted().compactMap { partition -> PartitionProgress? in
            guard let place = places[partition], let next = place.next else { return nil }
            return PartitionProgress(
                partition: partition, next: next, watermarks: place.watermarks, reachedEnd: next >= place.visibleEnd)
        }
        return LogBatch(records: records, progress: progress, isConnected: wasConnected)
    }

    private func isTicking(_ log: SimulatedView) -> Bool {
        log.isReconnecting || places.values.contains { $0.delayTicks > 0 }
    }

    /// Learns the bounds of all partitions, before anything is delivered: an error comes alone.
    private mutating func look(_ log: SimulatedView) throws(LogError) {
        guard let partitions = log.topics[topic] else { throw .unknown(topic: topic) }
        for (number, place) in places.sorted(by: { $0.key < $1.key }) {
            guard partitions.indices.contains(Int(number)) else { throw .unknown(topic: topic, partition: number) }
            let partition = partitions[Int(number)]
            let bounds = partition.watermarks
            var place = place
            let isNew = place.next == nil
            let next = place.next ?? place.start.offset(within: bounds)
            guard next >= bounds.low, next <= bounds.high else {
                throw .truncated(
                    .init(topic: topic, partition: number, requested: next, low: bounds.low, high: bounds.high))
            }
            place.next = next
            place.extend(to: min(bounds.high, partition.heldFrom ?? .max), isNew: isNew, log.faults, &generator)
            place.watermarks = Watermarks(low: bounds.low, high: max(place.visibleEnd, next))
            places[number] = place
        }
    }

    /// Takes what is visible. True if there is something to tell.
    private mutating func advance(
        _ number: Int32, _ log: SimulatedView, _ records: inout [Record]
    ) -> Bool {
        guard var place = places[number], let next = place.next, let partition = log.topics[topic]?[Int(number)] else {
            return false
        }
        var start = next
        let isRepeated = generator.chance(perThousand: log.faults.redeliveryPerThousand)
        if place.redeliver || isRepeated, let batchStart = place.batchStart, batchStart >= place.watermarks.low {
            start = min(batchStart, next)
            place.batchStart = nil
        }
        place.redeliver = false
        var limit = Self.maximumBatchRecords
        if let maximum = log.faults.maximumBatchRecords { limit = generator.number(in: 1...max(maximum, 1)) }
        let found = partition.records(from: start, upTo: place.visibleEnd, limit: limit)
        records.append(contentsOf: found)
        // With nothing left, the rest is a hole: go on behind it.
        let isExhausted = found.count < limit
        let reached = isExhausted ? max(place.visibleEnd, start) : (found.last.map { $0.offset + 1 } ?? start)
        if !found.isEmpty { place.batchStart = start == next ? start : nil }
        place.next = reached
        let isAtEnd = reached >= place.visibleEnd
        let isNews = isAtEnd && place.reportedEnd != reached
        if isAtEnd { place.reportedEnd = reached }
        places[number] = place
        return isNews
    }
}

extension SimulatedReaderState.Place {
    /// Lets the reader see up to `end`, unless a delay begins or is not over.
    fileprivate mutating func extend(
        to end: Int64, isNew: Bool, _ faults: SimulatedFaults, _ generator: inout SimulationGenerator
    ) {
        if end <= visibleEnd, !isNew {
            // A cut tail takes visible records back.
            visibleEnd = end
            delayTicks = 0
        } else if delayTicks > 0 {
            delayTicks -= 1
            if delayTicks == 0 { visibleEnd = end }
        } else if !isNew, generator.chance(perThousand: faults.delayPerThousand) {
            delayTicks = generator.number(in: 1...max(faults.maximumDelayTicks, 1))
        } else {
            visibleEnd = end
        }
    }
}

extension StartPosition {
    fileprivate func offset(within bounds: Watermarks) -> Int64 {
        switch self {
        case .beginning: bounds.low
        case .end: bounds.high
        case .offset(let offset): offset
        }
    }
}

/// What a reader may see of the log in one step.
struct SimulatedView {
    let topics: [String: [SimulatedPartition]]
    let faults: SimulatedFaults
    let isConnected: Bool
    let isReconnecting: Bool
}
