import Testing
import TrelayKafka

@Suite("Administration")
struct AdminTests {
    private func withAdmin(_ settings: KafkaSettings, _ body: (KafkaAdmin) throws -> Void) throws {
        let admin = try KafkaAdmin(settings: settings)
        defer { admin.close() }
        try body(admin)
    }

    @Test("The number of partitions and the bounds come from the brokers")
    func metadata() throws {
        try withCluster([("a", 5), ("b", 1)]) { _, settings in
            try withAdmin(settings) { admin in
                #expect(try admin.partitionCount(of: "a", timeout: patience) == 5)
                #expect(try admin.partitionCount(of: "b", timeout: patience) == 1)
                let bounds = try admin.watermarks(of: "a", partitions: [0, 4], timeout: patience)
                #expect(bounds == [0: .init(low: 0, high: 0), 4: .init(low: 0, high: 0)])
            }
        }
    }

    @Test("Asking for a topic does not create it")
    func noAutomaticTopics() throws {
        try withCluster { cluster, settings in
            try withAdmin(settings) { admin in
                for _ in 0..<2 {
                    let failure = try kafkaError { try admin.partitionCount(of: "later", timeout: patience) }
                    #expect(failure.code.isUnknownTopic)
                }
                try cluster.createTopic("later", partitions: 6)
                #expect(try admin.partitionCount(of: "later", timeout: patience) == 6)
            }
        }
    }

    @Test("Questions are asked again when a connection breaks or a leader is unknown")
    func retries() throws {
        try withCluster { cluster, settings in
            try withAdmin(settings) { admin in
                try cluster.pushErrors([.transport, .notLeader], for: .listOffsets)
                #expect(try admin.watermarks(of: "events", partitions: [0], timeout: patience)[0]?.high == 0)
                try cluster.pushErrors([.transport, .leaderNotAvailable], for: .metadata)
                #expect(try admin.partitionCount(of: "events", timeout: patience) == 3)
            }
        }
    }

    @Test("Without a broker a question ends at its timeout, naming where it asked")
    func unreachableBroker() throws {
        try withAdmin(unreachable) { admin in
            let failure = try kafkaError { try admin.partitionCount(of: "events", timeout: .milliseconds(200)) }
            #expect(failure.isRetriable && failure.message.contains("127.0.0.1:1") && !failure.message.contains("\n"))
        }
    }

    @Test("A question keeps its timeout although the broker does not answer")
    func silentBroker() throws {
        try withCluster { cluster, settings in
            try withAdmin(settings) { admin in
                _ = try admin.watermarks(of: "events", partitions: [0], timeout: patience)
                for _ in 0..<16 { try cluster.pushError(.noError, after: .seconds(120), for: .listOffsets, broker: 1) }
                let failure = try kafkaError {
                    try admin.watermarks(of: "events", partitions: [0], timeout: .milliseconds(300))
                }
                #expect(failure.code.isTimeout)
            }
        }
    }

    @Test("The embedded cluster has no administration, and says so without waiting for it")
    func unsupported() throws {
        try withCluster { _, settings in
            try withAdmin(settings) { admin in
                let failure = try kafkaError { try admin.createTopic("new", partitions: 1, timeout: patience) }
                #expect(failure.code == .unsupportedFeature)
            }
        }
    }

    @Test("A closed client says so")
    func closed() throws {
        let admin = try KafkaAdmin(settings: unreachable)
        admin.close()
        admin.close()
        let failure = try kafkaError { try admin.partitionCount(of: "events", timeout: patience) }
        #expect(failure.code == .closed)
    }
}
