import Glibc
import Synchronization
import Testing
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySimulation
import TrelaySystem

@testable import TrelayClient

/// Longer than anything here takes; a test that waits for it has failed.
let patience = Duration.seconds(30)

/// Waits for a condition that another thread makes true; false when patience ends.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Deadline(after: patience)
    while try !condition() {
        if deadline.hasPassed { return false }
        poll(nil, 0, 2)
    }
    return true
}

/// A value that several threads look at.
final class Box<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) {
        stored = Mutex(value)
    }

    var value: Value { stored.withLock { $0 } }

    func change(_ body: (inout sending Value) -> Void) {
        stored.withLock { body(&$0) }
    }
}

/// A simulated log with Trelay's topics, on a clock that the test may set.
final class World: Sendable {
    static let namespace = "shop"
    static let provider: JSONValue = ["type": "openai", "baseURL": "https://api.example.com/v1"]

    let log: SimulatedLog
    let topics = TopicNames()
    let partitions: Int32
    let clock: SimulationClock

    init(partitions: Int32 = 1, options: SimulatedLog.Options = .init(), clock: SimulationClock = SimulationClock()) {
        self.partitions = partitions
        self.clock = clock
        let topics = TopicNames()
        log = SimulatedLog(
            options: options, topics: [topics.changes: partitions, topics.acks: 2, topics.workers: 1]
        ) { clock.now }
    }

    var home: Int32 { JavaPartitioner.partition(key: Array(Self.namespace.utf8), count: partitions) }

    func publisher(timeout: Duration = patience) -> Publisher {
        Publisher(log: log, topics: topics, timeout: timeout)
    }

    static func key(_ text: String) throws -> ResourceKey { try #require(ResourceKey(text)) }

    static func model(_ version: Int) -> JSONValue { ["version": .string("1.0.\(version)")] }

    static func changeSet(
        _ id: String, _ changes: [Change], base: Int? = nil, namespace: String = World.namespace
    ) -> ChangeSet {
        ChangeSet(
            namespace: namespace, id: id, author: "ana", base: base.map { .init(revision: $0) }, changes: changes)
    }

    static func metadata(_ id: String) -> EventMetadata {
        EventMetadata(id: id, source: "test", type: EventType.change)
    }

    /// A change set that makes a model of this version.
    static func change(_ version: Int, id: String? = nil, base: Int? = nil) throws -> ChangeSet {
        changeSet(id ?? "event-\(version)", [.put(try key("model/a"), model(version))], base: base)
    }

    /// Puts a change into the log as somebody else.
    @discardableResult
    func append(_ changeSet: ChangeSet, partition: Int32? = nil) throws -> Int64 {
        let record = EventCodec.encode(
            changeSet.json(), key: changeSet.namespace, metadata: Self.metadata(changeSet.id))
        let home = JavaPartitioner.partition(key: Array(changeSet.namespace.utf8), count: partitions)
        return try log.appendDirectly(record, to: topics.changes, partition: partition ?? home)
    }

    func changeCount() throws -> Int { try log.contents(of: topics.changes, partition: home).count }

    func state() throws -> NamespaceState {
        var fold = Fold(partitionCount: partitions, only: Self.namespace)
        for record in try log.contents(of: topics.changes, partition: home) { _ = fold.apply(record) }
        return fold.state(of: Self.namespace)
    }
}

extension Publisher {
    /// Publishes under the id that the change set carries.
    func publish(_ changeSet: ChangeSet) throws(ClientError) -> Outcome {
        try publish(changeSet, metadata: World.metadata(changeSet.id))
    }
}

extension Publisher.Outcome {
    var decision: Publisher.Decision? {
        if case .decided(let decision) = self { decision } else { nil }
    }

    var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }

    var notPublishedReason: String? {
        if case .notPublished(let reason) = self { reason } else { nil }
    }
}
