import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP
import TrelayLog
import TrelaySimulation
import TrelaySystem

@testable import TrelayWorker

@Suite("Crash fuse", .timeLimit(.minutes(3)))
struct CrashFuseTests {
    private let world = World()

    @Test("One crash is forgiven, the second on the same revision quarantines it")
    func counting() throws {
        let scratch = try Scratch()
        let settings = world.settings(scratch)
        var first = CrashFuse(settings: settings, .applying)
        #expect(first.quarantinedRevision == nil)
        try first.arm(7)
        var second = CrashFuse(settings: settings, .applying)
        #expect(second.quarantinedRevision == nil)
        try second.arm(7)
        let third = CrashFuse(settings: settings, .applying)
        #expect(third.quarantinedRevision == 7)
        // It stays so however often the process starts.
        #expect(CrashFuse(settings: settings, .applying).quarantinedRevision == 7)
        #expect(CrashFuse(settings: settings, .restoring).revision == nil)
        #expect(scratch.names.count == 1)
    }

    @Test("Another revision begins anew, and an outcome clears the note")
    func anew() throws {
        let scratch = try Scratch()
        let settings = world.settings(scratch)
        var fuse = CrashFuse(settings: settings, .applying)
        try fuse.arm(7)
        fuse = CrashFuse(settings: settings, .applying)
        try fuse.arm(8)
        fuse = CrashFuse(settings: settings, .applying)
        #expect(fuse.quarantinedRevision == nil)
        #expect(fuse.revision == 8)
        try fuse.disarm()
        #expect(CrashFuse(settings: settings, .applying).revision == nil)
        #expect(scratch.names.isEmpty)
    }

    @Test("A note that cannot be read is no note")
    func damagedNote() throws {
        let scratch = try Scratch()
        let settings = world.settings(scratch)
        var fuse = CrashFuse(settings: settings, .applying)
        try fuse.arm(7)
        let path = scratch.path + "/" + (try #require(scratch.names.first))
        try DurableFile.replace(path, with: Array("{\"revision\":\"7\"}".utf8))
        #expect(CrashFuse(settings: settings, .applying).revision == nil)
    }

    /// Runs a worker on `scratch` and gives its folder as a crash in the preparation of `revision` would leave it.
    private func crash(preparing revision: Int, on scratch: Scratch) throws -> Scratch {
        let role = ScriptedRole()
        let left = Box<Scratch?>(nil)
        role.onPrepare { next in
            guard next.revision == revision, left.value == nil else { return }
            let copy = try? scratch.copy()
            left.change { $0 = copy }
        }
        try world.withWorker(scratch, role: role) { _ in
            #expect(eventually { left.value != nil })
        }
        return try #require(left.value)
    }

    @Test("A revision that brings the worker down twice is quarantined; what was good serves, a new revision is tried")
    func quarantine() throws {
        try world.publishRetries(1)
        let start = try Scratch()
        try world.withWorker(start) { _ in _ = try world.lease { $0.revision == 1 } }
        let good = try world.expected().digest()
        try world.publishRetries(2)
        let once = try crash(preparing: 2, on: start)
        let twice = try crash(preparing: 2, on: once)

        let role = ScriptedRole()
        let count = try world.acks().count
        try world.withWorker(twice, role: role) { worker in
            let ack = try #require(try world.acks(count + 1).last)
            #expect(ack.outcome == .quarantined)
            #expect(ack.fromRevision == 1)
            #expect(ack.toRevision == 2)
            #expect(ack.refusal?.code == "CRASHED_ON_APPLY")
            #expect(ack.digest == good)
            #expect(role.preparedRevisions == [1])
            let lease = try world.lease { $0.quarantinedRevision == 2 }
            #expect(lease.revision == 1)
            #expect(try worker.becomesReady())
            #expect(try worker.get("/v1/config").headers[first: "x-trelay-digest"] == good.description)

            try world.publishRetries(3)
            let next = try #require(try world.acks(count + 2).last)
            #expect(next.outcome == .effective)
            #expect(next.fromRevision == 1)
            #expect(try world.lease { $0.revision == 3 }.quarantinedRevision == nil)
            #expect(!twice.names.contains { $0.contains("applying") })
        }
    }

    @Test("After one crash the revision is tried again")
    func secondChance() throws {
        try world.publishRetries(1)
        let start = try Scratch()
        try world.withWorker(start) { _ in _ = try world.lease { $0.revision == 1 } }
        try world.publishRetries(2)
        let once = try crash(preparing: 2, on: start)
        let role = ScriptedRole()
        try world.withWorker(once, role: role) { _ in
            #expect(eventually { role.live.revision == 2 })
        }
    }

    @Test("A rollback ends the quarantine of what it takes back")
    func rolledBack() throws {
        try world.publishRetries(1)
        let start = try Scratch()
        try world.withWorker(start) { _ in _ = try world.lease { $0.revision == 1 } }
        try world.publishRetries(2)
        let twice = try crash(preparing: 2, on: try crash(preparing: 2, on: start))
        try world.withWorker(twice) { _ in
            _ = try world.lease { $0.quarantinedRevision == 2 }
            try world.publishRetries(1)
            let lease = try world.lease { $0.revision == 3 }
            #expect(lease.quarantinedRevision == nil)
            #expect(lease.refusal == nil)
        }
        #expect(!twice.names.contains { $0.contains("applying") })
    }

    @Test("A last known good that brings the worker down twice is left alone: it comes up and reads the log")
    func poisonousFile() throws {
        try world.publishRetries(1)
        let start = try Scratch()
        try world.withWorker(start) { _ in _ = try world.lease { $0.revision == 1 } }
        let twice = try crash(preparing: 1, on: try crash(preparing: 1, on: start))
        world.log.disconnect()
        let role = ScriptedRole()
        try world.withWorker(twice, role: role) { worker throws in
            let isTold = eventually { worker.lines.value.contains { $0.contains("does not serve from it") } }
            #expect(isTold)
            #expect(try worker.get("/v1/config").status == 503)
            #expect(role.preparedRevisions.isEmpty)
            world.log.reconnect()
            #expect(try worker.becomesReady())
            #expect(role.live.revision == 1)
        }
    }
}
