import Testing
import TrelayCore
import TrelayKafka

@Suite("Records through the embedded cluster")
struct RecordTests {
    @Test("Null, empty and present keys, values and headers come back as they were")
    func faithfulness() throws {
        try withCluster { _, settings in
            var headers = RecordHeaders()
            headers.append("null", nil)
            headers.append("empty", [])
            headers.append("ce_id", "a")
            headers.append("ce_id", [0, 255])
            let sent = [
                OutgoingRecord(key: nil, value: nil), OutgoingRecord(key: [], value: []),
                OutgoingRecord(key: [0], value: [0, 1, 0], headers: headers),
                OutgoingRecord(key: Array("tomb".utf8), value: nil, headers: headers),
            ]
            try withProducer(settings) { producer in
                for (index, record) in sent.enumerated() {
                    let delivery = try producer.deliver(record, partition: 1)
                    #expect(delivery == .init(partition: 1, offset: Int64(index)))
                }
            }
            try withConsumer(settings, [1: .beginning]) { consumer in
                let read = try consumer.readToEnd(partitions: 1)
                #expect(read.map { OutgoingRecord(key: $0.key, value: $0.value, headers: $0.headers) } == sent)
                #expect(read.map(\.offset) == [0, 1, 2, 3])
                #expect(read.allSatisfy { $0.partition == 1 && $0.timestamp.milliseconds > 1_600_000_000_000 })
            }
        }
    }

    @Test("A record without a partition goes where Kafka's Java clients put its key")
    func partitioner() throws {
        try withCluster([("wide", 7)]) { _, settings in
            try withProducer(settings) { producer in
                for key in ["prod/chat", "staging", "", "ä", "21"] {
                    let bytes = Array(key.utf8)
                    let delivery = try producer.deliver(.init(key: bytes, value: [1]), to: "wide", partition: nil)
                    #expect(delivery.partition == JavaPartitioner.partition(key: bytes, count: 7))
                }
                let anywhere = try producer.deliver(.init(key: nil, value: [1]), to: "wide", partition: nil)
                #expect((0..<7).contains(anywhere.partition))
            }
        }
    }

    @Test("Records of one producer keep their order, also those that wait for the partition count")
    func order() throws {
        try withCluster([("single", 1)]) { _, settings in
            let count = 500
            try withProducer(settings) { producer in
                let outcomes = try (0..<count).map { number in
                    try producer.start(.init("\(number)"), to: "single", partition: number % 3 == 0 ? nil : 0)
                }
                for outcome in outcomes { _ = try outcome.wait().get() }
            }
            try withConsumer(settings, topic: "single", [0: .beginning]) { consumer in
                let records = try consumer.readToEnd(partitions: 1)
                #expect(records.map(\.text) == (0..<count).map { "\($0)" })
            }
        }
    }

    @Test("More records than fit in one batch arrive in bounded batches, none lost")
    func bulk() throws {
        try withCluster([("bulk", 2)]) { _, settings in
            let count = 25_000
            let options = KafkaProducerOptions(linger: .milliseconds(5), maximumOutstanding: count)
            try withProducer(settings, options) { producer in
                for number in 0..<count {
                    producer.append(.init("\(number)"), to: "bulk", partition: Int32(number % 2)) { result in
                        if case .failure(let error) = result { Issue.record("not delivered: \(error)") }
                    }
                }
                #expect(producer.close(deadline: patience) == 0)
            }
            try withConsumer(settings, topic: "bulk", [0: .beginning, 1: .beginning]) { consumer in
                var largest = 0
                let records = try consumer.read { records, batch in
                    largest = max(largest, batch.records.count)
                    return records.count >= count
                }
                #expect(largest <= KafkaConsumer.maximumBatchRecords)
                for partition in [Int32(0), 1] {
                    let offsets = records.filter { $0.partition == partition }.map(\.offset)
                    #expect(offsets == (0..<Int64(count / 2)).map { $0 })
                }
            }
        }
    }
}
