import TrelayCore
import TrelaySystem

/// The state of a producer, behind one lock that is held for short moments only: never while waiting, never while a
/// completion runs.
struct ProducerState: Sendable {
    /// A record that cannot be handed to the library yet: its topic's partition count is not known, or the client is
    /// being replaced.
    struct Parked: Sendable {
        var record: OutgoingRecord
        var topic: String
        var partition: Int32?
        var slot: Int
    }

    /// A completion that is due, to be called without the lock.
    struct Due: Sendable {
        var completion: KafkaDeliveryHandler
        var result: Result<KafkaDelivery, KafkaError>
    }

    /// Nil while the client is being replaced.
    var handle: ClientHandle?
    var outstanding: OutstandingRecords
    /// In the order of their appends. Bounded by `outstanding`.
    var parked: [Parked] = []
    /// Kept for the life of the producer: the partition of a key must not change under a log.
    var partitionCounts: [String: Int32] = [:]
    /// Topics whose partition count is being asked for.
    var lookups: Set<String> = []
    var closeDeadline: Deadline?
    /// To be told by the producer's thread. Bounded: each was outstanding before.
    var due: [Due] = []
    /// The client failed for good.
    var fatal: KafkaError?
    let settings: KafkaSettings

    var isClosing: Bool { closeDeadline != nil }

    init(handle: ClientHandle, maximumOutstanding: Int, settings: KafkaSettings) {
        self.handle = handle
        self.settings = settings
        outstanding = OutstandingRecords(maximum: maximumOutstanding)
    }

    func explanation(_ topic: String) -> FailureExplanation {
        FailureExplanation(settings: settings, operation: .write, topic: topic)
    }

    enum Admission {
        case taken
        /// The topic's partition count must be asked for.
        case needsLookup
        case refused(KafkaError)
    }

    mutating func admit(
        _ record: OutgoingRecord, _ topic: String, _ partition: Int32?, _ completion: @escaping KafkaDeliveryHandler
    ) -> Admission {
        guard !isClosing else { return .refused(.closed("Kafka producer")) }
        guard let slot = outstanding.insert(.init(topic: topic, completion: completion)) else {
            return .refused(explanation(topic).error(.queueFull))
        }
        let entry = Parked(record: record, topic: topic, partition: partition, slot: slot)
        // Behind a parked record of the same topic the next one has to wait too, or it would overtake.
        let mustWait = handle == nil || fatal != nil || parked.contains { $0.topic.utf8.elementsEqual(topic.utf8) }
        if !mustWait, let target = self.partition(of: entry) {
            if let refusal = produce(entry, target) {
                _ = outstanding.remove(slot)
                return .refused(refusal)
            }
            return .taken
        }
        parked.append(entry)
        return needsLookup(entry) && lookups.insert(topic).inserted ? .needsLookup : .taken
    }

    private func needsLookup(_ entry: Parked) -> Bool {
        entry.partition == nil && entry.record.key != nil && partitionCounts[entry.topic] == nil
    }

    /// Where the record goes: as wished, by its key as Kafka's Java clients do, or (-1) anywhere.
    /// Nil while the partition count is not known.
    private func partition(of entry: Parked) -> Int32? {
        if let partition = entry.partition { return partition }
        guard let key = entry.record.key else { return -1 }
        return partitionCounts[entry.topic].map { JavaPartitioner.partition(key: key, count: $0) }
    }

    /// - Returns: the reason if the library refuses the record.
    private mutating func produce(_ entry: Parked, _ partition: Int32) -> KafkaError? {
        guard let handle else { return .closed("Kafka producer") }
        let code = RecordProduction.produce(
            entry.record, to: entry.topic, partition: partition, slot: entry.slot, handle)
        switch code {
        case .noError: return nil
        case .fatal:
            // The event of this error is on its way, and with it a new client that takes the record.
            fatal = handle.fatalCause()
            parked.append(entry)
            return nil
        case .unknownPartitionLocally: return explanation(entry.topic).error(code, text: "no partition \(partition)")
        default: return explanation(entry.topic).error(code)
        }
    }

    /// Hands over what can be handed over by now.
    mutating func flushParked() -> [Due] {
        guard handle != nil, fatal == nil, !parked.isEmpty else { return [] }
        var due: [Due] = []
        let waiting = parked
        parked = []
        for (index, entry) in waiting.enumerated() {
            guard fatal == nil else {
                parked += waiting[index...]
                break
            }
            guard let target = partition(of: entry) else {
                parked.append(entry)
                continue
            }
            if let refusal = produce(entry, target), let removed = outstanding.remove(entry.slot) {
                due.append(Due(completion: removed.completion, result: .failure(refusal)))
            }
        }
        return due
    }

    /// Gives up the parked records of a topic.
    mutating func failParked(of topic: String, _ error: KafkaError) -> [Due] {
        let failed = parked.filter { $0.topic.utf8.elementsEqual(topic.utf8) }
        parked.removeAll { $0.topic.utf8.elementsEqual(topic.utf8) }
        return failed.compactMap { outstanding.remove($0.slot) }.map {
            Due(completion: $0.completion, result: .failure(error))
        }
    }

    /// Gives up all parked records.
    mutating func failAllParked(_ error: KafkaError) -> [Due] {
        defer { parked = [] }
        return parked.compactMap { outstanding.remove($0.slot) }.map {
            Due(completion: $0.completion, result: .failure(error))
        }
    }

    /// Gives up everything that the library had: what becomes of it is not known any more.
    mutating func failHandedOver(_ error: (String) -> KafkaError) -> [Due] {
        let kept = Set(parked.map(\.slot))
        return outstanding.removeAll(except: kept).map {
            Due(completion: $0.completion, result: .failure(error($0.topic)))
        }
    }
}
