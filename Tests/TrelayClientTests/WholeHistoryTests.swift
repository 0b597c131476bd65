import Testing
import TrelayCore
import TrelayLog
import TrelaySimulation

@testable import TrelayClient

@Suite("A log without its beginning", .timeLimit(.minutes(3)))
struct WholeHistoryTests {
    /// Revisions 1 to 3 were published, and retention has taken the first away.
    private func trimmed() throws -> World {
        let world = World()
        for number in 1...3 { try world.append(try World.change(number)) }
        try world.log.trim(world.topics.changes, partition: world.home, below: 1)
        return world
    }

    private func isTruncated(_ error: LogError?) -> Bool {
        error?.code == .truncated && error?.truncation?.low == 1
    }

    @Test("Replaying it is refused: revisions would be counted wrongly")
    func replay() throws {
        let world = try trimmed()
        let error = #expect(throws: ClientError.self) {
            try NamespaceReplay(log: world.log, topics: world.topics, deadline: patience).run(World.namespace)
        }
        #expect(isTruncated(error?.log))
    }

    @Test("Publishing to it is refused, and nothing is appended")
    func publish() throws {
        let world = try trimmed()
        let error = #expect(throws: ClientError.self) {
            try world.publisher().publish(try World.change(4), metadata: World.metadata("event-4"))
        }
        #expect(isTruncated(error?.log))
        let end = try world.log.watermarks(of: world.topics.changes, partition: world.home, timeout: patience).high
        #expect(end == 3)
    }

    @Test("Watching it is refused: every worker would look diverged")
    func watch() throws {
        let world = try trimmed()
        let watch = try FleetWatch(
            log: world.log, topics: world.topics, namespace: World.namespace, timeout: patience)
        defer { watch.close() }
        let error = #expect(throws: LogError.self) { try watch.catchUp(timeout: patience) }
        #expect(isTruncated(error))
    }
}
