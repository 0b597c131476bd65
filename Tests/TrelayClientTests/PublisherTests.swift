import Testing
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySimulation
import TrelaySystem

@testable import TrelayClient

@Suite("Publishing", .timeLimit(.minutes(3)))
struct PublisherTests {
    @Test("An accepted change is told with its revision, its place and the state after it")
    func accepted() throws {
        let world = World(partitions: 4)
        let progress = Box<[(Int64, Int64)]>([])
        let publisher = Publisher(log: world.log, topics: world.topics, timeout: patience) { read, total in
            progress.change { $0.append((read, total)) }
        }
        #expect(try publisher.publish(try World.change(1)).decision?.outcome == .accepted(revision: 1))
        let decision = try #require(try publisher.publish(try World.change(2)).decision)
        #expect(decision.outcome == .accepted(revision: 2))
        #expect(!decision.isDuplicate)
        #expect(decision.partition == world.home)
        #expect(decision.offset == 1)
        #expect(decision.timestamp == world.clock.now)
        #expect(decision.state == (try world.state()))
        #expect(decision.changes.map(\.key.description) == ["model/a"])
        #expect(progress.value.last.map { $0 == (1, 1) } ?? false)
    }

    /// A change set that the fold rejects, after `model/a` was put as revision 1.
    struct Bad: Sendable, CustomTestStringConvertible {
        let code: RejectionCode
        let changeSet: ChangeSet
        var testDescription: String { code.rawValue }

        init(
            _ code: RejectionCode, _ changes: [Change], id: String = "bad", base: Int? = nil,
            expectsNothing: Bool = false
        ) {
            self.code = code
            changeSet = ChangeSet(
                namespace: World.namespace, id: id, author: "ana", base: base.map { .init(revision: $0) },
                expect: expectsNothing ? NamespaceState(namespace: World.namespace).digest() : nil, changes: changes)
        }

        static let all: [Bad] = {
            let route = ResourceKey(kind: "route", name: "chat")
            let model = ResourceKey(kind: "model", name: "a")
            let missing = ResourceKey(kind: "model", name: "b")
            let next = Change.put(model, World.model(2))
            let long = JSONValue.string(String(repeating: "x", count: 70_000))
            return [
                Bad(.conflict, [next], base: 0),
                Bad(.patchFailed, [.delete(missing)]),
                Bad(.schemaInvalid, [.put(model, ["version": 7])]),
                Bad(.danglingReference, [.put(route, ["targets": [["provider": "nobody", "weight": 1]]])]),
                Bad(.digestMismatch, [next], expectsNothing: true),
                Bad(.malformed, []),
                Bad(.guardTripped, [.put(model, ["version": "1.0.0", "description": long])]),
            ]
        }()
    }

    @Test("Each rejection is told, and the state is as it was", arguments: Bad.all)
    func rejections(bad: Bad) throws {
        let world = World()
        _ = try world.publisher().publish(try World.change(1))
        let decision = try #require(try world.publisher().publish(bad.changeSet).decision)
        #expect(decision.outcome.rejection?.code == bad.code)
        #expect(decision.state.revision == 1)
        #expect(decision.changes.isEmpty)
        #expect(decision.offset == 1)
    }

    @Test(
        "A kind that neither is built in nor has a schema is refused before anything is written; then its schema makes it"
    )
    func unknownKind() throws {
        let world = World()
        _ = try world.publisher().publish(try World.change(1))
        let change = Change.put(ResourceKey(kind: "modle", name: "a"), ["size": 1])
        let set = Bad(.unknownKind, [change]).changeSet
        guard case .refused(let rejection) = try world.publisher().publish(set) else {
            Issue.record("not refused")
            return
        }
        #expect(rejection.code == .unknownKind && rejection.message.contains("did you mean \"model\"?"))
        #expect(try world.changeCount() == 1)
        let schema = Change.put(ResourceKey(kind: "schema", name: "modle"), ["version": "1.0.0", "schema": true])
        _ = try world.publisher().publish(Bad(.unknownKind, [schema], id: "schema").changeSet)
        #expect(try world.publisher().publish(set).decision?.outcome == .accepted(revision: 3))
    }

    @Test("An event that was published before is answered with its first outcome, and nothing is appended")
    func duplicate() throws {
        let world = World()
        _ = try world.publisher().publish(try World.change(1, id: "same"))
        _ = try world.publisher().publish(try World.change(2))
        let again = try #require(try world.publisher().publish(try World.change(3, id: "same")).decision)
        #expect(again.outcome == .accepted(revision: 1))
        #expect(again.isDuplicate)
        #expect(again.offset == nil)
        #expect(again.state.revision == 2)
        #expect(try world.changeCount() == 2)

        let stale = try World.change(4, id: "stale", base: 0)
        #expect(try world.publisher().publish(stale).decision?.outcome.rejection?.code == .conflict)
        let staleAgain = try #require(try world.publisher().publish(stale).decision)
        #expect(staleAgain.outcome.rejection?.code == .conflict)
        #expect(staleAgain.isDuplicate)
        #expect(try world.changeCount() == 3)
    }

    @Test("An event under an id that is none is rejected in time, not waited for")
    func illegalIdentifier() throws {
        let world = World()
        let changeSet = try World.change(1, id: "white space")
        let decision = try #require(try world.publisher().publish(changeSet).decision)
        #expect(decision.outcome.rejection?.code == .malformed)
    }

    @Test("A delivery in doubt is cleared up by the log: the record is there")
    func inDoubtAndWritten() throws {
        let world = World()
        world.log.loseAnswers(1, written: true)
        let decision = try #require(try world.publisher().publish(try World.change(1)).decision)
        #expect(decision.outcome == .accepted(revision: 1))
        #expect(!decision.isDuplicate)
        #expect(decision.offset == 0)
    }

    @Test("A delivery in doubt that the log does not show stays unknown, and may be published again")
    func inDoubtAndNotWritten() throws {
        let world = World()
        _ = try world.publisher().publish(try World.change(1))
        world.log.loseAnswers(1, written: false)
        let outcome = try world.publisher().publish(try World.change(2))
        guard case .unknown(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("may be in the log or not"))
        #expect(try world.changeCount() == 1)
        #expect(try world.publisher().publish(try World.change(2)).decision?.outcome == .accepted(revision: 2))
    }

    @Test("A delivery without an offset is found by its event id")
    func withoutOffset() throws {
        let world = World()
        _ = try world.publisher().publish(try World.change(1))
        let log = OffsetlessLog(world.log)
        let publisher = Publisher(log: log, topics: world.topics, timeout: .seconds(5))
        let decision = try #require(try publisher.publish(try World.change(2)).decision)
        #expect(decision.outcome == .accepted(revision: 2))
        #expect(decision.offset == 1)
    }

    @Test("A record that is too large for the log is not published, and the reason says so")
    func tooLargeForTheLog() throws {
        var options = SimulatedLog.Options()
        options.maximumRecordBytes = 200
        let world = World(options: options)
        let reason = try #require(try world.publisher().publish(try World.change(1)).notPublishedReason)
        #expect(reason.contains("over the limit of 200 bytes"))
    }

    @Test("With Kafka away from the beginning nothing is published, and that is told within the timeout")
    func neverThere() throws {
        let world = World()
        world.log.disconnect()
        let error = #expect(throws: ClientError.self) {
            try world.publisher(timeout: .milliseconds(100)).publish(try World.change(1))
        }
        #expect(error?.log?.code == .unreachable)
        world.log.reconnect()
        #expect(try world.changeCount() == 0)
    }

    @Test("With Kafka gone while the change is on its way the outcome is unknown, within the timeout")
    func goneMeanwhile() throws {
        let world = World()
        try world.append(try World.change(1))
        // The last report of reading comes before the record is sent.
        let publisher = Publisher(log: world.log, topics: world.topics, timeout: .milliseconds(500)) { read, total in
            if read == total { world.log.disconnect() }
        }
        let outcome = try publisher.publish(try World.change(2))
        #expect(outcome.isUnknown, "\(outcome)")
        // Whatever became of it, the same id can be published again.
        world.log.reconnect()
        let again = try #require(try world.publisher().publish(try World.change(2)).decision)
        #expect(again.outcome == .accepted(revision: 2))
        #expect(try world.state().revision == 2)
    }

    @Test("A record that is delivered is never reported as not published, though its verdict cannot be read")
    func verdictUnreadable() throws {
        let world = World()
        try world.append(try World.change(1))
        let publisher = Publisher(log: world.log, topics: world.topics, timeout: .milliseconds(500)) { read, total in
            guard read == total else { return }
            do { try world.log.holdDelivery(of: world.topics.changes, partition: 0) } catch { Issue.record(error) }
        }
        let outcome = try publisher.publish(try World.change(2))
        #expect(outcome.isUnknown, "\(outcome)")
        #expect(try world.changeCount() == 2)
    }

    @Test("A topic that does not exist is an error that names it")
    func missingTopic() throws {
        let log = SimulatedLog(topics: [:])
        let publisher = Publisher(log: log, topics: TopicNames(prefix: "x."), timeout: patience)
        let error = #expect(throws: ClientError.self) { try publisher.publish(try World.change(1)) }
        #expect(error?.log?.code == .unknownTopic)
        #expect(error?.message.contains("x.changes") ?? false)
    }

    @Test("Of publishers that race from the same base one wins each revision, and every loser learns why")
    func race() throws {
        let world = World()
        let rounds = 5
        let outcomes = Box<[Publisher.Outcome]>([])
        for round in 0..<rounds {
            let threads = try (0..<4).map { number in
                try OSThread(name: "publisher-\(number)") {
                    do {
                        let change = try World.change(number, id: "event-\(round)-\(number)", base: round)
                        let outcome = try world.publisher().publish(change)
                        outcomes.change { $0.append(outcome) }
                    } catch {
                        Issue.record(error)
                    }
                }
            }
            for thread in threads { thread.join() }
        }
        let decisions = outcomes.value.compactMap(\.decision)
        #expect(decisions.count == rounds * 4)
        #expect(decisions.compactMap(\.outcome.revision).sorted() == Array(1...rounds))
        let losers = decisions.compactMap(\.outcome.rejection)
        #expect(losers.count == rounds * 3)
        #expect(losers.allSatisfy { $0.code == .conflict && $0.message.contains("by \"ana\"") })
        #expect(try world.state().revision == rounds)
    }

    @Test("Of publishers that send the same event at once all learn the same outcome, and it happens once")
    func sameEventAtOnce() throws {
        let world = World()
        let outcomes = Box<[Publisher.Outcome]>([])
        let threads = try (0..<4).map { number in
            try OSThread(name: "publisher-\(number)") {
                do {
                    let outcome = try world.publisher().publish(try World.change(1, id: "same"))
                    outcomes.change { $0.append(outcome) }
                } catch {
                    Issue.record(error)
                }
            }
        }
        for thread in threads { thread.join() }
        let decisions = outcomes.value.compactMap(\.decision)
        #expect(decisions.map(\.outcome) == Array(repeating: .accepted(revision: 1), count: 4))
        #expect(decisions.count { !$0.isDuplicate } == 1)
        #expect(try world.state().revision == 1)
    }

    @Test("Under faults no verdict is wrong", arguments: [UInt64(1), 2, 3, 4])
    func faults(seed: UInt64) throws {
        let world = World(options: .init(seed: seed, faults: .all))
        var told: [String: TrelayCore.Outcome] = [:]
        var absent: Set<String> = []
        for number in 1...30 {
            let id = "event-\(number)"
            switch try world.publisher().publish(try World.change(number, id: id)) {
            case .decided(let decision): told[id] = decision.outcome
            case .refused, .notPublished: absent.insert(id)
            case .unknown: break
            }
        }
        let state = try world.state()
        #expect(!told.isEmpty)
        for (id, outcome) in told { #expect(state.recentEvents.outcome(of: id) == outcome) }
        for id in absent { #expect(state.recentEvents.outcome(of: id) == nil) }
    }
}
