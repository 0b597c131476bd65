import Testing
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySimulation
import TrelaySystem

@testable import TrelayAudit

@Suite("The recorder writes everything down")
struct RecorderTests {
    @Test("Accepted, repeated, rejected, garbage, null, stray and misplaced records are all there, as they were")
    func everything() throws {
        let scene = try Scene(partitions: 3)
        let home = JavaPartitioner.partition(key: Array("shop".utf8), count: 3)
        try scene.append(scene.change())
        try scene.append(scene.change(id: "twice"))
        try scene.append(scene.change(id: "twice"))
        try scene.append(scene.change(base: 1))
        try scene.append(raw("shop", [0xff, 0x00, 0x7b]))
        try scene.append(raw("shop", nil))
        try scene.append(raw("shop", []))
        try scene.append(raw("shop", [UInt8](repeating: 0x20, count: 950_000)))
        try scene.append(scene.change(), partition: (home + 1) % 3)
        try scene.append(raw(nil, [1]), partition: 0)
        try scene.append(raw("NOT A NAMESPACE", [1]), partition: 1)
        try scene.append(scene.change("other"))
        try scene.recordAll()

        #expect(try scene.stored(.changes) == scene.contents(.changes))
        let changes = try scene.reader().changes(AuditFilter())
        #expect(changes.count == 12)
        let shop = changes.filter { $0.namespace == "shop" && $0.partition == home }.reversed()
        #expect(shop.map(\.outcome) == ["accepted", "accepted", "accepted"] + Array(repeating: "rejected", count: 5))
        #expect(shop.map(\.isDuplicate) == [false, false, true, false, false, false, false, false])
        #expect(shop.map(\.revision) == [1, 2, 2, nil, nil, nil, nil, nil])
        #expect(shop.prefix(4).map(\.code) == [nil, nil, nil, "conflict"])
        #expect(changes.contains { $0.code == "misplaced" })
        #expect(changes.count { $0.namespace == nil && $0.outcome == "rejected" } == 2)
        #expect(changes.contains { $0.namespace == "other" && $0.revision == 1 })
        #expect(try scene.reader().verify().firstBad == nil)
    }

    @Test("Null, empty and full are three things, in keys, values and headers")
    func absence() throws {
        let scene = try Scene()
        var headers = RecordHeaders()
        headers.append("null", nil)
        headers.append("empty", [])
        headers.append("twice", [0])
        headers.append("twice", [1, 2])
        headers.append("", [3])
        for value in [nil, [], [0]] as [[UInt8]?] {
            for key in [nil, "", "k"] { try scene.append(raw(key, value, headers: headers), partition: 0) }
        }
        try scene.recordAll()
        #expect(try scene.stored(.changes) == scene.contents(.changes))
        #expect(try scene.stored(.changes).map(\.value) == [nil, nil, nil, [], [], [], [0], [0], [0]])
        #expect(try scene.reader().verify().firstBad == nil)
    }

    @Test("An accepted change is listed with who, why, what, and the chain and digest after it")
    func details() throws {
        let scene = try Scene()
        try scene.append(scene.change(id: "first"))
        try scene.recordAll()
        var fold = Fold(partitionCount: 1)
        for record in try scene.contents(.changes) { _ = fold.apply(record) }
        let change = try #require(try scene.reader().changes(AuditFilter()).first)
        #expect(change.event == "first")
        #expect(change.author == "ana")
        #expect(change.reason == "because")
        #expect(change.resources == ["prompt/greeting"])
        #expect(change.chain == "\(fold.state(of: "shop").chain)")
        #expect(change.digest == "\(fold.state(of: "shop").digest())")
        #expect(change.timestamp == scene.clock.now)
    }

    @Test("A path with a NUL in it is kept whole")
    func nul() throws {
        let scene = try Scene()
        var headers = RecordHeaders()
        for (name, value) in [("specversion", "1.0"), ("id", "e"), ("source", "s"), ("type", EventType.change)] {
            headers.append("ce_" + name, value)
        }
        try scene.append(raw("shop", Array(#"{"a\u0000b":1}"#.utf8), headers: headers))
        try scene.recordAll()
        #expect(try scene.reader().changes(AuditFilter()).first?.pointer == "/a\0b")
        #expect(try scene.reader().verify().firstBad == nil)
    }

    @Test("Every ack is there, and what is no ack is kept beside them")
    func acks() throws {
        let scene = try Scene()
        try scene.append(scene.change())
        try scene.ack(sampleAck())
        let refusal = Refusal(code: "credentialMissing", path: "/provider/x", message: "no key", stage: Stage.prepared)
        try scene.ack(sampleAck(worker: "gw-2", outcome: .nacked, refusal: refusal))
        for value in [nil, [], [0xff]] as [[UInt8]?] {
            try scene.log.appendDirectly(raw("gw-1", value), to: scene.topics.acks, partition: 0)
        }
        try scene.recordAll()
        #expect(try scene.stored(.acks) == scene.contents(.acks))
        let acks = try scene.reader().acks(namespace: "shop", revision: 1)
        #expect(acks.map(\.worker) == ["gw-1", "gw-2"])
        #expect(acks.map(\.outcome) == ["effective", "nacked"])
        #expect(acks.map(\.nanoseconds) == [3_000, 3_000])
        #expect(acks.last?.code == "credentialMissing")
        #expect(acks.last?.path == "/provider/x")
        #expect(acks.last?.stage == Stage.prepared)
        let verification = try scene.reader().verify()
        #expect(verification.firstBad == nil)
        #expect(verification.acks == 2)
        #expect(verification.unreadableAcks == 3)
    }

    @Test("An ack that claims to have taken for ever does not bring the recorder down")
    func absurdDurations() throws {
        let scene = try Scene()
        let forever = UInt64(9_007_199_254_740_991)
        try scene.ack(sampleAck(nanoseconds: Array(repeating: forever, count: 1_100)))
        try scene.recordAll()
        #expect(try scene.reader().acks(namespace: "shop", revision: 1).map(\.nanoseconds) == [.max])
    }

    // MARK: Killed and started again

    @Test("Killed after any step, it goes on without skipping or repeating", arguments: 0..<12)
    func killedBetween(steps: Int) throws {
        var faults = SimulatedFaults.none
        faults.maximumBatchRecords = 3
        let scene = try Scene(partitions: 2, seed: UInt64(steps) + 1, faults: faults)
        try scene.publish(10)
        try scene.append(raw(nil, [1]), partition: 0)
        try scene.publish(10, namespace: "other")
        var killed: Recording? = try scene.recording()
        for _ in 0..<steps { _ = try killed?.step() }
        killed = nil
        try scene.recordAll()
        #expect(try scene.stored() == scene.contents(.changes) + scene.contents(.acks))
        #expect(try scene.reader().verify().firstBad == nil)
    }

    @Test("Killed at every second step, under faults of every kind", arguments: 1...4)
    func killedOften(seed: UInt64) throws {
        let scene = try Scene(partitions: 2, seed: seed, faults: .all)
        try scene.publish(15)
        try scene.publish(15, namespace: "other")
        let expected = try scene.recordCount()
        var attempts = 0
        while (try? scene.storedCount()) ?? 0 < expected, attempts < 2_000 {
            attempts += 1
            // Without a connection no recording begins: the next attempt may have one.
            guard let recording = try? scene.recording() else { continue }
            // Contact that was lost and came back ends a recording, too.
            for _ in 0..<2 {
                do throws(AuditError) { _ = try recording.step() } catch { try #require(!error.isFinal) }
            }
        }
        #expect(try scene.stored() == scene.contents(.changes) + scene.contents(.acks))
        #expect(try scene.reader().verify().firstBad == nil)
    }

    @Test("Interrupted inside a batch, it keeps nothing of the batch and writes all of it later", arguments: 0..<6)
    func killedInside(offset: Int64) throws {
        let scene = try Scene()
        _ = try scene.recording()
        try scene.publish(6)
        try scene.tamper(
            """
            CREATE TRIGGER kill BEFORE INSERT ON changes WHEN NEW."offset" = \(offset)
            BEGIN SELECT RAISE(ABORT, 'killed'); END;
            """)
        let recording = try scene.recording()
        let error = try #require(throws: AuditError.self) { try recording.step() }
        #expect(error.message.contains("killed"))
        #expect(!error.isFinal)
        #expect(try scene.stored(.changes).isEmpty)
        try scene.tamper("DROP TRIGGER kill")
        try scene.recordAll()
        #expect(try scene.stored(.changes) == scene.contents(.changes))
        #expect(try scene.reader().verify().firstBad == nil)
    }

    @Test("Holes in the offsets are no gaps in the record")
    func holes() throws {
        let scene = try Scene()
        try scene.publish(2)
        try scene.log.leaveGap(scene.topics.changes, partition: 0, count: 3)
        try scene.recordAll()
        try scene.publish(2)
        try scene.log.leaveGap(scene.topics.changes, partition: 0, count: 1)
        try scene.recordAll()
        #expect(try scene.stored(.changes).map(\.offset) == [0, 1, 5, 6])
        #expect(try scene.reader().verify().firstBad == nil)
    }
}
