import Testing
import TrelayCore
import TrelayLog
import TrelaySystem

extension ConformanceTests {
    @Test("A record that is too large is refused, and the next one is taken", arguments: LogProvider.all)
    func tooLarge(_ provider: LogProvider) throws {
        let log = try provider.open()
        defer { log.close() }
        let topic = try provider.topic(in: log)
        let writer = try log.openWriter()
        let huge = OutgoingRecord(key: nil, value: Array(repeating: 7, count: 3_000_000))
        let error = #expect(throws: LogError.self) {
            try writer.appendAndWait(huge, to: topic, partition: 0, timeout: patience)
        }
        #expect(error?.code == .tooLarge)
        let delivery = try writer.appendAndWait(outgoing("small"), to: topic, partition: 0, timeout: patience)
        #expect(delivery == Delivery(partition: 0, offset: 0))
        #expect(writer.close(deadline: patience) == 0)
    }

    @Test("Without a partition the key decides, as Kafka's Java producer does", arguments: LogProvider.all)
    func partitioner(_ provider: LogProvider) throws {
        let log = try provider.open()
        defer { log.close() }
        let topic = try provider.topic(in: log, partitions: 5)
        let writer = try log.openWriter()
        for key in ["shop/eu", "a", "", "a much longer key, of no multiple of four", "zürich"] {
            let delivery = try writer.appendAndWait(outgoing(key: key, "value"), to: topic, timeout: patience)
            #expect(delivery.partition == JavaPartitioner.partition(key: Array(key.utf8), count: 5), "key '\(key)'")
        }
        let anywhere = try writer.appendAndWait(outgoing(key: nil, "value"), to: topic, timeout: patience)
        #expect((0..<5).contains(anywhere.partition))
        #expect(writer.close(deadline: patience) == 0)
    }

    @Test("Concurrent writers lose nothing, and each keeps its order", arguments: LogProvider.all)
    func concurrentWriters(_ provider: LogProvider) throws {
        let log = try provider.open()
        defer { log.close() }
        let topic = try provider.topic(in: log)
        let outcomes = try Outcomes()
        try onThreads(4) { number in
            do {
                let writer = try log.openWriter()
                for index in 0..<250 {
                    writer.append(
                        outgoing("\(number) \(index)"), to: topic, partition: 0,
                        completion: outcomes.completion(number * 250 + index))
                }
                #expect(writer.close(deadline: patience) == 0)
            } catch {
                Issue.record(error)
            }
        }
        let delivered = outcomes.wait(for: 1_000).values.compactMap { try? $0.first?.get() }
        #expect(Set(delivered.map(\.offset)).count == 1_000)
        let reader = try log.openReader(of: topic, from: [0: .beginning])
        defer { reader.close() }
        let texts = try reader.records(1_000).map(\.text)
        for number in 0..<4 {
            let mine = texts.filter { $0.utf8.starts(with: "\(number) ".utf8) }
            #expect(mine == (0..<250).map { "\(number) \($0)" })
        }
    }

    @Test("Every append has exactly one outcome, and a delivery is where it says", arguments: LogProvider.all)
    func completions(_ provider: LogProvider) throws {
        let log = try provider.open()
        defer { log.close() }
        let topic = try provider.topic(in: log, partitions: 2)
        let outcomes = try Outcomes()
        let writer = try log.openWriter()
        for index in 0..<200 {
            // Every tenth is refused.
            let value = index % 10 == 9 ? Array(repeating: 1, count: 3_000_000) : Array("\(index)".utf8)
            writer.append(
                OutgoingRecord(key: nil, value: value), to: topic, partition: Int32(index % 2),
                completion: outcomes.completion(index))
        }
        #expect(writer.close(deadline: patience) == 0)
        writer.append(outgoing("late"), to: topic, partition: 0, completion: outcomes.completion(200))
        let all = outcomes.wait(for: 201)
        #expect(writer.outstanding == 0)
        #expect(all.values.allSatisfy { $0.count == 1 })

        let reader = try log.openReader(of: topic, from: [0: .beginning, 1: .beginning])
        defer { reader.close() }
        var found: [Delivery: String] = [:]
        for record in try reader.recordsToEnd(partitions: 2) {
            found[Delivery(partition: record.partition, offset: record.offset)] = record.text
        }
        #expect(found.count == 180)
        for index in 0..<200 {
            switch all[index]?.first {
            case .success(let delivery): #expect(found[delivery] == "\(index)")
            case .failure(let error): #expect(error.code == .tooLarge && index % 10 == 9)
            case nil: Issue.record("append \(index) has no outcome")
            }
        }
        guard case .failure(let late) = all[200]?.first else {
            Issue.record("a closed writer took a record")
            return
        }
        #expect(late.code == .closed)
    }

    @Test("A writer that is closed without brokers says how many records it gave up", arguments: LogProvider.all)
    func closeWithOutstanding(_ provider: LogProvider) throws {
        let log = try provider.openUnreachable()
        defer { log.close() }
        let outcomes = try Outcomes()
        let writer = try log.openWriter()
        for index in 0..<5 {
            writer.append(outgoing("\(index)"), to: "away", partition: 0, completion: outcomes.completion(index))
        }
        #expect(writer.outstanding == 5)
        #expect(writer.close(deadline: .milliseconds(50)) == 5)
        let all = outcomes.wait(for: 5)
        #expect(all.values.allSatisfy { $0.count == 1 && (try? $0[0].get()) == nil })
        #expect(writer.close(deadline: .milliseconds(50)) == 0)
    }

    @Test("A full writer refuses at once, and waiting for an answer ends in doubt", arguments: LogProvider.all)
    func fullWriter(_ provider: LogProvider) throws {
        let log = try provider.openUnreachable()
        defer { log.close() }
        let outcomes = try Outcomes()
        let writer = try log.openWriter(WriterOptions(maximumOutstanding: 3))
        let doubt = #expect(throws: LogError.self) {
            try writer.appendAndWait(outgoing("0"), to: "away", partition: 0, timeout: .milliseconds(20))
        }
        #expect(doubt?.code == .inDoubt)
        for index in 1..<4 {
            writer.append(outgoing("\(index)"), to: "away", partition: 0, completion: outcomes.completion(index))
        }
        guard case .failure(let error) = outcomes.wait(for: 1)[3]?.first else {
            Issue.record("the fourth record was taken")
            return
        }
        #expect(error.code == .queueFull)
        #expect(error.isRetriable)
        #expect(writer.close(deadline: .zero) == 3)
    }

    @Test("Without brokers a reader says so, and ends its polls in time", arguments: LogProvider.all)
    func unreachable(_ provider: LogProvider) throws {
        let log = try provider.openUnreachable()
        defer { log.close() }
        let reader = try log.openReader(of: "away", from: [0: .beginning])
        defer { reader.close() }
        let batches = try reader.batches { $0.last?.isConnected == false }
        #expect(batches.allSatisfy { $0.records.isEmpty && $0.progress.isEmpty })
        let error = #expect(throws: LogError.self) {
            try log.partitionCount(of: "away", timeout: .milliseconds(200))
        }
        #expect(error?.isRetriable == true, "\(String(describing: error))")
    }

    @Test("A closed log opens nothing", arguments: LogProvider.all)
    func closedLog(_ provider: LogProvider) throws {
        let log = try provider.open()
        log.close()
        let reader = #expect(throws: LogError.self) { try log.openReader(of: "any", from: [0: .beginning]) }
        #expect(reader?.code == .closed)
        let writer = #expect(throws: LogError.self) { try log.openWriter() }
        #expect(writer?.code == .closed)
        let count = #expect(throws: LogError.self) { try log.partitionCount(of: "any", timeout: .seconds(1)) }
        #expect(count?.code == .closed)
    }
}
