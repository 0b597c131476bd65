import Synchronization
import Testing
import TrelayCore
import TrelayKafka
import TrelaySystem

@Suite("Consumer")
struct ConsumerTests {
    private func fill(_ settings: KafkaSettings, _ range: Range<Int>, partition: Int32 = 0) throws {
        try withProducer(settings) { producer in
            for number in range { try producer.deliver(.init("\(number)"), partition: partition) }
        }
    }

    @Test("Beginning, end and numbers become absolute offsets, and progress tells them")
    func positions() throws {
        try withCluster { _, settings in
            try fill(settings, 0..<5)
            try fill(settings, 0..<3, partition: 1)
            try withConsumer(settings, [0: .offset(2), 1: .end, 2: .beginning]) { consumer in
                let records = try consumer.readToEnd(partitions: 3)
                #expect(records.map(\.text) == ["2", "3", "4"])
                let progress = try consumer.poll(timeout: .zero).progress
                #expect(progress.map(\.partition) == [0, 1, 2])
                #expect(progress.map(\.next) == [5, 3, 0])
                #expect(progress.map(\.watermarks.high) == [5, 3, 0])
                try fill(settings, 3..<4, partition: 1)
                let more = try consumer.read { records, _ in !records.isEmpty }
                #expect(more.map(\.text) == ["3"] && more.map(\.partition) == [1])
            }
        }
    }

    @Test("The end is reached again after each new record")
    func endOfPartition() throws {
        try withCluster { _, settings in
            try withConsumer(settings, [0: .beginning]) { consumer in
                for number in 0..<3 {
                    try fill(settings, number..<(number + 1))
                    try consumer.read { _, batch in
                        batch.progress.first.map { $0.reachedEnd && $0.next == Int64(number + 1) } ?? false
                    }
                }
            }
        }
    }

    @Test("An offset above the end is an error with numbers, and stays one")
    func aboveTheEnd() throws {
        try withCluster { _, settings in
            try fill(settings, 0..<3)
            try withConsumer(settings, [0: .offset(10), 1: .beginning]) { consumer in
                let expected = KafkaTruncation(topic: "events", partition: 0, requested: 10, low: 0, high: 3)
                let first = try consumer.failure()
                let second = try consumer.failure()
                #expect(first.truncation == expected)
                #expect(second.truncation == expected)
            }
        }
    }

    @Test("An offset below the beginning is an error with numbers")
    func belowTheBeginning() throws {
        try withCluster { _, settings in
            // The embedded cluster keeps some 5 MiB of a partition.
            var large = settings
            large.properties["compression.type"] = "none"
            try withProducer(large) { producer in
                for _ in 0..<10 { try producer.deliver(.init(key: nil, value: .init(repeating: 7, count: 900_000))) }
            }
            let admin = try KafkaAdmin(settings: settings)
            defer { admin.close() }
            let bounds = try #require(try admin.watermarks(of: "events", partitions: [0], timeout: patience)[0])
            #expect(bounds.low > 0 && bounds.high == 10)
            try withConsumer(settings, [0: .offset(0)]) { consumer in
                let expected = KafkaTruncation(
                    topic: "events", partition: 0, requested: 0, low: bounds.low, high: bounds.high)
                let failure = try consumer.failure()
                #expect(failure.truncation == expected)
            }
        }
    }

    @Test("The offset right at the end is no error: it is the next record's")
    func atTheEnd() throws {
        try withCluster { _, settings in
            try fill(settings, 0..<3)
            try withConsumer(settings, [0: .offset(3)]) { consumer in
                let records = try consumer.readToEnd(partitions: 1)
                #expect(records.isEmpty)
            }
        }
    }

    @Test("A topic that does not exist is named")
    func missingTopic() throws {
        try withCluster { _, settings in
            try withConsumer(settings, topic: "nowhere", [0: .beginning]) { consumer in
                let error = try consumer.failure()
                #expect(error.code.isUnknownTopic && error.message.contains("'nowhere'"))
            }
        }
    }

    @Test("A partition that does not exist is named")
    func missingPartition() throws {
        try withCluster { _, settings in
            try withConsumer(settings, [9: .offset(0)]) { consumer in
                let error = try consumer.failure()
                #expect(error.code.isUnknownTopic && error.message.contains("9"))
            }
        }
    }

    @Test("A negative offset is refused at once")
    func negativeOffset() {
        #expect(throws: KafkaError.self) {
            try KafkaConsumer(settings: unreachable, topic: "events", positions: [0: .offset(-1)])
        }
    }

    @Test("While the brokers are away the batch says so, and reading goes on by itself afterwards")
    func outage() throws {
        try withCluster { cluster, settings in
            try fill(settings, 0..<2)
            try withConsumer(settings, [0: .beginning]) { consumer in
                _ = try consumer.readToEnd(partitions: 1)
                try cluster.setDown()
                try consumer.read { _, batch in !batch.isConnected }
                try cluster.setUp()
                try consumer.read { _, batch in batch.isConnected }
                try fill(settings, 2..<3)
                let records = try consumer.read { records, _ in !records.isEmpty }
                #expect(records.map(\.text) == ["2"])
            }
        }
    }

    @Test("Opening needs no broker, also for positions that only a broker knows; it connects when it can")
    func openedWhileAway() throws {
        try withCluster { cluster, settings in
            try fill(settings, 0..<2)
            try cluster.setDown()
            try withConsumer(settings, [0: .offset(1), 1: .end]) { consumer in
                let batch = try consumer.poll(timeout: .milliseconds(50))
                #expect(!batch.isConnected && batch.records.isEmpty && batch.progress.isEmpty)
                try cluster.setUp()
                #expect(try consumer.readToEnd(partitions: 2).map(\.text) == ["1"])
            }
        }
    }

    @Test("A waiting poll ends at a wake-up, and one before the poll counts")
    func wake() throws {
        try withCluster { _, settings in
            try withConsumer(settings, [0: .beginning]) { consumer in
                _ = try consumer.readToEnd(partitions: 1)
                // Only the wake-up can end this poll: without it the test would run into its time limit.
                // Often, because the first polls may also end by themselves, at an end or a change of the connection.
                for _ in 0..<20 {
                    consumer.wake()
                    while try !consumer.poll(timeout: .seconds(600)).records.isEmpty {}
                }
            }
        }
    }

    @Test("Closing ends a waiting poll, which throws closed")
    func closeWhilePolling() throws {
        let consumer = try KafkaConsumer(settings: unreachable, topic: "events", positions: [0: .offset(0)])
        let thread = try OSThread(name: "closer") { consumer.close() }
        #expect(try consumer.failure().code == .closed)
        thread.join()
        #expect(try consumer.failure().code == .closed)
    }

    @Test("Closing with unread records in the client's queue does not hang")
    func closeWithUnread() throws {
        try withCluster { _, settings in
            try fill(settings, 0..<200)
            for _ in 0..<5 {
                let consumer = try KafkaConsumer(settings: settings, topic: "events", positions: [0: .offset(0)])
                _ = try consumer.poll(timeout: patience)
                #expect(consumer.close(deadline: patience))
            }
        }
    }

    @Test("Closing while the brokers are away does not hang")
    func closeUnreachable() throws {
        let consumer = try KafkaConsumer(settings: unreachable, topic: "events", positions: [0: .beginning])
        #expect(try !consumer.poll(timeout: .milliseconds(20)).isConnected)
        #expect(consumer.close(deadline: patience))
    }

    @Test("A consumer that finds out that it talks to an embedded cluster goes on without losing a record")
    func detection() throws {
        try withCluster { cluster, settings in
            try fill(settings, 0..<3)
            // Another name for the same brokers, as another process has it.
            let port = try #require(cluster.bootstrap.split(separator: ":").last)
            let alias = KafkaSettings(bootstrap: "localhost:\(port)")
            try withConsumer(alias, [0: .beginning, 1: .end]) { consumer in
                let records = try consumer.read { records, _ in records.count == 3 }
                #expect(records.map(\.text) == ["0", "1", "2"])
                try fill(settings, 7..<8, partition: 1)
                #expect(try consumer.read { records, _ in !records.isEmpty }.map(\.text) == ["7"])
            }
        }
    }

    @Test("A partition's leader may move: its bounds and records are found at the new one")
    func leaderMoves() throws {
        try withCluster(brokers: 2) { cluster, settings in
            try cluster.setLeader(1, topic: "events", partition: 0)
            let admin = try KafkaAdmin(settings: settings)
            defer { admin.close() }
            try fill(settings, 0..<2)
            #expect(try admin.watermarks(of: "events", partitions: [0], timeout: patience)[0]?.high == 2)
            try withConsumer(settings, [0: .beginning]) { consumer in
                _ = try consumer.readToEnd(partitions: 1)
                try cluster.setLeader(2, topic: "events", partition: 0)
                try fill(settings, 2..<3)
                #expect(try consumer.read { records, _ in !records.isEmpty }.map(\.text) == ["2"])
            }
            #expect(try admin.watermarks(of: "events", partitions: [0], timeout: patience)[0]?.high == 3)
        }
    }
}
