import Testing
import TrelayCore
import TrelayKafka
import TrelaySystem

/// These stop and kill brokers under everybody else's feet, so they run only when asked for (`KAFKA_FAULTS=1`), alone.
@Suite(
    "Faults of a real Apache Kafka", .serialized,
    .enabled(if: RealBroker.hasTools && HostInformation.environment("KAFKA_FAULTS") == "1", "KAFKA_FAULTS is not 1"))
struct RealBrokerFaultTests {
    private static let nodes = RealBroker.bootstrap.split(separator: ",").count

    private func all(_ command: String) throws {
        for node in 1...Self.nodes {
            let process = try ChildProcess.spawn(
                RealBroker.script, [command, "\(node)"], environment: nil, standardOutput: .null, standardError: .null)
            #expect(process.wait(timeout: .seconds(120)) == .exited(0))
        }
    }

    private func allAtOnce(_ command: String) throws {
        let processes = try (1...Self.nodes).map { node in
            try ChildProcess.spawn(
                RealBroker.script, [command, "\(node)"], environment: nil, standardOutput: .null, standardError: .null)
        }
        for process in processes { #expect(process.wait(timeout: .seconds(120)) == .exited(0)) }
    }

    @Test(
        "A reader says when all brokers are gone or hang, and goes on when they are back", arguments: ["kill", "pause"])
    func outage(command: String) throws {
        try RealBroker.withTopic { topic, _ in
            try withConsumer(RealBroker.settings, topic: topic, [0: .beginning]) { consumer in
                try withProducer(RealBroker.settings, .init(deliveryTimeout: .seconds(120))) { producer in
                    _ = try producer.deliver(.init("before"), to: topic)
                    _ = try consumer.read { records, _ in records.count == 1 }
                    try all(command)
                    _ = try consumer.read { _, batch in !batch.isConnected }
                    let during = try producer.start(.init("during"), to: topic)
                    try allAtOnce(command == "kill" ? "resume" : "unpause")
                    let records = try consumer.read { records, batch in batch.isConnected && !records.isEmpty }
                    #expect(records.map(\.text) == ["during"])
                    _ = try during.wait().get()
                }
            }
        }
    }
}
