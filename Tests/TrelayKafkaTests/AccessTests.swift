import Synchronization
import Testing
import TrelayCore
import TrelayKafka
import TrelaySystem

@Suite("Refused logins and missing rights")
struct AccessTests {
    @Test("A refused write names principal, topic and right, and is not in doubt")
    func refusedWrite() throws {
        try withCluster { cluster, settings in
            try withProducer(settings) { producer in
                try producer.deliver(.init("x"))
                try cluster.pushErrors([.topicAuthorizationFailed], for: .produce)
                let error = try producer.start(.init("y")).failure()
                #expect(error.code == .topicAuthorizationFailed && !error.isInDoubt)
                for part in ["anonymous", "'events'", "WRITE"] { #expect(error.message.contains(part)) }
            }
        }
    }

    @Test("A producer that may write nowhere says so, and recovers when it may")
    func refusedProducer() throws {
        try withCluster { cluster, settings in
            // Twice: a record that comes after the first refusal waits for the next client, which is refused too.
            try cluster.pushErrors([.clusterAuthorizationFailed, .clusterAuthorizationFailed], for: .initProducerID)
            try withProducer(settings) { producer in
                let error = try producer.start(.init("x")).failure()
                #expect(error.code == .clusterAuthorizationFailed && !error.isInDoubt)
                #expect(error.message.contains("WRITE"))
                let deadline = Deadline(after: patience * 4)
                var isDelivered = false
                while !isDelivered, !deadline.hasPassed {
                    if case .success = try producer.start(.init("y")).wait() { isDelivered = true }
                }
                #expect(isDelivered)
            }
        }
    }

    @Test("A refused read names the topic and the right")
    func refusedRead() throws {
        try withCluster { cluster, settings in
            try cluster.setTopicError(.topicAuthorizationFailed, topic: "events")
            try withConsumer(settings, [0: .beginning]) { consumer in
                let error = try consumer.failure()
                #expect(error.code.isMissingRight)
                for part in ["'events'", "READ"] { #expect(error.message.contains(part)) }
            }
        }
    }

    @Test("A client certificate or a SASL user is named as the principal")
    func principals() {
        let user = KafkaSettings(
            bootstrap: "x:1", properties: ["security.protocol": "sasl_ssl", "sasl.username": "alice"])
        #expect(user.principal == "principal 'alice'")
        let certificate = KafkaSettings(
            bootstrap: "x:1", properties: ["security.protocol": "ssl", "ssl.certificate.location": "/c.pem"])
        #expect(certificate.principal.contains("'/c.pem'"))
    }

    @Test("Log lines of the library go to the handler")
    func logLines() throws {
        let lines = Mutex<[KafkaLogEntry]>([])
        let consumer = try KafkaConsumer(settings: unreachable, topic: "events", positions: [0: .offset(0)]) { entry in
            lines.withLock { $0.append(entry) }
        }
        let deadline = Deadline(after: patience)
        func hasLine() -> Bool { lines.withLock { $0.contains { $0.message.contains("127.0.0.1:1") } } }
        while !hasLine(), !deadline.hasPassed { _ = try consumer.poll(timeout: .milliseconds(50)) }
        #expect(hasLine())
        #expect(consumer.close(deadline: patience))
    }
}
