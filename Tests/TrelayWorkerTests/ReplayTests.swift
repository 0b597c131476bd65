import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP
import TrelayLog
import TrelaySimulation
import TrelayTelemetry

@testable import TrelayWorker

@Suite("Following the log", .timeLimit(.minutes(3)))
struct ReplayTests {
    @Test("A long replay is applied once: one ack says from where to where")
    func catchUp() throws {
        var options = SimulatedLog.Options()
        options.faults.maximumBatchRecords = 7
        let world = World(options: options)
        for number in 1...50 { try world.publishRetries(number) }
        let role = ScriptedRole()
        try world.withWorker(try Scratch(), role: role) { worker in
            let ack = try #require(try world.acks(1).first)
            #expect(ack.fromRevision == 0)
            #expect(ack.toRevision == 50)
            #expect(ack.source?.eventID == "event-50")
            #expect(ack.digest == (try world.expected().digest()))
            #expect(try worker.becomesReady())
            try world.publishRetries(51)
            let next = try #require(try world.acks(2).last)
            #expect(next.fromRevision == 50)
            #expect(next.toRevision == 51)
        }
        #expect(role.preparedRevisions == [50, 51])
    }

    @Test("The trace of the last change survives rejected records behind it")
    func traceOverBatches() throws {
        var options = SimulatedLog.Options()
        options.faults.maximumBatchRecords = 1
        let world = World(options: options)
        let published = TraceContext.random()
        try world.publish(try World.retries(1), traceparent: published.traceparent)
        for _ in 1...5 { try world.garbage() }
        try world.withWorker(try Scratch()) { _ in
            _ = try world.acks(1)
            let header = try #require(try world.ackRecords().first?.headers.text("traceparent"))
            #expect(TraceContext(traceparent: header, tracestate: nil)?.traceID == published.traceID)
        }
    }

    @Test("Poison is rejected and counted, and the log goes on")
    func poison() throws {
        let world = World(partitions: 4)
        let role = ScriptedRole()
        try world.withWorker(try Scratch(), role: role) { worker in
            #expect(try worker.becomesReady())
            let key = Array(World.namespace.utf8)
            try world.garbage()
            try world.append(OutgoingRecord(key: key, value: nil, headers: RecordHeaders()))
            // No key at all, in the partition that the worker reads.
            let keyless = OutgoingRecord(key: nil, value: [0xff, 0xfe], headers: RecordHeaders())
            try world.log.appendDirectly(keyless, to: world.topics.changes, partition: world.home)
            try world.publish([.delete(try #require(ResourceKey("route/none")))])
            try world.publish(try World.retries(1), base: 7)
            try world.publishRetries(1, id: "good")
            try world.publishRetries(2, id: "good")
            let ack = try #require(try world.acks(1).first)
            #expect(ack.toRevision == 1)
            #expect(ack.source?.eventID == "good")
            let end = try world.log.watermarks(of: world.topics.changes, partition: world.home, timeout: patience).high
            _ = try world.lease { $0.position == end - 1 }
            let metrics = String(decoding: try worker.get("/metrics").body, as: UTF8.self)
            #expect(metrics.contains("trelay_records_total{namespace=\"shop\",outcome=\"accepted\"} 1\n"))
            #expect(metrics.contains("trelay_records_total{namespace=\"shop\",outcome=\"rejected\"} 5\n"))
            #expect(metrics.contains("trelay_records_total{namespace=\"shop\",outcome=\"duplicate\"} 1\n"))
            #expect(try world.acks().count == 1)
        }
        #expect(role.preparedRevisions == [0, 1])
    }

    @Test("Records that are delivered again are not applied again")
    func redelivery() throws {
        let world = World()
        let role = ScriptedRole()
        try world.publishRetries(1)
        try world.withWorker(try Scratch(), role: role) { _ in
            _ = try world.acks(1)
            try world.publishRetries(2)
            _ = try world.acks(2)
            world.log.redeliver(world.topics.changes, partition: 0)
            try world.publishRetries(3)
            #expect(try world.acks(3).map(\.toRevision) == [1, 2, 3])
        }
        #expect(role.preparedRevisions == [1, 2, 3])
    }

    @Test(
        "Under faults of every kind the worker arrives where the log is, without skipping or repeating",
        arguments: [
            UInt64(3), 4, 5,
        ])
    func faults(seed: UInt64) throws {
        let world = World(options: .init(seed: seed, faults: .all))
        let role = ScriptedRole()
        try world.withWorker(try Scratch(), role: role) { worker in
            for number in 1...40 {
                try world.publishRetries(number)
                if number == 20 { _ = eventually { role.live.revision > 0 } }
            }
            world.log.heal()
            #expect(eventually { role.live.revision == 40 })
            #expect(role.live.digest() == (try world.expected().digest()))
            let isDelivered = try eventually { try world.acks().contains { $0.toRevision == 40 } }
            #expect(isDelivered)
            #expect(try worker.reaches(.serving))
        }
        let prepared = role.preparedRevisions
        #expect(prepared == prepared.sorted())
        #expect(Set(prepared).count == prepared.count)
        // An ack in doubt is sent again; but never one behind its successor.
        let revisions = try world.acks().map(\.toRevision)
        #expect(revisions == revisions.sorted())
    }

    @Test("An empty namespace is served as such, and there is nothing to acknowledge")
    func emptyNamespace() throws {
        let world = World()
        try world.withWorker(try Scratch()) { worker throws in
            #expect(try worker.becomesReady())
            #expect(try worker.json("/v1/config")["revision"]?.integerValue == 0)
            #expect(try world.acks().isEmpty)
        }
    }

    @Test("A worker is ready only after the end of the log was reached and what is there has been through the pipeline")
    func readiness() throws {
        let world = World()
        try world.publishRetries(1)
        let role = ScriptedRole()
        let gate = try Gate()
        role.onPrepare { _ in gate.pass() }
        try world.withWorker(try Scratch(), role: role) { worker in
            #expect(gate.isReached())
            let answer = try worker.get("/readyz")
            #expect(answer.status == 503)
            #expect(try JSONParser.parse(answer.body)["reason"]?.stringValue == "applying revision 1")
            // Nothing is not the same as an empty configuration.
            #expect(try worker.get("/v1/config").status == 503)
            #expect(try worker.get("/livez").status == 200)
            gate.open()
            #expect(try worker.becomesReady())
            #expect(try worker.get("/v1/config").status == 200)
        }
    }

    @Test("A first configuration that is refused leaves the worker not ready, and says why")
    func refusedAtFirst() throws {
        let world = World()
        try world.publishRetries(1)
        let role = ScriptedRole()
        role.refuse()
        try world.withWorker(try Scratch(), role: role) { worker in
            let ack = try #require(try world.acks(1).first)
            #expect(ack.outcome == .nacked)
            #expect(ack.fromRevision == 0)
            let answer = try worker.get("/readyz")
            #expect(answer.status == 503)
            let json = try JSONParser.parse(answer.body)
            #expect(json["reason"]?.stringValue == "no configuration is effective yet")
            #expect(json["refusal"]?["path"]?.stringValue == "/provider/main/credential")
        }
    }

    @Test("Without a broker and without a file the worker waits, says so, and begins when the broker is there")
    func noBroker() throws {
        let world = World()
        try world.publishRetries(1)
        world.log.disconnect()
        try world.withWorker(try Scratch()) { worker in
            let isTold = try eventually {
                try worker.json("/readyz")["reason"]?.stringValue?.contains("disconnected") ?? false
            }
            #expect(isTold)
            #expect(try worker.get("/readyz").status == 503)
            #expect(try worker.get("/v1/config").status == 503)
            world.log.reconnect()
            #expect(try worker.becomesReady())
            #expect(try worker.get("/v1/config").headers[first: "x-trelay-revision"] == "1")
        }
    }

    @Test("Losing the log and having it again are logged once each, with the time of the loss")
    func contactIsLogged() throws {
        let world = World()
        try world.publishRetries(1)
        try world.withWorker(try Scratch()) { worker throws in
            #expect(try worker.becomesReady())
            world.log.disconnect()
            #expect(try worker.reaches(.stale))
            world.log.reconnect()
            #expect(try worker.reaches(.serving))
            let lines = worker.lines.value
            #expect(lines.count { $0.contains("lost the log; serving what there is") } == 1, "\(lines)")
            #expect(lines.count { $0.contains("reading the log again") && $0.contains("lostAt=") } == 1, "\(lines)")
        }
    }

    @Test("A start is no loss: a worker that finds its brokers says nothing of having lost them, cold or warm")
    func startIsNoLoss() throws {
        let world = World()
        let scratch = try Scratch()
        try world.publishRetries(1)
        for _ in 0..<2 {
            try world.withWorker(scratch) { worker throws in
                #expect(try worker.becomesReady())
                #expect(!worker.lines.value.contains { $0.contains("lost the log") }, "\(worker.lines.value)")
            }
        }
    }

    @Test("An end that is told too low is no lost tail when the log's own bounds say otherwise")
    func laggingEnd() throws {
        let world = World()
        let scratch = try Scratch()
        for number in 1...3 { try world.publishRetries(number) }
        try world.withWorker(scratch) { worker throws in #expect(try worker.becomesReady()) }
        // The worker's last record is at offset 2, and readers are told that the log ends at 1.
        try world.log.holdDelivery(of: world.topics.changes, partition: world.home, from: 1)
        try world.withWorker(scratch) { worker in
            #expect(try worker.becomesReady())
            try world.publishRetries(4)
            try world.log.releaseDelivery(of: world.topics.changes, partition: world.home)
            let isThere = eventually { worker.role.live.revision == 4 }
            #expect(isThere, "\(worker.lines.value)")
            #expect(try world.leases().allSatisfy { $0.status != .logDiverged })
        }
    }

    @Test("A topic that does not exist is waited for, and its name is told")
    func missingTopic() throws {
        let log = SimulatedLog(topics: ["other.acks": 1, "other.workers": 1])
        let world = World()
        let scratch = try Scratch()
        var settings = world.settings(scratch)
        settings.topics = TopicNames(prefix: "other.")
        let running = try RunningWorker(
            log: log, role: ScriptedRole(), settings: settings, tracer: Tracer(exporter: nil))
        defer { running.stop() }
        let isTold = try eventually {
            try running.json("/readyz")["reason"]?.stringValue?.contains("other.changes") ?? false
        }
        #expect(isTold)
        log.createTopic("other.changes", partitions: 3)
        #expect(try running.becomesReady())
    }
}
