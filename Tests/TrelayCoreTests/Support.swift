import TrelayCore
import TrelayFormat

/// Values, change sets and records for tests. The namespace is `shop` unless said otherwise.
enum Sample {
    static let namespace = "shop"
    static let provider: JSONValue = ["type": "openai", "baseURL": "https://api.example.com/v1"]
    static let prompt: JSONValue = ["version": "1", "template": "Be brief."]
    static let model: JSONValue = ["version": "1.2.3"]

    static func route(to provider: String = "main", weight: Int = 100) -> JSONValue {
        ["targets": [["provider": .string(provider), "weight": JSONValue(weight)]]]
    }

    static func key(_ text: String) -> ResourceKey {
        guard let key = ResourceKey(text) else { preconditionFailure("\(text) is not a key") }
        return key
    }

    static func put(_ key: String, _ value: JSONValue) -> Change { .put(Self.key(key), value) }
    static func patch(_ key: String, _ value: JSONValue) -> Change { .patch(Self.key(key), value) }
    static func delete(_ key: String) -> Change { .delete(Self.key(key)) }

    static func changeSet(
        id: String, _ changes: [Change], base: ChangeSet.Base? = nil, namespace: String = namespace
    ) -> ChangeSet {
        ChangeSet(namespace: namespace, id: id, author: "ana@shop", reason: "a test", base: base, changes: changes)
    }

    static func metadata(id: String, type: String = EventType.change) -> EventMetadata {
        EventMetadata(id: id, source: "test", type: type)
    }

    static func record(_ changeSet: ChangeSet, at offset: Int64, partition: Int32 = 0) -> Record {
        record(body: changeSet.json(), id: changeSet.id, at: offset, key: changeSet.namespace, partition: partition)
    }

    static func record(
        body: JSONValue, id: String, at offset: Int64, key: String = namespace, partition: Int32 = 0
    ) -> Record {
        let outgoing = EventCodec.encode(body, key: key, metadata: metadata(id: id))
        return received(outgoing, at: offset, partition: partition)
    }

    static func received(_ outgoing: OutgoingRecord, at offset: Int64, partition: Int32 = 0) -> Record {
        Record(
            partition: partition, offset: offset, timestamp: Timestamp(milliseconds: 1_000_000 + offset),
            key: outgoing.key, value: outgoing.value, headers: outgoing.headers)
    }

    static func headers(_ pairs: [(String, String?)]) -> RecordHeaders {
        var headers = RecordHeaders()
        for (name, value) in pairs { headers.append(name, value.map { Array($0.utf8) }) }
        return headers
    }

    static let goodHeaders: [(String, String?)] = [
        ("ce_specversion", "1.0"), ("ce_id", "e1"), ("ce_source", "test"), ("ce_type", EventType.change),
    ]
}

/// A fold that counts its own offsets.
final class Bench {
    var fold: Fold
    var offset: Int64 = 0

    init(limits: FoldLimits = FoldLimits()) {
        fold = Fold(partitionCount: 1, limits: limits)
    }

    var state: NamespaceState { fold.state(of: Sample.namespace) }

    @discardableResult
    func publish(_ changes: [Change], id: String? = nil, base: ChangeSet.Base? = nil) -> Verdict? {
        apply(Sample.changeSet(id: id ?? "e\(offset)", changes, base: base))
    }

    @discardableResult
    func apply(_ changeSet: ChangeSet) -> Verdict? {
        apply(Sample.record(changeSet, at: offset))
    }

    @discardableResult
    func apply(_ record: Record) -> Verdict? {
        defer { offset += 1 }
        var record = record
        record.offset = offset
        return fold.apply(record)
    }

    /// Folds a body under the id `e1`, and gives what the fold has against it.
    func rejection(of body: JSONValue, id: String = "e1") -> Rejection? {
        apply(Sample.record(body: body, id: id, at: offset))?.outcome.rejection
    }

    func rejection(of changes: [Change], base: ChangeSet.Base? = nil) -> Rejection? {
        publish(changes, base: base)?.outcome.rejection
    }
}

/// SplitMix64: the same seed gives the same numbers everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }
}
