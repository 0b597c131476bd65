import Testing
import TrelayCore
import TrelayKafka
import TrelaySystem

// The known pitfalls of librdkafka, and what shows that they are closed.
//
// - Destruction hangs while a message, event, queue or topic is held: ConsumerTests.closeWithUnread, closeWhilePolling;
//   queues belong to ClientHandle, topics and messages to one call each.
// - Closing is slow while the brokers are away: ConsumerTests.closeUnreachable, ProducerTests.closeUnreachable.
// - Flushing never ends with delivery reports as events: not used; ProducerTests.closeDelivers.
// - Error objects leak, headers are freed twice or never: the C shim returns codes and owns headers; headers() below.
// - A fork kills the library's threads: nothing here forks, and ChildProcess spawns.
// - Idempotence loses count after a timeout, which is fatal: ProducerTests.fatal.
// - Retries reorder: ProducerTests.retries, RecordTests.order; `enable.idempotence` cannot be switched off
//   (SettingsTests.fixedProperties).
// - Records are lost silently when an offset is gone: ConsumerTests.aboveTheEnd, belowTheBeginning, and `auto.offset.reset`
//   cannot be changed. A log that was rewritten behind the same offsets is found by the hash chain of the events.
// - A fetch stalls for a second when the queue is short: `queued.min.messages` is at least the default; RecordTests.bulk.
// - The end of a partition looks like a stall: ConsumerTests.endOfPartition.
// - Rebalances lose and repeat: cannot happen, nothing ever subscribes.
// - Seeking beside batch consumption loses messages (before 2.1.0): cannot happen, there is no seek; positions change by
//   a new assignment on the polling thread (ConsumerTests.detection).
// - Offsets have holes (transactions, compaction): nothing here expects next + 1; at the end the position is the library's.
// - Queue events come only when a queue becomes non-empty: RecordTests.bulk reads more than one batch after one event.
// - A full descriptor blocks the library: EventDescriptor is non-blocking, and an eventfd's counter cannot fill up.
// - Asking for watermarks ignores its timeout, and a moved leader (before 2.3.0): AdminTests.silentBroker,
//   ConsumerTests.leaderMoves.
// - Logical offsets cost a cold client half a second: positions() of ConsumerTests reads progress as numbers.
// - Purged records are told by reports that must be polled: ProducerTests.inDoubtAtClose.
// - Errors come as messages, with a text where the value is: ConsumerTests.aboveTheEnd.
// - The mock cluster invents topics: AdminTests.noAutomaticTopics. It does not answer CreateTopics: AdminTests.unsupported.
@Suite("Pitfalls of the library")
struct PitfallTests {
    @Test("Headers of records that the library refuses are given back once")
    func headers() throws {
        try withCluster { _, settings in
            var headers = RecordHeaders()
            for number in 0..<20 { headers.append("name-\(number)", .init(repeating: 1, count: 100)) }
            let large = OutgoingRecord(key: nil, value: .init(repeating: 0, count: 1_500_000), headers: headers)
            let small = OutgoingRecord(key: nil, value: nil, headers: headers)
            try withProducer(settings) { producer in
                for _ in 0..<50 {
                    #expect(try producer.start(large).failure().code == .messageTooLarge)
                    _ = try producer.deliver(small)
                }
            }
        }
    }

    @Test("Clients that are closed leave no thread and no descriptor behind")
    func leavesNothing() throws {
        try withCluster { _, settings in
            for _ in 0..<20 {
                let producer = try KafkaProducer(settings: settings)
                _ = try producer.deliver(.init("x"), partition: nil)
                #expect(producer.close(deadline: patience) == 0)
                let consumer = try KafkaConsumer(settings: settings, topic: "events", positions: [0: .beginning])
                _ = try consumer.readToEnd(partitions: 1)
                // Answers only when all threads of the library have ended.
                #expect(consumer.close(deadline: patience))
            }
        }
    }
}
