import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP
import TrelayTelemetry

@testable import TrelayWorker

@Suite("Applying a change", .timeLimit(.minutes(3)))
struct ApplyTests {
    @Test("The ack comes after the swap and the probe, with the digest of what serves")
    func ackAfterEffect() throws {
        let world = World()
        let role = ScriptedRole()
        let acksAtProbe = Box(-1)
        let servedAtProbe = Box(-1)
        role.onProbe { live in
            acksAtProbe.change { $0 = (try? world.acks().count) ?? -1 }
            servedAtProbe.change { $0 = live.revision }
        }
        try world.publishRetries(1)
        try world.withWorker(try Scratch(), role: role) { _ in
            let ack = try #require(try world.acks(1).first)
            #expect(acksAtProbe.value == 0)
            #expect(servedAtProbe.value == 1)
            #expect(ack.outcome == .effective)
            #expect(ack.fromRevision == 0)
            #expect(ack.toRevision == 1)
            #expect(!ack.unchanged)
            #expect(ack.digest == role.live.digest())
            #expect(ack.digest == (try world.expected().digest()))
            #expect(
                ack.stages.map(\.name) == [
                    Stage.folded, Stage.validated, Stage.prepared, Stage.committed, Stage.probed,
                ])
            #expect(ack.source?.eventID == "event-1")
            #expect(ack.source?.offset == 0)
        }
        #expect(role.calls == [.prepare(1), .commit(1), .probe, .retire(0)])
    }

    @Test("A refusal leaves what serves in place and says which key is to blame")
    func refusal() throws {
        let world = World()
        let role = ScriptedRole()
        try world.publishRetries(1)
        try world.withWorker(try Scratch(), role: role) { worker in
            let first = try #require(try world.acks(1).first)
            role.refuse()
            try world.publishRetries(2)
            let ack = try #require(try world.acks(2).last)
            #expect(ack.outcome == .nacked)
            #expect(ack.fromRevision == 1)
            #expect(ack.toRevision == 2)
            #expect(
                ack.refusal
                    == Refusal(
                        code: "credentialMissing", path: "/provider/main/credential",
                        message: "env:KEY is not set; set it", stage: Stage.prepared))
            #expect(ack.digest == first.digest)
            #expect(role.live.revision == 1)
            #expect(!role.calls.contains(.commit(2)))
            let lease = try world.lease { $0.refusal != nil }
            #expect(lease.revision == 1)
            #expect(lease.targetRevision == 2)
            #expect(lease.digest == first.digest)
            #expect(try worker.json("/readyz")["refusal"]?["code"]?.stringValue == "credentialMissing")
            #expect(try worker.get("/v1/config").headers[first: "x-trelay-revision"] == "1")
        }
    }

    @Test("A failed probe swaps back, and what did not work is retired")
    func probeFailure() throws {
        let world = World()
        let role = ScriptedRole()
        try world.publishRetries(1)
        try world.withWorker(try Scratch(), role: role) { _ in
            let first = try #require(try world.acks(1).first)
            role.failProbe()
            try world.publishRetries(2)
            let ack = try #require(try world.acks(2).last)
            #expect(ack.outcome == .nacked)
            #expect(ack.refusal?.code == "goldenPromptFailed")
            #expect(ack.refusal?.stage == Stage.probed)
            #expect(ack.digest == first.digest)
            #expect(role.live.revision == 1)
        }
        #expect(role.calls.suffix(5) == [.prepare(2), .commit(2), .probe, .commit(1), .retire(2)])
    }

    @Test("A role that serves something else than it was given is never acknowledged as effective")
    func lyingRole() throws {
        let world = World()
        let role = ScriptedRole()
        try world.publishRetries(1)
        try world.withWorker(try Scratch(), role: role) { _ in
            let first = try #require(try world.acks(1).first)
            role.claim(role.live)
            try world.publishRetries(2)
            let ack = try #require(try world.acks(2).last)
            #expect(ack.outcome == .nacked)
            #expect(ack.refusal?.code == "notEffective")
            #expect(ack.digest == first.digest)
        }
    }

    @Test("Refusals in a row do not move what counts as effective")
    func refusalsInARow() throws {
        let world = World()
        let role = ScriptedRole()
        try world.publishRetries(1)
        try world.withWorker(try Scratch(), role: role) { _ in
            _ = try world.acks(1)
            role.refuse()
            try world.publishRetries(2)
            _ = try world.acks(2)
            try world.publishRetries(3)
            let third = try #require(try world.acks(3).last)
            #expect(third.outcome == .nacked)
            #expect(third.fromRevision == 1)
            role.accept()
            try world.publishRetries(4)
            let fourth = try #require(try world.acks(4).last)
            #expect(fourth.outcome == .effective)
            #expect(fourth.fromRevision == 1)
            #expect(fourth.toRevision == 4)
        }
    }

    @Test("A refused configuration is tried again with the next revision, even if that changes something else")
    func refusedThenUnrelated() throws {
        let world = World()
        let role = ScriptedRole()
        try world.publishRetries(1)
        try world.withWorker(try Scratch(), role: role) { _ in
            _ = try world.acks(1)
            role.refuse()
            try world.publishRetries(2)
            _ = try world.acks(2)
            try world.publish([try World.put("model/a", World.model)])
            let again = try #require(try world.acks(3).last)
            #expect(again.outcome == .nacked)
            #expect(again.toRevision == 3)
            role.accept()
            try world.publish([try World.put("model/b", World.model)])
            let effective = try #require(try world.acks(4).last)
            #expect(effective.outcome == .effective)
            #expect(!effective.unchanged)
            #expect(effective.digest == (try world.expected().digest()))
        }
    }

    @Test("A rollback to what serves clears the refusal, with nothing to swap")
    func refusedThenRolledBack() throws {
        let world = World()
        let role = ScriptedRole()
        try world.publishRetries(1)
        try world.withWorker(try Scratch(), role: role) { worker in
            _ = try world.acks(1)
            role.refuse()
            try world.publishRetries(2)
            _ = try world.acks(2)
            try world.publishRetries(1)
            let ack = try #require(try world.acks(3).last)
            #expect(ack.outcome == .effective)
            #expect(ack.unchanged)
            #expect(ack.fromRevision == 1)
            #expect(ack.toRevision == 3)
            #expect(ack.refusal == nil)
            #expect(ack.digest == (try world.expected().digest()))
            let lease = try world.lease { $0.revision == 3 }
            #expect(lease.refusal == nil)
            #expect(try worker.json("/readyz")["refusal"] == nil)
        }
        #expect(role.preparedRevisions == [1, 2])
    }

    @Test("A change of no concern to the role moves its revision and swaps nothing")
    func unrelatedChange() throws {
        let world = World()
        let role = ScriptedRole()
        try world.publishRetries(1)
        try world.withWorker(try Scratch(), role: role) { worker in
            let first = try #require(try world.acks(1).first)
            try world.publish([try World.put("model/a", World.model)])
            let ack = try #require(try world.acks(2).last)
            #expect(ack.outcome == .effective)
            #expect(ack.unchanged)
            #expect(ack.toRevision == 2)
            #expect(ack.digest == first.digest)
            let answer = try worker.get("/v1/config")
            #expect(answer.headers[first: "x-trelay-revision"] == "2")
            #expect(answer.headers[first: "x-trelay-digest"] == first.digest?.description)
        }
        #expect(role.preparedRevisions == [1])
    }

    @Test("Changes that come while one is applied become one swap and one ack")
    func coalescing() throws {
        let world = World()
        let role = ScriptedRole()
        try world.publishRetries(1)
        let gate = try Gate()
        try world.withWorker(try Scratch(), role: role) { _ in
            _ = try world.acks(1)
            role.onPrepare { next in if next.revision == 2 { gate.pass() } }
            try world.publishRetries(2)
            #expect(gate.isReached())
            let last = try (3...10).map { try world.publishRetries($0) }.last
            // The worker has folded all of them before the door opens.
            _ = try world.lease { $0.position == last }
            gate.open()
            let acks = try world.acks(3)
            #expect(acks.map(\.fromRevision) == [0, 1, 2])
            #expect(acks.map(\.toRevision) == [1, 2, 10])
        }
        #expect(role.preparedRevisions == [1, 2, 10])
    }

    @Test("While a change is prepared the lease names the stage, and the old configuration serves")
    func stageInProgress() throws {
        let world = World()
        let role = ScriptedRole()
        try world.publishRetries(1)
        let gate = try Gate()
        try world.withWorker(try Scratch(), role: role) { worker in
            _ = try world.acks(1)
            role.onPrepare { _ in gate.pass() }
            try world.publishRetries(2)
            #expect(gate.isReached())
            let lease = try world.lease { $0.stage == Stage.prepared }
            #expect(lease.revision == 1)
            #expect(lease.targetRevision == 2)
            #expect(try worker.get("/v1/config").headers[first: "x-trelay-revision"] == "1")
            gate.open()
            #expect(try world.acks(2).last?.outcome == .effective)
            #expect(try world.lease { $0.revision == 2 && $0.stage == nil }.status == .serving)
        }
    }

    @Test("A refusal as long as a book does not keep its ack from being delivered")
    func longRefusal() throws {
        let world = World()
        let role = ScriptedRole()
        role.refuse(
            RoleRefusal(
                code: "tooLong", path: "/route/chat", message: String(repeating: "blah\n", count: 1_000_000)))
        try world.publishRetries(1)
        try world.withWorker(try Scratch(), role: role) { _ in
            let message = try #require(try world.acks(1).first?.refusal?.message)
            #expect(message.utf8.count < 3_000)
            #expect(!message.contains("\n"))
        }
    }

    @Test("The trace runs from the change through the worker's stages to the ack, and hides secrets")
    func tracing() throws {
        let world = World()
        let spans = SpanCollector()
        let published = TraceContext.random()
        try world.publish(
            [
                try World.put(
                    "provider/main",
                    ["type": "openai", "baseURL": "https://api.example.com/v1", "credential": "env:HIDDEN"])
            ], traceparent: published.traceparent)
        try world.withWorker(try Scratch(), tracer: Tracer(exporter: spans)) { _ in
            _ = try world.acks(1)
            let apply = try #require(spans.named("process trelay.changes").first)
            #expect(apply.context.traceID == published.traceID)
            #expect(apply.parentSpanID == published.spanID)
            #expect(apply.kind == .consumer)
            for stage in [Stage.folded, Stage.validated, Stage.prepared, Stage.committed, Stage.probed] {
                #expect(spans.named(stage).first?.parentSpanID == apply.context.spanID)
            }
            let header = try #require(try world.ackRecords().first?.headers.text("traceparent"))
            #expect(header == apply.context.traceparent)
            let changes = apply.events.filter { $0.name == "trelay.config.change" }
            let newByPath = Dictionary(
                uniqueKeysWithValues: changes.map { ($0.attributes["trelay.path"], $0.attributes["trelay.new"]) })
            #expect(newByPath[.string("/credential")] == .string("***"))
            #expect(newByPath[.string("/type")] == .string("\"openai\""))
        }
    }
}

/// Keeps finished spans.
final class SpanCollector: SpanExporter {
    private let spans = Box<[SpanData]>([])

    func export(_ span: SpanData) { spans.change { $0.append(span) } }
    func flush(deadline: Duration) {}
    var droppedCount: UInt64 { 0 }

    func named(_ name: String) -> [SpanData] { spans.value.filter { $0.name == name } }
}
