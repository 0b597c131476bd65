import Testing
import TrelayCore
import TrelayKafka
import TrelaySystem

@Suite("Producer")
struct ProducerTests {
    @Test("A record that no broker ever saw ends at its timeout, and not in doubt")
    func unreachableBroker() throws {
        let options = KafkaProducerOptions(deliveryTimeout: .milliseconds(300))
        try withProducer(unreachable, options) { producer in
            let error = try producer.start(.init("x")).failure()
            #expect(!error.isInDoubt && error.isRetriable)
            #expect(error.message.contains("127.0.0.1:1"))
            let byKey = try producer.start(.init("x"), partition: nil).failure()
            #expect(!byKey.isInDoubt && byKey.isRetriable)
        }
    }

    @Test("Closing while the brokers are away keeps its deadline and tells every outcome once")
    func closeUnreachable() throws {
        let producer = try KafkaProducer(settings: unreachable)
        let outcomes = [
            try producer.start(.init("x")), try producer.start(.init("y"), partition: nil),
            try producer.start(.init("z")),
        ]
        #expect(producer.outstanding == 3)
        let start = Deadline(after: patience)
        #expect(producer.close(deadline: .milliseconds(100)) == 3)
        #expect(!start.hasPassed)
        for outcome in outcomes {
            _ = try outcome.failure()
            #expect(outcome.callCount == 1)
        }
        #expect(producer.outstanding == 0)
        #expect(producer.close(deadline: .zero) == 0)
        #expect(try producer.start(.init("late")).failure().code == .closed)
    }

    @Test("Closing delivers what is outstanding first")
    func closeDelivers() throws {
        try withCluster { _, settings in
            let producer = try KafkaProducer(settings: settings, options: .init(linger: .milliseconds(50)))
            let outcomes = try (0..<100).map { try producer.start(.init("\($0)"), partition: nil) }
            #expect(producer.close(deadline: patience) == 0)
            for outcome in outcomes { _ = try outcome.wait().get() }
        }
    }

    @Test("A record that was sent and never answered is in doubt")
    func inDoubt() throws {
        try withCluster { cluster, settings in
            let options = KafkaProducerOptions(deliveryTimeout: .seconds(4))
            let producer = try KafkaProducer(settings: settings, options: options)
            try producer.deliver(.init("first"))
            try cluster.setRoundTripTime(.seconds(60))
            let error = try producer.start(.init("second")).failure()
            #expect(error.isInDoubt && !error.isRetriable)
            producer.close(deadline: .zero)
        }
    }

    @Test("A request that is in flight at the end of closing is in doubt")
    func inDoubtAtClose() throws {
        try withCluster { cluster, settings in
            let producer = try KafkaProducer(settings: settings)
            try producer.deliver(.init("first"))
            try cluster.setRoundTripTime(.seconds(60))
            let outcome = try producer.start(.init("second"))
            #expect(producer.close(deadline: .milliseconds(300)) == 1)
            #expect(try outcome.failure().isInDoubt)
        }
    }

    @Test("A fatal error ends what is outstanding in doubt, and the producer goes on")
    func fatal() throws {
        try withCluster { cluster, settings in
            try withProducer(settings) { producer in
                try producer.deliver(.init("before"), partition: nil)
                try cluster.setRoundTripTime(.seconds(60))
                let lost = try producer.start(.init("lost"))
                producer.simulateFatalError("lost count")
                let error = try lost.failure()
                #expect(error.isInDoubt)
                #expect(error.message.contains("lost count"))
                try cluster.setRoundTripTime(.zero)
                try producer.deliver(.init("after"))
                producer.simulateFatalError("again")
                try producer.deliver(.init("after that"))
                #expect(producer.outstanding == 0)
            }
        }
    }

    @Test("Refused requests are tried again until they succeed, and none overtakes")
    func retries() throws {
        try withCluster { cluster, settings in
            try withProducer(settings) { producer in
                try producer.deliver(.init("0"))
                try cluster.pushErrors([.notLeader, .transport, .requestTimedOut], for: .produce)
                let outcomes = try (1..<50).map { try producer.start(.init("\($0)")) }
                for outcome in outcomes { _ = try outcome.wait().get() }
            }
            try withConsumer(settings, [0: .beginning]) { consumer in
                let records = try consumer.readToEnd(partitions: 1)
                #expect(records.map(\.text) == (0..<50).map { "\($0)" })
            }
        }
    }

    @Test("A coordinator that is still loading does not fail the first record")
    func coordinatorLoading() throws {
        try withCluster { cluster, settings in
            let loading = KafkaError.Code(rawValue: 14)
            #expect(loading.name == "COORDINATOR_LOAD_IN_PROGRESS")
            try cluster.pushErrors([loading, loading], for: .initProducerID)
            try withProducer(settings) { producer in try producer.deliver(.init("x")) }
        }
    }

    @Test("No more records than allowed are without an outcome")
    func bounded() throws {
        let options = KafkaProducerOptions(maximumOutstanding: 2)
        let producer = try KafkaProducer(settings: unreachable, options: options)
        defer { producer.close(deadline: .zero) }
        _ = try producer.start(.init("1"))
        _ = try producer.start(.init("2"), partition: nil)
        let error = try producer.start(.init("3")).failure()
        #expect(error.code == .queueFull && error.isRetriable)
        #expect(producer.outstanding == 2)
    }

    @Test("A record over the limit is refused, and the next one goes through")
    func tooLarge() throws {
        try withCluster { _, settings in
            try withProducer(settings) { producer in
                let large = OutgoingRecord(key: nil, value: .init(repeating: 0, count: 2_000_000))
                #expect(try producer.start(large).failure().code == .messageTooLarge)
                try producer.deliver(.init("small"))
            }
        }
    }

    @Test("An unknown topic and an unknown partition are definite errors")
    func unknownPlaces() throws {
        try withCluster { _, settings in
            try withProducer(settings) { producer in
                let byKey = try producer.start(.init("x"), to: "nowhere", partition: nil).failure()
                #expect(byKey.code.isUnknownTopic && !byKey.isInDoubt && byKey.message.contains("'nowhere'"))
                let partition = try producer.start(.init("x"), partition: 99).failure()
                #expect(partition.code.isUnknownTopic && !partition.isInDoubt)
                let topic = try producer.start(.init("x"), to: "nowhere", partition: 0).failure()
                #expect(topic.code.isUnknownTopic && !topic.isInDoubt)
            }
        }
    }
}
