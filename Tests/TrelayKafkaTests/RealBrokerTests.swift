import Testing
import TrelayCore
import TrelayKafka
import TrelaySystem

@Suite("A real Apache Kafka", .serialized, .enabled(if: RealBroker.isThere, "KAFKA_BOOTSTRAP is not set"))
struct RealBrokerTests {
    @Test("Topics are created, described, altered and deleted")
    func administration() throws {
        try RealBroker.withTopic(3, settings: ["retention.ms": "86400000"]) { topic, admin in
            var description = try admin.describeTopic(topic, timeout: patience)
            #expect(description.partitions == 3 && description.replicationFactor >= 1)
            #expect(description.overrides == ["retention.ms": "86400000"])
            try admin.alterTopic(topic, settings: ["cleanup.policy": "compact"], timeout: patience)
            try admin.alterTopic(topic, settings: ["retention.ms": nil], timeout: patience)
            description = try admin.describeTopic(topic, timeout: patience)
            #expect(description.overrides == ["cleanup.policy": "compact"])
            let again = try kafkaError { try admin.createTopic(topic, partitions: 1, timeout: patience) }
            #expect(again.code == .topicAlreadyExists)
        }
    }

    @Test("A wrong topic setting is refused with its name")
    func wrongTopicSetting() throws {
        let failure = try kafkaError { try RealBroker.withTopic(1, settings: ["retention.ms": "soon"]) { _, _ in } }
        #expect(failure.message.contains("retention.ms"))
    }

    @Test("Null, empty and present keys, values and headers come back as they were")
    func faithfulness() throws {
        try RealBroker.withTopic { topic, _ in
            var headers = RecordHeaders()
            headers.append("null", nil)
            headers.append("empty", [])
            headers.append("text", "a")
            let sent = [
                OutgoingRecord(key: nil, value: nil), OutgoingRecord(key: [], value: []),
                OutgoingRecord(key: [1], value: nil, headers: headers),
            ]
            try withProducer(RealBroker.settings) { producer in
                for record in sent { _ = try producer.deliver(record, to: topic) }
            }
            try withConsumer(RealBroker.settings, topic: topic, [0: .beginning]) { consumer in
                let read = try consumer.readToEnd(partitions: 1)
                #expect(read.map { OutgoingRecord(key: $0.key, value: $0.value, headers: $0.headers) } == sent)
            }
        }
    }

    @Test("A new record reaches a reader that waits, and the end is told again")
    func tail() throws {
        try RealBroker.withTopic { topic, _ in
            try withConsumer(RealBroker.settings, topic: topic, [0: .end]) { consumer in
                _ = try consumer.readToEnd(partitions: 1)
                try withProducer(RealBroker.settings) { producer in
                    for number in 0..<3 {
                        let delivery = try producer.deliver(.init("\(number)"), to: topic, partition: nil)
                        #expect(delivery.offset == Int64(number))
                        try consumer.read { _, batch in
                            batch.progress.first.map { $0.reachedEnd && $0.next == Int64(number + 1) } ?? false
                        }
                    }
                }
            }
        }
    }

    @Test("Offsets above the end are an error with numbers")
    func aboveTheEnd() throws {
        try RealBroker.withTopic { topic, _ in
            try withProducer(RealBroker.settings) { producer in _ = try producer.deliver(.init("x"), to: topic) }
            try withConsumer(RealBroker.settings, topic: topic, [0: .offset(5)]) { consumer in
                let failure = try consumer.failure()
                #expect(
                    failure.truncation == .init(topic: topic, partition: 0, requested: 5, low: 0, high: 1))
            }
        }
    }

    @Test("Offsets that were deleted are an error with numbers", .enabled(if: RealBroker.hasTools))
    func belowTheBeginning() throws {
        try RealBroker.withTopic { topic, _ in
            try withProducer(RealBroker.settings) { producer in
                for number in 0..<5 { _ = try producer.deliver(.init("\(number)"), to: topic) }
            }
            let path = "\(RealBroker.folder)/\(topic).json"
            let plan = #"{"partitions":[{"topic":"\#(topic)","partition":0,"offset":3}],"version":1}"#
            try DurableFile.replace(path, with: Array(plan.utf8))
            #expect(try RealBroker.tool("delete-records", "--offset-json-file", path))
            try withConsumer(RealBroker.settings, topic: topic, [0: .offset(1)]) { consumer in
                let failure = try consumer.failure()
                #expect(
                    failure.truncation == .init(topic: topic, partition: 0, requested: 1, low: 3, high: 5))
            }
        }
    }

    @Test("A topic that does not exist is named, and asking does not create it")
    func missingTopic() throws {
        let admin = try KafkaAdmin(settings: RealBroker.settings)
        defer { admin.close() }
        let topic = RealBroker.freshName("trelay-missing")
        for _ in 0..<2 {
            let failure = try kafkaError { try admin.partitionCount(of: topic, timeout: patience) }
            #expect(failure.code == .unknownTopicOrPartition && failure.message.contains(topic))
        }
        try withConsumer(RealBroker.settings, topic: topic, [0: .beginning]) { consumer in
            let failure = try consumer.failure()
            #expect(failure.code.isUnknownTopic)
        }
    }

    @Test("Many records go through, in order and without loss")
    func bulk() throws {
        try RealBroker.withTopic(2) { topic, _ in
            let count = 20_000
            let producer = try KafkaProducer(
                settings: RealBroker.settings, options: .init(linger: .milliseconds(5), maximumOutstanding: count))
            for number in 0..<count {
                producer.append(.init("\(number)"), to: topic, partition: Int32(number % 2)) { result in
                    if case .failure(let error) = result { Issue.record("not delivered: \(error)") }
                }
            }
            #expect(producer.close(deadline: patience) == 0)
            try withConsumer(RealBroker.settings, topic: topic, [0: .beginning, 1: .beginning]) { consumer in
                let records = try consumer.read { records, _ in records.count >= count }
                for partition in [Int32(0), 1] {
                    let texts = records.filter { $0.partition == partition }.map(\.text)
                    #expect(texts == stride(from: Int(partition), to: count, by: 2).map { "\($0)" })
                }
            }
        }
    }
}
