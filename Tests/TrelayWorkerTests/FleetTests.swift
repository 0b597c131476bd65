import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayLog
import TrelaySimulation
import TrelaySystem

@testable import TrelayWorker

@Suite("What the fleet hears of a worker", .timeLimit(.minutes(3)))
struct FleetTests {
    @Test("The lease says who the worker is, what it runs and where it answers")
    func lease() throws {
        let world = World()
        try world.publishRetries(1)
        try world.withWorker(try Scratch()) { worker in
            let lease = try world.lease { $0.revision == 1 && $0.status == .serving }
            #expect(lease.worker == "gateway-1")
            #expect(lease.role == "gateway")
            #expect(lease.labels == ["zone": "a"])
            #expect(lease.build == "test 1")
            #expect(lease.namespace == "shop")
            #expect(lease.targetRevision == 1)
            #expect(lease.position == 0)
            #expect(lease.digest == (try world.expected().digest()))
            #expect(lease.endpoint == "http://127.0.0.1:\(try worker.port)")
            #expect(lease.heartbeatMilliseconds == 50)
            #expect(lease.refusal == nil)
            #expect(lease.incarnation == (try world.acks(1).first?.incarnation))
            let records = try world.log.contents(of: world.topics.workers, partition: 0)
            #expect(records.allSatisfy { $0.key == Array("\(World.namespace):gateway-1".utf8) })
            #expect(records.allSatisfy { $0.headers.text("ce_type") == EventType.lease })
        }
    }

    @Test("A worker that leaves in order says so last")
    func leaving() throws {
        let world = World()
        try world.publishRetries(1)
        try world.withWorker(try Scratch()) { _ in _ = try world.acks(1) }
        let last = try #require(try world.leases().last)
        #expect(last.status == .retired)
        #expect(last.revision == 1)
    }

    @Test("The acks that wait are delivered before the goodbye")
    func leavingWithAcks() throws {
        let world = World()
        try world.publishRetries(1)
        let role = ScriptedRole()
        try world.withWorker(try Scratch(), role: role) { worker in
            _ = try world.acks(1)
            let gate = try Gate()
            role.onPrepare { _ in gate.pass() }
            try world.publishRetries(2)
            #expect(gate.isReached())
            role.onPrepare(nil)
            world.log.disconnect()
            gate.open()
            #expect(eventually { role.live.revision == 2 })
            worker.beginStop()
            world.log.reconnect()
        }
        #expect(try world.acks().last?.toRevision == 2)
        #expect(try world.leases().last?.status == .retired)
    }

    @Test("With the broker away a worker still leaves, within its deadline")
    func leavingAlone() throws {
        let world = World()
        let scratch = try Scratch()
        try world.publishRetries(1)
        var settings = world.settings(scratch)
        settings.stopDeadline = .milliseconds(100)
        try world.withWorker(scratch, settings: settings) { _ in
            _ = try world.acks(1)
            world.log.disconnect()
        }
        #expect(try LastKnownGood(settings: settings).load()?.state.revision == 1)
    }

    @Test("An ack made while the broker is away arrives when it is back")
    func ackOverOutage() throws {
        let world = World()
        try world.publishRetries(1)
        let role = ScriptedRole()
        try world.withWorker(try Scratch(), role: role) { worker in
            _ = try world.acks(1)
            let gate = try Gate()
            role.onPrepare { _ in gate.pass() }
            try world.publishRetries(2)
            #expect(gate.isReached())
            world.log.disconnect()
            gate.open()
            #expect(try worker.reaches(.stale))
            #expect(try world.acks().count == 1)
            // The broker gives up what it was sent; the worker does not.
            world.log.expireOutstanding(written: false)
            world.log.reconnect()
            #expect(try world.acks(2).last?.toRevision == 2)
            #expect(try worker.reaches(.serving))
        }
    }

    @Test("Heartbeats do not pile up while the broker is away, and the last word is sent when it is back")
    func singleFlight() throws {
        let world = World()
        let report = Box(WorkerReport(statusSince: Timestamp(milliseconds: 0)))
        let writer = try world.log.openWriter(.init())
        defer { _ = writer.close(deadline: .zero) }
        let heartbeat = Heartbeat(
            writer: writer, settings: world.settings(try Scratch()), incarnation: "one", endpoint: nil
        ) { report.value }
        heartbeat.send()
        _ = try world.lease { _ in true }
        world.log.disconnect()
        for revision in 1...100 {
            report.change { $0.effectiveRevision = revision }
            heartbeat.send()
        }
        #expect(writer.outstanding == 1)
        #expect(eventually { heartbeat.isOverdue })
        world.log.reconnect()
        #expect(try world.lease { $0.revision == 100 }.incarnation == "one")
        #expect(eventually { !heartbeat.isOverdue })
        // The first, the one that waited, and what came up while they were on their way: not one of a hundred.
        #expect(try world.leases().count <= 4)
    }

    @Test("Asking whether it is overdue while the broker takes one after the other harms nobody")
    func concurrentDeliveries() throws {
        let world = World()
        let heartbeat = Heartbeat(
            writer: EagerWriter(), settings: world.settings(try Scratch()), incarnation: "one", endpoint: nil
        ) { WorkerReport(statusSince: Timestamp(milliseconds: 0)) }
        let isDone = Box(false)
        let answers = Box(0)
        let asking = try OSThread(name: "asking") {
            // Once, the clock was read before the time of the last delivery, which could then be the later one.
            while !isDone.value {
                let isOverdue = heartbeat.isOverdue
                answers.change { $0 += isOverdue ? 0 : 1 }
            }
        }
        for _ in 0..<20_000 { heartbeat.send() }
        isDone.change { $0 = true }
        asking.join()
        #expect(answers.value > 0)
    }

    @Test("Time that seems to run backwards is no time", arguments: [(5, 9, 4), (9, 5, 0), (7, 7, 0)])
    func elapsed(start: UInt64, end: UInt64, expected: UInt64) {
        #expect(Heartbeat.elapsed(from: start, to: end) == expected)
    }

    // MARK: - Acks

    private func record(_ number: Int, padding: Int = 0) -> OutgoingRecord {
        OutgoingRecord(
            key: Array("gateway-1".utf8), value: Array("\(number)".utf8) + [UInt8](repeating: 0x20, count: padding),
            headers: RecordHeaders())
    }

    private func numbers(_ world: World) throws -> [Int] {
        try world.ackRecords().compactMap {
            Int(String(decoding: ($0.value ?? []).prefix { $0 != 0x20 }, as: UTF8.self))
        }
    }

    @Test("Acks are kept while the broker is away and delivered in their order afterwards")
    func keptAcks() throws {
        let world = World()
        let writer = try world.log.openWriter(.init())
        defer { _ = writer.close(deadline: .zero) }
        let acknowledger = try Acknowledger(writer: writer, topic: world.topics.acks)
        world.log.disconnect()
        for number in 1...20 { acknowledger.publish(record(number)) }
        #expect(writer.outstanding == 1)
        for _ in 1...3 {
            world.log.expireOutstanding(written: false)
            #expect(eventually { writer.outstanding == 0 })
            acknowledger.retry()
            #expect(eventually { writer.outstanding == 1 })
        }
        world.log.reconnect()
        #expect(acknowledger.flush(until: Deadline(after: patience)) == 0)
        #expect(try numbers(world) == Array(1...20))
        #expect(acknowledger.droppedCount == 0)
    }

    @Test(
        "An ack whose answer was lost is sent again rather than not at all, and never out of order",
        arguments: [
            true, false,
        ])
    func ackInDoubt(written: Bool) throws {
        let world = World()
        let writer = try world.log.openWriter(.init())
        defer { _ = writer.close(deadline: .zero) }
        let acknowledger = try Acknowledger(writer: writer, topic: world.topics.acks)
        world.log.loseAnswers(1, written: written)
        for number in 1...3 { acknowledger.publish(record(number)) }
        #expect(acknowledger.flush(until: Deadline(after: patience)) == 0)
        #expect(try numbers(world) == (written ? [1, 1, 2, 3] : [1, 2, 3]))
    }

    @Test("The queue of acks is bounded: the oldest are dropped and counted")
    func boundedAcks() throws {
        let world = World()
        let writer = try world.log.openWriter(.init())
        defer { _ = writer.close(deadline: .zero) }
        let acknowledger = try Acknowledger(writer: writer, topic: world.topics.acks)
        world.log.disconnect()
        let count = Acknowledger.maximumQueued + 100
        for number in 1...count { acknowledger.publish(record(number)) }
        #expect(acknowledger.queuedCount == Acknowledger.maximumQueued)
        #expect(acknowledger.droppedCount == 100)
        world.log.expireOutstanding(written: false)
        #expect(eventually { writer.outstanding == 0 })
        world.log.reconnect()
        #expect(acknowledger.flush(until: Deadline(after: patience)) == 0)
        #expect(try numbers(world) == Array(101...count))
    }

    @Test("An ack that the log never takes does not hold up the others")
    func impossibleAck() throws {
        var options = SimulatedLog.Options()
        options.maximumRecordBytes = 1_000
        let world = World(options: options)
        let writer = try world.log.openWriter(.init())
        defer { _ = writer.close(deadline: .zero) }
        let acknowledger = try Acknowledger(writer: writer, topic: world.topics.acks)
        for number in 1...3 { acknowledger.publish(record(number, padding: number == 2 ? 2_000 : 0)) }
        #expect(acknowledger.flush(until: Deadline(after: patience)) == 0)
        #expect(try numbers(world) == [1, 3])
        #expect(acknowledger.droppedCount == 1)
    }
}

/// A writer whose records are with the broker at once.
private final class EagerWriter: LogWriter {
    func append(
        _ record: OutgoingRecord, to topic: String, partition: Int32?,
        completion: @escaping @Sendable (Result<Delivery, LogError>) -> Void
    ) {
        completion(.success(Delivery(partition: 0, offset: 0)))
    }

    var outstanding: Int { 0 }
    func close(deadline: Duration) -> Int { 0 }
}
