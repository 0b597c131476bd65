import Testing
import TrelayConvergence
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySimulation
import TrelaySystem

@testable import TrelayClient

@Suite("Watching the fleet", .timeLimit(.minutes(3)))
struct FleetWatchTests {
    /// A world whose broker has this machine's time, but for `skew` milliseconds.
    private func world(skew: Int64 = 0, options: SimulatedLog.Options = .init()) -> World {
        let now = Timestamp(milliseconds: SystemClock.wallMilliseconds() + skew)
        return World(partitions: 4, options: options, clock: SimulationClock(startingAt: now))
    }

    private func say(_ world: World, revision: Int, worker: String = "model-1", status: LeaseStatus = .serving) throws {
        let digest = Projection.project(try world.state(), role: "model").digest()
        let ack = Ack(
            worker: worker, role: "model", labels: [:], build: "test", incarnation: "one", namespace: World.namespace,
            fromRevision: revision - 1, toRevision: revision, outcome: .effective, digest: digest,
            receivedAt: world.clock.now)
        let lease = Lease(
            worker: worker, role: "model", labels: [:], build: "test", incarnation: "one", namespace: World.namespace,
            status: status, statusSince: world.clock.now, revision: revision, targetRevision: revision,
            digest: digest, heartbeatMilliseconds: 60_000)
        func metadata(_ type: String) -> EventMetadata { EventMetadata(id: "x", source: "test", type: type) }
        try world.log.appendDirectly(
            ack.record(metadata: metadata(EventType.ack)), to: world.topics.acks, partition: 1)
        try world.log.appendDirectly(
            lease.record(metadata: metadata(EventType.lease)), to: world.topics.workers, partition: 0)
    }

    private func watch(_ world: World, expected: [DeclaredMember] = []) throws -> FleetWatch {
        try FleetWatch(
            log: world.log, topics: world.topics, namespace: World.namespace, expected: expected, timeout: patience)
    }

    @Test("It catches up with what is there, and goes on with what comes")
    func catchUp() throws {
        let world = world()
        try world.append(try World.change(1))
        try say(world, revision: 1)
        let watch = try watch(world, expected: [DeclaredMember(worker: "model-2", role: "model")])
        defer { watch.close() }
        var progress: [(Int64, Int64)] = []
        try watch.catchUp(timeout: patience) { progress.append(($0, $1)) }
        #expect(progress.last.map { $0 == (3, 3) } ?? false)
        #expect(watch.model.revision == 1)
        let rows = watch.view().members
        #expect(rows.first { $0.worker == "model-1" }?.state == .current)
        #expect(rows.first { $0.worker == "model-2" }?.state == .neverSeen)

        try world.append(try World.change(2))
        try say(world, revision: 2)
        let isSeen = try eventually {
            try watch.refresh(timeout: .milliseconds(20))
            return watch.view().members.first { $0.worker == "model-1" }?.facts.effectiveRevision == 2
        }
        #expect(isSeen)
        #expect(watch.model.revision == 2)
    }

    @Test("A topic is read to its end when every partition is, not when the first has reported")
    func everyPartition() {
        func batch(_ partitions: [Int32]) -> LogBatch {
            let ends = Watermarks(low: 0, high: 0)
            let progress = partitions.map {
                PartitionProgress(partition: $0, next: 0, watermarks: ends, reachedEnd: true)
            }
            return LogBatch(records: [], progress: progress, isConnected: true)
        }
        var progress = FeedProgress(partitionCount: 2)
        #expect(!progress.hasReachedEnd)
        progress.note(batch([1]))
        #expect(!progress.hasReachedEnd)
        progress.note(batch([0, 1]))
        #expect(progress.hasReachedEnd)
    }

    @Test("Empty topics are caught up with at once")
    func empty() throws {
        let world = world()
        let watch = try watch(world)
        defer { watch.close() }
        try watch.catchUp(timeout: patience)
        #expect(watch.view().members.isEmpty)
        #expect(watch.view().revision == 0)
        #expect(try !watch.refresh(timeout: .zero))
    }

    @Test("It sees through faults of every kind to the same end", arguments: [UInt64(1), 2, 3])
    func faults(seed: UInt64) throws {
        let world = world(options: .init(seed: seed, faults: .all))
        for number in 1...20 {
            try world.append(try World.change(number))
            try say(world, revision: number)
        }
        let watch = try watch(world)
        defer { watch.close() }
        try watch.catchUp(timeout: patience)
        #expect(watch.model.revision == 20)
        #expect(watch.view().members.first?.state == .current)
    }

    @Test("A broker that is away is told, and so is its return")
    func connection() throws {
        let world = world()
        let watch = try watch(world)
        defer { watch.close() }
        try watch.catchUp(timeout: patience)
        #expect(watch.isConnected)
        world.log.disconnect()
        try watch.refresh(timeout: .zero)
        #expect(!watch.isConnected)
        world.log.reconnect()
        let isBack = try eventually {
            try watch.refresh(timeout: .milliseconds(5))
            return watch.isConnected
        }
        #expect(isBack)
    }

    @Test("Opening without a broker fails within the timeout, and catching up without one too")
    func noBroker() throws {
        let world = world()
        let watch = try watch(world)
        defer { watch.close() }
        world.log.disconnect()
        let error = #expect(throws: LogError.self) { try watch.catchUp(timeout: .milliseconds(50)) }
        #expect(error?.code == .timedOut)
        #expect(error?.message.contains("no broker answered") ?? false)
        #expect(throws: LogError.self) {
            try FleetWatch(
                log: world.log, topics: world.topics, namespace: World.namespace, timeout: .milliseconds(20))
        }
    }

    @Test(
        "A broker whose clock is behind does not make a living fleet look silent",
        arguments: [
            Int64(-3_000_000), 3_000_000,
        ])
    func skewedClock(skew: Int64) throws {
        let world = world(skew: skew)
        try world.append(try World.change(1))
        let watch = try watch(world)
        defer { watch.close() }
        try watch.catchUp(timeout: patience)
        try say(world, revision: 1)
        try watch.refresh(timeout: patience)
        let isSeen = try eventually {
            try watch.refresh(timeout: .milliseconds(5))
            return watch.view().members.first != nil
        }
        #expect(isSeen)
        #expect(watch.view().members.first?.state == .current)
        let difference = watch.now - world.clock.now
        #expect(difference >= 0)
        #expect(difference < 60_000)
    }

    @Test("What was in the log before tells nothing about the time at the broker now")
    func oldRecords() throws {
        let world = world(skew: -3_000_000)
        try world.append(try World.change(1))
        try say(world, revision: 1)
        let watch = try watch(world)
        defer { watch.close() }
        try watch.catchUp(timeout: patience)
        // Its last word is fifty minutes old, for all that is known: that is silence.
        #expect(watch.view().members.first?.state.name == .silent)
        try say(world, revision: 1)
        let isSeen = try eventually {
            try watch.refresh(timeout: .milliseconds(5))
            return watch.view().members.first?.state == .current
        }
        #expect(isSeen)
    }
}
