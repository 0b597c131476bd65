import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP
import TrelayLog
import TrelaySimulation
import TrelaySystem
import TrelayTelemetry

@testable import TrelayWorker

@Suite("Starting from the last known good", .timeLimit(.minutes(3)))
struct WarmStartTests {
    /// Runs a worker until it has applied all that is there, and leaves its folder behind.
    private func seasoned(_ world: World, changes: Int = 2) throws -> Scratch {
        let scratch = try Scratch()
        for number in 1...changes { try world.publishRetries(number) }
        try world.withWorker(scratch) { _ in _ = try world.lease { $0.revision == changes } }
        return scratch
    }

    @Test("With Kafka away it serves the last known good at once, and never silently")
    func kafkaAway() throws {
        let world = World()
        let scratch = try seasoned(world)
        let served = try world.expected().digest()
        world.log.disconnect()
        let role = ScriptedRole()
        try world.withWorker(scratch, role: role) { worker in
            let isServing = try eventually { try worker.get("/v1/config").status == 200 }
            #expect(isServing)
            #expect(try worker.get("/v1/config").headers[first: "x-trelay-digest"] == served.description)
            #expect(try worker.reaches(.stale))
            let answer = try worker.get("/readyz")
            #expect(answer.status == 200)
            let json = try JSONParser.parse(answer.body)
            #expect(json["status"]?.stringValue == "stale")
            #expect(json["reason"]?.stringValue?.hasPrefix("no broker since 20") ?? false)
            let since = json["statusSince"]?.integerValue
            #expect(try worker.json("/livez")["statusSince"]?.integerValue == since)
            let metrics = String(decoding: try worker.get("/metrics").body, as: UTF8.self)
            #expect(metrics.contains("trelay_stale{namespace=\"shop\"} 1\n"))

            try world.publishRetries(3)
            world.log.reconnect()
            #expect(eventually { role.live.revision == 3 })
            #expect(try worker.reaches(.serving))
            #expect(try world.lease { $0.revision == 3 }.status == .serving)
        }
        #expect(role.preparedRevisions == [2, 3])
    }

    @Test("A restarted worker acknowledges again under a new life, and applies nothing twice")
    func restart() throws {
        let world = World()
        let scratch = try seasoned(world)
        let before = try world.acks()
        let role = ScriptedRole()
        try world.withWorker(scratch, role: role) { worker in
            let ack = try #require(try world.acks(before.count + 1).last)
            #expect(ack.incarnation != before.last?.incarnation)
            #expect(ack.outcome == .effective)
            #expect(ack.unchanged)
            #expect(ack.toRevision == 2)
            #expect(ack.digest == (try world.expected().digest()))
            #expect(ack.source?.eventID == "event-2")
            #expect(try worker.becomesReady())
            try world.publishRetries(3)
            let next = try #require(try world.acks(before.count + 2).last)
            #expect(next.fromRevision == 2)
            #expect(next.toRevision == 3)
        }
        #expect(role.preparedRevisions == [2, 3])
    }

    @Test("What happened while it was down is applied once, from where it stood")
    func changesWhileDown() throws {
        let world = World()
        let scratch = try seasoned(world)
        let count = try world.acks().count
        for number in 3...6 { try world.publishRetries(number) }
        let role = ScriptedRole()
        try world.withWorker(scratch, role: role) { _ in
            let ack = try #require(try world.acks(count + 1).last)
            #expect(ack.fromRevision == 2)
            #expect(ack.toRevision == 6)
        }
        #expect(role.preparedRevisions == [2, 6])
    }

    /// What may have happened to a log while nobody looked.
    enum Damage: CaseIterable, Sendable {
        case lastRecordRewritten, lastRecordCut, everythingCut, trimmed, replacedByLonger
    }

    private func damage(_ world: World, _ damage: Damage) throws {
        let topic = world.topics.changes
        switch damage {
        case .lastRecordRewritten:
            let other = OutgoingRecord(key: Array("shop".utf8), value: Array("{}".utf8), headers: RecordHeaders())
            #expect(try world.log.rewrite(topic, partition: 0, offset: 1, with: other))
        case .lastRecordCut: try world.log.cutTail(topic, partition: 0, from: 1)
        case .everythingCut: try world.log.cutTail(topic, partition: 0, from: 0)
        case .trimmed:
            try world.publishRetries(3, id: "kept")
            try world.log.trim(topic, partition: 0, below: 2)
        case .replacedByLonger:
            try world.log.cutTail(topic, partition: 0, from: 0)
            for number in 10...15 { try world.publishRetries(number, id: "other-\(number)") }
        }
    }

    @Test(
        "A log that is not the one it was: nothing is applied, the last known good serves", arguments: Damage.allCases)
    func divergedAtStart(kind: Damage) throws {
        let world = World()
        let scratch = try seasoned(world)
        let served = try world.expected().digest()
        try damage(world, kind)
        let role = ScriptedRole()
        try world.withWorker(scratch, role: role) { worker in
            try checkDiverged(world, worker, served)
        }
        #expect(role.preparedRevisions == [2])
    }

    @Test(
        "A log that was exchanged during an outage is found out when it comes back",
        arguments: [
            Damage.lastRecordRewritten, .lastRecordCut, .everythingCut, .replacedByLonger,
        ])
    func divergedDuringOutage(kind: Damage) throws {
        let world = World()
        let role = ScriptedRole()
        for number in 1...2 { try world.publishRetries(number) }
        let served = try world.expected().digest()
        try world.withWorker(try Scratch(), role: role) { worker in
            _ = try world.lease { $0.revision == 2 }
            world.log.disconnect()
            #expect(try worker.reaches(.stale))
            try damage(world, kind)
            world.log.reconnect()
            try checkDiverged(world, worker, served)
        }
        #expect(role.live.digest() == served)
    }

    @Test("A log that loses its tail under a running worker stops it from applying")
    func divergedLive() throws {
        let world = World()
        for number in 1...2 { try world.publishRetries(number) }
        let served = try world.expected().digest()
        try world.withWorker(try Scratch()) { worker in
            _ = try world.lease { $0.revision == 2 }
            try world.log.cutTail(world.topics.changes, partition: 0, from: 1)
            try checkDiverged(world, worker, served)
        }
    }

    private func checkDiverged(_ world: World, _ worker: RunningWorker, _ served: Digest) throws {
        #expect(try worker.reaches(.logDiverged))
        // More changes come, and the heart beats on: none of them is applied.
        for number in 20...22 { try world.publishRetries(number, id: "late-\(number)") }
        let count = try world.leases().count
        _ = try eventually { try world.leases().count > count + 3 }
        let lease = try world.lease { $0.status == .logDiverged }
        #expect(lease.revision == 2)
        #expect(lease.digest == served)
        #expect(lease.detail?.isEmpty == false)
        let answer = try worker.get("/readyz")
        #expect(answer.status == 200)
        #expect(try JSONParser.parse(answer.body)["status"]?.stringValue == "logDiverged")
        #expect(try worker.get("/v1/config").headers[first: "x-trelay-digest"] == served.description)
        #expect(worker.role.live.digest() == served)
        #expect(try world.acks().allSatisfy { $0.toRevision <= 2 })
    }

    @Test("A topic with another number of partitions has moved the namespace: nothing is applied from the old place")
    func partitionsAdded() throws {
        let small = World()
        let scratch = try seasoned(small)
        let large = World(partitions: 4)
        // The record that the file ends with is in its old place, so that only the number of partitions tells.
        for record in try small.log.contents(of: small.topics.changes, partition: 0) {
            let copy = OutgoingRecord(key: record.key, value: record.value, headers: record.headers)
            try large.log.appendDirectly(copy, to: large.topics.changes, partition: 0)
        }
        try large.withWorker(scratch) { worker in
            #expect(try worker.reaches(.logDiverged))
            let reason = try worker.json("/readyz")["reason"]?.stringValue
            #expect(reason?.contains("has 4 partitions and had 1") ?? false)
        }
    }

    @Test("Without a file, a log that has lost its beginning is not folded: revisions would be counted wrongly")
    func trimmedBeforeFirstStart() throws {
        let world = World()
        for number in 0..<3 { try world.publishRetries(number) }
        try world.log.trim(world.topics.changes, partition: 0, below: 1)
        try world.withWorker(try Scratch()) { worker throws in
            #expect(try worker.reaches(.logDiverged))
            #expect(try world.acks().isEmpty)
            let reason = try worker.json("/readyz")["reason"]?.stringValue
            #expect(reason?.contains("no longer holds its first 1 offsets") ?? false)
        }
    }

    @Test(
        "A file that is damaged is told of and not used; the log has everything",
        arguments: [
            "", "{", "{\"version\":2}", "null",
        ])
    func damagedFile(text: String) throws {
        let world = World()
        let scratch = try seasoned(world)
        let file = LastKnownGood(settings: world.settings(scratch))
        try DurableFile.replace(file.path, with: Array(text.utf8))
        let role = ScriptedRole()
        let count = try world.acks().count
        try world.withWorker(scratch, role: role) { worker throws in
            #expect(try world.acks(count + 1).last?.fromRevision == 0)
            #expect(worker.lines.value.contains { $0.contains("last-known-good file cannot be used") })
        }
        #expect(role.preparedRevisions == [2])
    }

    @Test("A state too large to be read again is not written, and the file before it stays")
    func tooLargeToSave() throws {
        let world = World()
        let scratch = try seasoned(world)
        let content = try #require(try LastKnownGood(settings: world.settings(scratch)).load())
        let small = LastKnownGood(settings: world.settings(scratch), maximumBytes: 64)
        let error = #expect(throws: SystemError.self) { try small.save(content) }
        #expect(error?.code == SystemError.fileTooLarge)
        #expect(try LastKnownGood(settings: world.settings(scratch)).load()?.state.revision == 2)
    }

    @Test("A file in which a value was changed is not used")
    func tamperedFile() throws {
        let world = World()
        let scratch = try seasoned(world)
        let file = LastKnownGood(settings: world.settings(scratch))
        let text = String(decoding: try DurableFile.read(file.path, maximumBytes: 1 << 20), as: UTF8.self)
        #expect(text.contains("1002"))
        let parts = text.split(separator: "1002", omittingEmptySubsequences: false)
        try DurableFile.replace(file.path, with: Array(parts.joined(separator: "1003").utf8))
        #expect(throws: FormatError.self) { try file.load() }
        try world.withWorker(scratch) { worker throws in
            #expect(try worker.becomesReady())
            #expect(worker.role.live.digest() == (try world.expected().digest()))
        }
    }

    @Test("The file of another topic is not used")
    func otherTopic() throws {
        let world = World()
        let scratch = try seasoned(world)
        let other = SimulatedLog(topics: ["b.changes": 1, "b.acks": 1, "b.workers": 1])
        var settings = world.settings(scratch)
        settings.topics = TopicNames(prefix: "b.")
        let role = ScriptedRole()
        let running = try RunningWorker(log: other, role: role, settings: settings, tracer: .init(exporter: nil))
        defer { running.stop() }
        #expect(try running.becomesReady())
        #expect(role.live.revision == 0)
    }

    @Test("A refused revision does not become the last known good")
    func refusedIsNotGood() throws {
        let world = World()
        let scratch = try seasoned(world)
        let role = ScriptedRole()
        let count = try world.acks().count
        try world.withWorker(scratch, role: role) { _ in
            _ = try world.acks(count + 1)
            role.refuse()
            try world.publishRetries(3)
            #expect(try world.acks(count + 2).last?.outcome == .nacked)
        }
        #expect(try LastKnownGood(settings: world.settings(scratch)).load()?.state.revision == 2)
    }

    @Test("Two workers never share a file, whatever their names")
    func fileNames() throws {
        let world = World()
        let scratch = try Scratch()
        let names = ["a/b", "a_b", "a%2Fb", "a", "ä", "a~shop"]
        let stems = names.map { world.settings(scratch, worker: $0).fileStem }
        #expect(Set(stems).count == names.count)
        #expect(stems.allSatisfy { !$0.contains("/") })
        var nested = world.settings(scratch, worker: "a")
        nested.namespace = "b.shop"
        #expect(nested.fileStem != world.settings(scratch, worker: "a.b").fileStem)
    }
}
