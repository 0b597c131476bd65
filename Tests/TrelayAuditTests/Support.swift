import FoundationEssentials
import Testing
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySimulation
import TrelaySystem

@testable import TrelayAudit

/// A log, a file, and recorders that come and go.
final class Scene {
    let folder: String
    let topics = TopicNames()
    let log: SimulatedLog
    let clock = SimulationClock()
    let partitions: Int32
    private var count = 0

    var path: String { folder + "/audit.sqlite" }

    /// Never waits: every step takes what is there.
    static let timing: AuditRecorder.Timing = {
        var timing = AuditRecorder.Timing()
        timing.answer = .zero
        timing.poll = .zero
        timing.pause = .milliseconds(1)
        return timing
    }()

    init(partitions: Int32 = 1, seed: UInt64 = 1, faults: SimulatedFaults = .none) throws {
        self.partitions = partitions
        folder =
            FileManager.default.temporaryDirectory.path + "/trelay-audit-tests-"
            + SystemRandom.bytes(8).map { String($0, radix: 16) }.joined()
        try DurableFile.createDirectory(folder)
        log = SimulatedLog(
            options: .init(seed: seed, faults: faults),
            topics: [topics.changes: partitions, topics.acks: partitions]
        ) { [clock] in clock.now }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: Recording

    func recording() throws(AuditError) -> Recording {
        try Recording(path: path, topics: topics, log: log, timing: Self.timing)
    }

    /// Records with one recorder until it has everything that the log holds.
    func recordAll() throws {
        let recording = try recording()
        let expected = try recordCount()
        // Faults end by themselves after some polls; a recorder that never gets there fails the count below.
        var steps = 0
        while try storedCount() < expected, steps < 10_000 {
            steps += 1
            _ = try recording.step()
        }
        try #require(try storedCount() == expected)
    }

    /// The records of both topics as the log holds them.
    func contents(_ stream: AuditStream) throws -> [Record] {
        try (0..<partitions).flatMap { try log.contents(of: stream.topic(topics), partition: $0) }
    }

    func recordCount() throws -> Int { try contents(.changes).count + contents(.acks).count }

    /// The records of a stream as the file holds them.
    func stored(_ stream: AuditStream) throws -> [Record] {
        var records: [Record] = []
        try AuditStore(reading: path).eachRecord(stream) { stored in
            if let record = stored.record { records.append(record) }
            return true
        }
        return records
    }

    func storedCount() throws -> Int {
        let store = try AuditStore(reading: path)
        return try store.countRecords(.changes) + store.countRecords(.acks)
    }

    func stored() throws -> [Record] { try stored(.changes) + stored(.acks) }

    func reader() throws -> AuditReader { try AuditReader(path: path) }

    func tamper(_ sql: String) throws {
        try Database(path: path, mode: .readWrite).execute(sql)
    }

    // MARK: What happens on the log

    @discardableResult
    func append(_ record: OutgoingRecord, partition: Int32? = nil) throws -> Int64 {
        clock.advance(milliseconds: 10)
        let home = partition ?? JavaPartitioner.partition(key: record.key ?? [], count: partitions)
        return try log.appendDirectly(record, to: topics.changes, partition: home)
    }

    @discardableResult
    func ack(_ ack: Ack) throws -> Int64 {
        clock.advance(milliseconds: 10)
        let metadata = EventMetadata(id: "ack-\(clock.now.milliseconds)", source: "test", type: EventType.ack)
        return try log.appendDirectly(ack.record(metadata: metadata), to: topics.acks, partition: 0)
    }

    /// A change that the fold accepts, made unique.
    func change(_ namespace: String = "shop", id: String? = nil, base: Int? = nil) -> OutgoingRecord {
        count += 1
        return event(namespace, id: id ?? "event-\(count)", text: "text \(count)", base: base)
    }

    /// `count` accepted changes and the ack of each.
    func publish(_ count: Int, namespace: String = "shop") throws {
        for _ in 0..<count {
            try append(change(namespace))
            try ack(sampleAck(namespace: namespace, from: self.count - 1, to: self.count))
        }
    }
}

func event(_ namespace: String, id: String, text: String, base: Int? = nil) -> OutgoingRecord {
    let set = ChangeSet(
        namespace: namespace, id: id, author: "ana", reason: "because",
        base: base.map { ChangeSet.Base(revision: $0) },
        changes: [.put(ResourceKey(kind: "prompt", name: "greeting"), ["version": "1", "template": .string(text)])])
    return EventCodec.encode(
        set.json(), key: namespace, metadata: EventMetadata(id: id, source: "test", type: EventType.change))
}

func sampleAck(
    worker: String = "gw-1", namespace: String = "shop", from: Int = 0, to: Int = 1, outcome: AckOutcome = .effective,
    refusal: Refusal? = nil, nanoseconds: [UInt64] = [1_000, 2_000]
) -> Ack {
    Ack(
        worker: worker, role: "gateway", labels: ["region": "eu"], build: "test", incarnation: "life-1",
        namespace: namespace, fromRevision: from, toRevision: to, outcome: outcome, refusal: refusal,
        stages: nanoseconds.map { StageDuration(name: Stage.prepared, nanoseconds: $0) },
        receivedAt: Timestamp(milliseconds: 1))
}

/// A record that says nothing to anybody.
func raw(_ key: String?, _ value: [UInt8]?, headers: RecordHeaders = RecordHeaders()) -> OutgoingRecord {
    OutgoingRecord(key: key.map { Array($0.utf8) }, value: value, headers: headers)
}
