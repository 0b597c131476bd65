import Synchronization
import Testing
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySimulation
import TrelaySystem

@testable import TrelayAudit

@Suite("The recorder and a log that is not what it was")
struct DivergenceTests {
    /// Runs a recorder that is expected to give up.
    private func end(_ scene: Scene) throws -> AuditRecorder.Status {
        let told = Mutex<[AuditRecorder.Status]>([])
        let recorder = try AuditRecorder(
            path: scene.path, topics: scene.topics, log: scene.log, timing: Scene.timing
        ) { status in told.withLock { $0.append(status) } }
        recorder.run()
        #expect(told.withLock { $0.last } == recorder.status)
        return recorder.status
    }

    @Test("A log that lost its tail stops it, and it says so")
    func lostTail() throws {
        let scene = try Scene()
        try scene.publish(5)
        try scene.recordAll()
        try scene.log.cutTail(scene.topics.changes, partition: 0, from: 3)
        let status = try end(scene)
        #expect(status.hasStopped)
        let problem = try #require(status.problem)
        #expect(problem.contains("trelay.changes[0]") && problem.contains("offset 5") && problem.contains("truncated"))
        #expect(try scene.stored(.changes).count == 5, "what was recorded stays recorded")
    }

    @Test("A tail that was lost and grew again with other records stops it")
    func regrownTail() throws {
        let scene = try Scene()
        try scene.publish(5)
        try scene.recordAll()
        try scene.log.cutTail(scene.topics.changes, partition: 0, from: 3)
        try scene.publish(4)
        let status = try end(scene)
        #expect(status.hasStopped)
        #expect(status.problem?.contains("offset 4") == true)
        #expect(status.problem?.contains("rewritten") == true)
    }

    @Test("A hole where the last record was stops it")
    func missingLast() throws {
        let scene = try Scene()
        try scene.publish(5)
        try scene.recordAll()
        try scene.log.cutTail(scene.topics.changes, partition: 0, from: 4)
        try scene.log.leaveGap(scene.topics.changes, partition: 0, count: 1)
        try scene.publish(1)
        let status = try end(scene)
        #expect(status.hasStopped)
        #expect(status.problem?.contains("goes on with offset 5 without it") == true)
    }

    @Test("Changes that were removed before they were recorded stop it")
    func trimmed() throws {
        let scene = try Scene()
        try scene.publish(3)
        try scene.recordAll()
        try scene.publish(3)
        try scene.log.trim(scene.topics.changes, partition: 0, below: 5)
        let status = try end(scene)
        #expect(status.hasStopped)
        #expect(status.problem?.contains("trelay.changes[0]") == true)
        #expect(status.stopReason == status.problem)
    }

    @Test("Acks that were removed before they were recorded leave a gap that is written down")
    func gapInAcks() throws {
        let scene = try Scene()
        try scene.publish(3)
        try scene.recordAll()
        try scene.publish(3)
        try scene.log.trim(scene.topics.acks, partition: 0, below: 5)
        let recording = try scene.recording()
        for _ in 0..<10 { _ = try recording.step() }
        #expect(try scene.stored(.acks).map(\.offset) == [0, 1, 2, 5])
        #expect(try scene.stored(.changes).count == 6)
        #expect(try AuditStore(reading: scene.path).meta("gap.acks.0.3") == "5")
        #expect(try scene.reader().verify().firstBad == nil)
    }

    @Test("Acks that are removed under a running recorder make it begin again, not stop")
    func gapWhileRunning() throws {
        let scene = try Scene()
        try scene.publish(2)
        let recording = try scene.recording()
        while try scene.storedCount() < 4 { _ = try recording.step() }
        try scene.publish(4)
        try scene.log.trim(scene.topics.acks, partition: 0, below: 4)
        let error = try #require(throws: AuditError.self) { for _ in 0..<10 { _ = try recording.step() } }
        #expect(!error.isFinal)
        let next = try scene.recording()
        for _ in 0..<10 { _ = try next.step() }
        #expect(try scene.stored(.acks).map(\.offset) == [0, 1, 4, 5])
    }

    @Test("A log that was replaced while the brokers were away is noticed when they are back")
    func replacedWhileAway() throws {
        let scene = try Scene()
        try scene.publish(3)
        let recording = try scene.recording()
        while try scene.storedCount() < 6 { _ = try recording.step() }
        scene.log.disconnect()
        _ = try recording.step()
        try scene.log.cutTail(scene.topics.changes, partition: 0, from: 2)
        try scene.publish(3)
        scene.log.reconnect()
        let error = try #require(throws: AuditError.self) { for _ in 0..<10 { _ = try recording.step() } }
        #expect(!error.isFinal)
        #expect(try scene.stored(.changes).count == 3, "nothing is recorded before the proof")
        let status = try end(scene)
        #expect(status.hasStopped)
        #expect(status.problem?.contains("rewritten") == true)
    }

    @Test("After contact was lost and came back, it begins again and goes on")
    func contactReturns() throws {
        let scene = try Scene()
        try scene.publish(3)
        let recording = try scene.recording()
        while try scene.storedCount() < 6 { _ = try recording.step() }
        scene.log.disconnect()
        _ = try recording.step()
        scene.log.reconnect()
        try scene.publish(2)
        #expect(throws: AuditError.self) { for _ in 0..<10 { _ = try recording.step() } }
        try scene.recordAll()
        #expect(try scene.reader().verify().firstBad == nil)
    }

    @Test("Acks that were removed after they were recorded do not")
    func retention() throws {
        let scene = try Scene()
        try scene.publish(3)
        try scene.recordAll()
        try scene.log.trim(scene.topics.acks, partition: 0, below: 3)
        try scene.publish(2)
        let recording = try scene.recording()
        while try scene.storedCount() < 10 { _ = try recording.step() }
        #expect(try scene.reader().verify().firstBad == nil)
    }

    @Test("A new record does not begin in the middle of the changes")
    func beheaded() throws {
        let scene = try Scene()
        try scene.publish(3)
        try scene.log.trim(scene.topics.changes, partition: 0, below: 2)
        let status = try end(scene)
        #expect(status.hasStopped)
        #expect(status.problem?.contains("begins with offset 2") == true)
    }

    @Test("A trimmed log under a running recorder stops it at once")
    func trimmedWhileRunning() throws {
        let scene = try Scene()
        try scene.publish(2)
        let recording = try scene.recording()
        while try scene.storedCount() < 4 { _ = try recording.step() }
        try scene.publish(4)
        try scene.log.trim(scene.topics.changes, partition: 0, below: 4)
        let error = try #require(throws: AuditError.self) { for _ in 0..<10 { _ = try recording.step() } }
        #expect(error.isFinal)
        #expect(try scene.stored(.changes).count == 2)
    }

    @Test("A record belongs to its topics and their number of partitions")
    func otherTopics() throws {
        let scene = try Scene(partitions: 2)
        try scene.publish(1)
        try scene.recordAll()
        let other = SimulatedLog(topics: ["b.changes": 2, "b.acks": 2, "trelay.changes": 3, "trelay.acks": 3])
        for topics in [TopicNames(prefix: "b."), TopicNames()] {
            let error = #expect(throws: AuditError.self) {
                try Recording(path: scene.path, topics: topics, log: other, timing: Scene.timing)
            }
            #expect(error?.isFinal == true)
            #expect(error?.message.contains("move the file away") == true)
        }
    }

    @Test("With the broker away it keeps trying, says so, and records when it is back")
    func brokerAway() throws {
        let scene = try Scene()
        try scene.publish(3)
        scene.log.disconnect()
        let news = try EventDescriptor()
        let recorder = try AuditRecorder(
            path: scene.path, topics: scene.topics, log: scene.log, timing: Scene.timing
        ) { _ in news.signal() }
        let thread = try OSThread(name: "recorder") { recorder.run() }
        #expect(news.wait(timeout: .seconds(60)))
        news.drain()
        #expect(recorder.status.problem != nil)
        #expect(!recorder.status.hasStopped)
        #expect(recorder.status.stopReason == nil)
        scene.log.reconnect()
        #expect(news.wait(timeout: .seconds(60)))
        #expect(recorder.status.problem == nil)
        let deadline = Deadline(after: .seconds(60))
        while recorder.status.recordedChanges + recorder.status.recordedAcks < 6, !deadline.hasPassed {
            _ = news.wait(timeout: .milliseconds(1))
        }
        recorder.stop()
        thread.join()
        #expect(recorder.status.recordedChanges == 3)
        #expect(recorder.status.recordedAcks == 3)
        #expect(try scene.reader().verify().firstBad == nil)
    }
}
