import Testing
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySimulation

@testable import TrelayClient

@Suite("Reading a namespace out of the log", .timeLimit(.minutes(3)))
struct ReplayTests {
    /// Five revisions, a second apart, with other namespaces and strays around them.
    private func history(partitions: Int32 = 4) throws -> World {
        let world = World(partitions: partitions)
        for number in 1...5 {
            world.clock.advance(milliseconds: 1_000)
            try world.append(try World.change(number))
            try world.append(
                World.changeSet(
                    "other-\(number)", [.put(try World.key("model/x"), World.model(number))], namespace: "b"))
        }
        return world
    }

    private func replay(_ world: World) -> NamespaceReplay {
        NamespaceReplay(log: world.log, topics: world.topics, deadline: patience)
    }

    private func version(_ state: NamespaceState) throws -> String? {
        state.resources[try World.key("model/a")]?.value["version"]?.stringValue
    }

    @Test("Now is the state at the end of the log")
    func now() throws {
        let world = try history()
        let result = try replay(world).run(World.namespace)
        #expect(result.state == (try world.state()))
        #expect(result.latest == result.state)
        #expect(result.partitionCount == 4)
        #expect(
            result.next[world.home]
                == (try world.log.watermarks(
                    of: world.topics.changes, partition: world.home, timeout: patience
                ).high))
    }

    @Test("Each revision is the state as it was then", arguments: 1...5)
    func atRevision(revision: Int) throws {
        let world = try history()
        let result = try replay(world).run(World.namespace, at: .revision(revision))
        #expect(result.state.revision == revision)
        #expect(try version(result.state) == "1.0.\(revision)")
        #expect(result.latest.revision == 5)
    }

    @Test("Revision 0 is the empty state, one that is not there is an error that says which is the last")
    func edges() throws {
        let world = try history()
        #expect(try replay(world).run(World.namespace, at: .revision(0)).state.resources.isEmpty)
        for revision in [6, -1] {
            let error = #expect(throws: ClientError.self) {
                try replay(world).run(World.namespace, at: .revision(revision))
            }
            #expect(error?.message.contains("no revision \(revision); the latest is 5") ?? false)
        }
    }

    @Test(
        "A moment is the last state that the broker stamped at or before it",
        arguments: [
            (999, 0), (1_000, 1), (1_999, 1), (3_000, 3), (3_001, 3), (5_000, 5), (1_000_000, 5),
        ])
    func atTime(offset: Int64, revision: Int) throws {
        let world = try history()
        let time = SimulationClock().now.adding(milliseconds: offset)
        #expect(try replay(world).run(World.namespace, at: .time(time)).state.revision == revision)
    }

    @Test("A moment is not confused by other partitions, which may be read first")
    func atTimeAmongPartitions() throws {
        let world = World(partitions: 4)
        try world.append(try World.change(1))
        world.clock.advance(milliseconds: 10_000)
        // Records of a later time in every other partition.
        for partition in (0..<Int32(4)) where partition != world.home {
            for number in 1...3 {
                try world.append(try World.change(number, id: "stray-\(partition)-\(number)"), partition: partition)
            }
        }
        try world.append(try World.change(2))
        let time = SimulationClock().now.adding(milliseconds: 5_000)
        let result = try replay(world).run(World.namespace, at: .time(time))
        #expect(result.state.revision == 1)
        #expect(result.latest.revision == 2)
        #expect(result.strays.count == 9)
        #expect(result.strays.allSatisfy { $0.rejection.code == .misplaced })
    }

    @Test("Every verdict about the namespace is told in its order, and no other")
    func verdicts() throws {
        let world = try history()
        try world.append(try World.change(9, id: "stale", base: 1))
        try world.append(try World.change(9, id: "event-2"))
        var outcomes: [String?] = []
        _ = try replay(world).run(World.namespace) { verdict, record in
            #expect(verdict.namespace == World.namespace)
            #expect(record.offset == verdict.offset)
            outcomes.append(verdict.eventID)
        }
        #expect(outcomes == (1...5).map { "event-\($0)" } + ["stale", "event-2"])
    }

    @Test("A record without a namespace is told as a stray")
    func strays() throws {
        let world = World()
        let garbage = OutgoingRecord(key: nil, value: [1, 2, 3], headers: RecordHeaders())
        try world.log.appendDirectly(garbage, to: world.topics.changes, partition: 0)
        let result = try replay(world).run(World.namespace)
        #expect(result.strays.map(\.rejection.code) == [.malformed])
        #expect(result.state.revision == 0)
    }

    @Test("A rollback to any earlier revision returns to its exact digest", arguments: 0...4)
    func rollback(revision: Int) throws {
        let world = World()
        let publisher = world.publisher()
        let route: JSONValue = ["targets": [["provider": "main", "weight": 100]]]
        let steps: [[Change]] = [
            [.put(try World.key("model/a"), World.model(1)), .put(try World.key("model/b"), World.model(1))],
            [.put(try World.key("provider/main"), World.provider), .put(try World.key("route/chat"), route)],
            [.patch(try World.key("model/a"), ["description": "changed"]), .delete(try World.key("model/b"))],
            [.delete(try World.key("route/chat")), .delete(try World.key("provider/main"))],
            [.put(try World.key("model/c"), World.model(3)), .put(try World.key("model/a"), World.model(9))],
        ]
        for (index, changes) in steps.enumerated() {
            let outcome = try publisher.publish(World.changeSet("step-\(index)", changes))
            #expect(outcome.decision?.outcome == .accepted(revision: index + 1))
        }
        let then = try replay(world).run(World.namespace, at: .revision(revision))
        let plan = try #require(
            RollbackPlanner.plan(
                from: then.latest, to: then.state, id: "back", author: "ana", reason: "it was better"))
        let decision = try #require(try publisher.publish(plan).decision)
        #expect(decision.outcome == .accepted(revision: 6))
        #expect(decision.state.digest() == then.state.digest())
        #expect(RollbackPlanner.plan(from: decision.state, to: then.state, id: "x", author: "a", reason: "") == nil)
    }

    @Test("A rollback that was planned on an older revision is rejected")
    func staleRollback() throws {
        let world = try history()
        let then = try replay(world).run(World.namespace, at: .revision(2))
        let plan = try #require(
            RollbackPlanner.plan(from: then.latest, to: then.state, id: "back", author: "ana", reason: ""))
        try world.append(try World.change(6))
        #expect(try world.publisher().publish(plan).decision?.outcome.rejection?.code == .conflict)
    }

    @Test("A log that cannot be reached is an error within the deadline")
    func unreachable() throws {
        let world = try history()
        world.log.disconnect()
        let replay = NamespaceReplay(log: world.log, topics: world.topics, deadline: .milliseconds(50))
        let error = #expect(throws: ClientError.self) { try replay.run(World.namespace) }
        #expect(error?.log?.code == .unreachable)
    }
}
