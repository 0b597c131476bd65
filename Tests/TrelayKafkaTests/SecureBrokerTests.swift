import Testing
import TrelayCore
import TrelayKafka

@Suite("A real Apache Kafka with logins", .serialized, .enabled(if: RealBroker.isSecure, "no secure cluster"))
struct SecureBrokerTests {
    private func grant(_ user: String, _ rights: String..., topic: String) throws {
        for right in rights {
            let isGranted = try RealBroker.tool(
                "acls", "--add", "--allow-principal", "User:\(user)", "--operation", right, "--topic", topic)
            #expect(isGranted)
        }
    }

    /// The error of one write; it must come long before the producer's own timeout.
    private func refusedWrite(_ settings: KafkaSettings, to topic: String, partition: Int32?) throws -> KafkaError {
        let options = KafkaProducerOptions(deliveryTimeout: .seconds(300))
        let producer = try KafkaProducer(settings: settings, options: options)
        defer { producer.close(deadline: .zero) }
        return try producer.start(.init("x"), to: topic, partition: partition).failure()
    }

    @Test(
        "Those who have the rights read and write, by password and by client certificate", arguments: ["plain", "mtls"])
    func allowed(login: String) throws {
        try RealBroker.withTopic { topic, _ in
            try grant("publisher", "Write", "Describe", topic: topic)
            try grant("worker", "Read", "Describe", topic: topic)
            let publisher = try RealBroker.user("publisher", login)
            let worker = try RealBroker.user("worker", login)
            try withProducer(publisher) { producer in
                _ = try producer.deliver(.init("x"), to: topic, partition: nil)
            }
            // No right on any consumer group is needed.
            try withConsumer(worker, topic: topic, [0: .beginning]) { consumer in
                let records = try consumer.readToEnd(partitions: 1)
                #expect(records.map(\.text) == ["x"])
            }
        }
    }

    @Test("A stranger is told who may not do what to which topic", arguments: ["plain", "mtls"])
    func stranger(login: String) throws {
        try RealBroker.withTopic { topic, _ in
            let stranger = try RealBroker.user("stranger", login)
            for partition in [Int32?.none, 0] {
                let failure = try refusedWrite(stranger, to: topic, partition: partition)
                #expect(failure.code.isMissingRight && !failure.isInDoubt)
                for part in ["stranger", topic, "WRITE"] { #expect(failure.message.contains(part)) }
            }
            try withConsumer(stranger, topic: topic, [0: .beginning]) { consumer in
                let failure = try consumer.failure()
                #expect(failure.code.isMissingRight)
                for part in ["stranger", topic, "READ"] { #expect(failure.message.contains(part)) }
            }
            let admin = try KafkaAdmin(settings: stranger)
            defer { admin.close() }
            let name = RealBroker.freshName("trelay-refused")
            let failure = try kafkaError { try admin.createTopic(name, partitions: 1, timeout: patience) }
            #expect(failure.code.isMissingRight && failure.message.contains("CREATE"))
        }
    }

    @Test("Who may read but not write is told that writing is the right that is missing", arguments: [nil, Int32(0)])
    func readOnly(partition: Int32?) throws {
        try RealBroker.withTopic { topic, _ in
            try grant("worker", "Read", "Describe", topic: topic)
            let failure = try refusedWrite(RealBroker.user("worker"), to: topic, partition: partition)
            #expect(failure.code.isMissingRight && !failure.isInDoubt)
            for part in ["'worker'", topic, "WRITE"] { #expect(failure.message.contains(part)) }
        }
    }

    @Test("Who may write elsewhere but not here is told the same", arguments: [nil, Int32(0)])
    func writesElsewhere(partition: Int32?) throws {
        try RealBroker.withTopic { topic, _ in
            try RealBroker.withTopic { other, _ in
                try grant("auditor", "Read", "Describe", topic: topic)
                try grant("auditor", "Write", "Describe", topic: other)
                let failure = try refusedWrite(RealBroker.user("auditor"), to: topic, partition: partition)
                #expect(failure.code == .topicAuthorizationFailed && !failure.isInDoubt)
                for part in ["'auditor'", topic, "WRITE"] { #expect(failure.message.contains(part)) }
            }
        }
    }

    @Test("A wrong password is told at once, with the principal")
    func wrongPassword() throws {
        try RealBroker.withTopic { topic, _ in
            var settings = try RealBroker.user("publisher")
            settings.properties["sasl.password"] = "secret-word"
            let admin = try KafkaAdmin(settings: settings)
            defer { admin.close() }
            let asked = try kafkaError { try admin.partitionCount(of: topic, timeout: .seconds(300)) }
            let created = try kafkaError { try admin.createTopic("x", partitions: 1, timeout: .seconds(300)) }
            let consumer = try KafkaConsumer(settings: settings, topic: topic, positions: [0: .offset(0)])
            defer { consumer.close() }
            let failures = [
                asked, created, try consumer.failure(), try refusedWrite(settings, to: topic, partition: 0),
                try refusedWrite(settings, to: topic, partition: nil),
            ]
            for failure in failures {
                #expect(failure.code.isRefusedLogin && !failure.isInDoubt, "\(failure)")
                #expect(failure.message.contains("'publisher'"), "\(failure)")
                #expect(!failure.message.contains("secret-word"))
            }
        }
    }

    @Test("SCRAM on a librdkafka that cannot do it says so, with the ways out")
    func scram() throws {
        let admin = try KafkaAdmin(settings: RealBroker.user("publisher", "scram"))
        defer { admin.close() }
        let failure = try kafkaError { try admin.partitionCount(of: "any", timeout: patience) }
        // A newer library gets in, and is told about the topic instead.
        if failure.code.isRefusedLogin {
            for part in ["'publisher'", "SCRAM", "2.6.1", "certificate"] { #expect(failure.message.contains(part)) }
        } else {
            #expect(failure.code.isMissingRight)
        }
    }

    @Test("A certificate authority that does not fit is told as such")
    func wrongAuthority() throws {
        var settings = try RealBroker.user("publisher", "mtls")
        settings.properties["ssl.ca.location"] = settings.properties["ssl.certificate.location"]
        let admin = try KafkaAdmin(settings: settings)
        defer { admin.close() }
        let failure = try kafkaError { try admin.partitionCount(of: "any", timeout: patience) }
        #expect(failure.code == .tls && failure.message.contains("ssl.ca.location"))
    }

    @Test("Plain text to a port that wants TLS says what may be wrong")
    func plainTextToTLS() throws {
        let settings = KafkaSettings(bootstrap: try RealBroker.user("publisher").bootstrap)
        let admin = try KafkaAdmin(settings: settings)
        defer { admin.close() }
        let failure = try kafkaError { try admin.partitionCount(of: "any", timeout: .seconds(3)) }
        #expect(failure.isRetriable && failure.message.contains("security.protocol"), "\(failure)")
    }
}
