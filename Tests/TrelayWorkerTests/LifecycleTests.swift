import Testing
import TrelayCore
import TrelayHTTP
import TrelayLog
import TrelaySimulation
import TrelaySystem
import TrelayTelemetry

@testable import TrelayWorker

@Suite("Life of a worker", .timeLimit(.minutes(3)))
struct LifecycleTests {
    private func worker(_ world: World, _ settings: WorkerSettings) throws -> Worker<ScriptedRole> {
        try Worker(
            settings: settings, role: ScriptedRole(), log: world.log, tracer: Tracer(exporter: nil),
            logger: Logger(label: "test") { _ in })
    }

    @Test("A state folder that cannot be one is told before anything starts")
    func unusableFolder() throws {
        let scratch = try Scratch()
        try DurableFile.replace(scratch.path + "/file", with: [], synchronize: false)
        var settings = World().settings(scratch)
        settings.stateDirectory = scratch.path + "/file/state"
        let error = #expect(throws: WorkerError.self) { try worker(World(), settings) }
        #expect(error?.message.contains("\(scratch.path)/file/state") ?? false)
    }

    @Test("A port that is taken is told, and nothing is left running or said")
    func takenPort() throws {
        let world = World()
        let first = try Scratch()
        let second = try Scratch()
        try world.withWorker(first) { running in
            var settings = world.settings(second, worker: "gateway-2")
            settings.port = try running.port
            let taken = try worker(world, settings)
            let error = #expect(throws: WorkerError.self) { try taken.run() }
            #expect(error?.message.contains(":\(settings.port)") ?? false)
        }
        #expect(try world.leases().allSatisfy { $0.worker == "gateway-1" })
    }

    @Test("A log that is closed is an error, not a crash")
    func closedLog() throws {
        let world = World()
        world.log.close()
        let scratch = try Scratch()
        let closed = try worker(world, world.settings(scratch))
        let error = #expect(throws: WorkerError.self) { try closed.run() }
        #expect(error?.message.contains("closed") ?? false)
    }

    @Test("A worker that is stopped before it runs leaves at once")
    func stoppedBefore() throws {
        let world = World()
        let scratch = try Scratch()
        let stopped = try worker(world, world.settings(scratch))
        stopped.stop()
        try stopped.run()
        #expect(try world.leases().last?.status == .retired)
    }

    @Test("A role that hangs does not keep the worker from saying goodbye")
    func stoppedWhileHanging() throws {
        let world = World()
        let scratch = try Scratch()
        let role = ScriptedRole()
        let gate = try Gate()
        role.onPrepare { _ in gate.pass() }
        defer { gate.open() }
        try world.publishRetries(1)
        var settings = world.settings(scratch)
        settings.stopDeadline = .milliseconds(200)
        try world.withWorker(scratch, role: role, settings: settings) { _ in #expect(gate.isReached()) }
        #expect(try world.leases().last?.status == .retired)
    }

    @Test(
        "The endpoint of a lease is one that others can reach",
        arguments: [
            ("0.0.0.0", HostInformation.hostName), ("::", HostInformation.hostName), ("10.0.0.7", "10.0.0.7"),
            ("::1", "[::1]"),
        ])
    func advertisedHost(listening: String, advertised: String) throws {
        var settings = World().settings(try Scratch())
        settings.host = listening
        #expect(settings.advertisedHost == advertised)
    }

    @Test("Stopping while a change is being applied lets it end, and keeps it")
    func stoppedWhileApplying() throws {
        let world = World()
        let scratch = try Scratch()
        let role = ScriptedRole()
        let gate = try Gate()
        role.onPrepare { _ in gate.pass() }
        try world.publishRetries(1)
        try world.withWorker(scratch, role: role) { worker in
            #expect(gate.isReached())
            worker.beginStop()
            gate.open()
        }
        #expect(try world.acks().last?.outcome == .effective)
        #expect(try LastKnownGood(settings: world.settings(scratch)).load()?.state.revision == 1)
        #expect(try world.leases().last?.status == .retired)
    }

    @Test("Two workers with names of their own share a namespace, a log and a folder")
    func twoWorkers() throws {
        let world = World()
        let scratch = try Scratch()
        try world.publishRetries(1)
        try world.withWorker(scratch, settings: world.settings(scratch, worker: "a")) { _ in
            try world.withWorker(scratch, settings: world.settings(scratch, worker: "b")) { _ in
                _ = try world.acks(2)
                try world.publishRetries(2)
                let acks = try world.acks(4)
                #expect(Set(acks.filter { $0.toRevision == 2 }.map(\.worker)) == ["a", "b"])
                #expect(Set(acks.filter { $0.toRevision == 2 }.map(\.digest)).count == 1)
            }
        }
        #expect(scratch.names.count { $0.hasSuffix("last-known-good.json") } == 2)
    }

    @Test("The projection role holds its configuration and refuses by its check")
    func projectionRole() throws {
        let role = ProjectionRole(name: "mine", namespace: "shop") { (next, changes) throws(RoleRefusal) in
            guard changes.isEmpty else { throw RoleRefusal(code: "no", path: "", message: "\(next.revision)") }
        }
        #expect(role.live.revision == 0)
        #expect(role.live.namespace == "shop")
        let next = Configuration(namespace: "shop", revision: 3, resources: ResourceMap())
        var reader = role.makeReader()
        let prepared = try role.prepare(next, changes: [])
        #expect(reader.current().revision == 0)
        #expect(role.commit(prepared).revision == 0)
        #expect(reader.current().revision == 3)
        try role.probe()
        let change = ResourceChange(key: ResourceKey(kind: "model", name: "a"), old: nil, new: nil)
        #expect(throws: RoleRefusal(code: "no", path: "", message: "3")) { try role.prepare(next, changes: [change]) }
    }
}
