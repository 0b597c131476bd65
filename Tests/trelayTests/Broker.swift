import Testing
import TrelayCore
import TrelayFormat
import TrelayKafka
import TrelayLog
import TrelaySystem

@testable import trelay

/// An embedded cluster in this process, with the topics that trelay needs, and command lines that lead to it.
final class Broker: Sendable {
    let cluster: EmbeddedCluster
    let topics: TopicNames

    /// One for all tests that keep to a namespace of their own.
    static let shared = Result { try Broker() }

    init(prefix: String = "trelay.", changePartitions: Int32 = 1) throws {
        topics = TopicNames(prefix: prefix)
        let changes = topics.changes
        cluster = try EmbeddedCluster(
            brokers: 1,
            topics: TopicDeclaration.all(topics).map {
                ($0.name, $0.name == changes ? changePartitions : $0.partitions)
            })
    }

    var options: [String] {
        ["--bootstrap", cluster.bootstrap] + (topics.prefix == "trelay." ? [] : ["--topic-prefix", topics.prefix])
    }

    /// Runs a command against this cluster.
    func run(_ arguments: String..., namespace: String) throws -> Finished {
        try Program.run(arguments + options + ["--namespace", namespace])
    }

    /// Runs a command, and takes its output as JSON whatever its exit code.
    func json(_ arguments: String..., namespace: String) throws -> JSONValue {
        let finished = try Program.run(arguments + ["--output", "json"] + options + ["--namespace", namespace])
        do {
            return try finished.json
        } catch {
            Issue.record("\(arguments): \(error); it said: \(finished.output)\(finished.errors)")
            throw error
        }
    }

    /// Publishes and requires that it is accepted.
    /// - Returns: the revision.
    @discardableResult
    func publish(_ changes: String, namespace: String, _ more: String...) throws -> Int {
        let file = try Program.file("change.yaml", "reason: test\nchanges:\n" + changes)
        let finished = try Program.run(
            ["publish", "-f", file, "--output", "json"] + more + options + ["--namespace", namespace])
        #expect(finished.code == 0, "\(finished.output)\(finished.errors)")
        return try #require(try finished.json["revision"]?.integerValue)
    }

    /// How many records the changes topic has ever had.
    func logEnd() throws -> Int64 {
        let log = KafkaEventLog(settings: KafkaSettings(bootstrap: cluster.bootstrap))
        defer { log.close() }
        let count = try log.partitionCount(of: topics.changes, timeout: patience)
        var end: Int64 = 0
        for partition in 0..<count {
            end += try log.watermarks(of: topics.changes, partition: partition, timeout: patience).high
        }
        return end
    }

    /// Puts records on the log as a client would that knows nothing of trelay.
    func append(_ records: [(record: OutgoingRecord, partition: Int32)]) throws {
        let log = KafkaEventLog(settings: KafkaSettings(bootstrap: cluster.bootstrap))
        defer { log.close() }
        let writer = try log.openWriter()
        defer { _ = writer.close(deadline: patience) }
        for (record, partition) in records {
            _ = try writer.appendAndWait(record, to: topics.changes, partition: partition, timeout: patience)
        }
    }

    /// One worker as `status` shows it; nil when it does not.
    func worker(_ name: String, namespace: String) throws -> JSONValue? {
        try json("status", namespace: namespace)["workers"]?.arrayValue?.first {
            $0["worker"]?.stringValue == name
        }
    }

    /// Waits until `status` shows a worker in a state.
    @discardableResult
    func waitFor(_ name: String, _ state: String, namespace: String) throws -> JSONValue {
        try eventually("\(name) \(state)") {
            guard let worker = try worker(name, namespace: namespace) else { return nil }
            // Spelt out, because `nil` alone would be the JSON value null.
            return worker["state"]?.stringValue == state ? worker : Optional<JSONValue>.none
        }
    }
}

/// Change sets that tests publish.
enum Changes {
    static func prompt(_ name: String, _ template: String) -> String {
        "  - {op: put, kind: prompt, name: \(name), value: {version: '1', template: '\(template)'}}\n"
    }
}
