import Testing
import TrelayCore
import TrelayLog

extension ConformanceTests {
    @Test("Records keep their order within a partition, and offsets rise strictly", arguments: LogProvider.all)
    func order(_ provider: LogProvider) throws {
        let log = try provider.open()
        defer { log.close() }
        let topic = try provider.topic(in: log, partitions: 3)
        let outcomes = try Outcomes()
        let writer = try log.openWriter()
        for index in 0..<300 {
            writer.append(
                outgoing("\(index)"), to: topic, partition: Int32(index % 3), completion: outcomes.completion(index))
        }
        #expect(outcomes.wait(for: 300).values.allSatisfy { (try? $0.first?.get()) != nil })
        #expect(writer.close(deadline: patience) == 0)

        let reader = try log.openReader(of: topic, from: [0: .beginning, 1: .beginning, 2: .beginning])
        defer { reader.close() }
        let records = try reader.records(300)
        #expect(records.count == 300)
        for partition in 0..<3 {
            let mine = records.filter { $0.partition == Int32(partition) }
            #expect(mine.map(\.text) == stride(from: partition, to: 300, by: 3).map(String.init))
            #expect(zip(mine, mine.dropFirst()).allSatisfy { $0.offset < $1.offset })
        }
    }

    @Test("A null header, an empty header and a missing one are three things", arguments: LogProvider.all)
    func headers(_ provider: LogProvider) throws {
        var headers = RecordHeaders()
        headers.append("null", nil)
        headers.append("empty", [UInt8]())
        headers.append("twice", "first")
        headers.append("twice", "second")
        headers.append("bytes", [0, 255, 10])
        let record = try writeAndReadBack([OutgoingRecord(key: nil, value: [1], headers: headers)], provider)[0]
        #expect(record.headers == headers)
        #expect(record.headers.first("null") == .some(nil))
        #expect(record.headers.first("empty") == .some([]))
        #expect(record.headers.first("missing") == nil)
        #expect(record.headers.all("twice") == [Array("first".utf8), Array("second".utf8)])
    }

    @Test("Null and empty differ, in keys and in values", arguments: LogProvider.all)
    func tombstones(_ provider: LogProvider) throws {
        let written = [
            OutgoingRecord(key: [1], value: nil), OutgoingRecord(key: [1], value: []),
            OutgoingRecord(key: nil, value: [2]), OutgoingRecord(key: [], value: [2]),
            OutgoingRecord(key: nil, value: nil),
        ]
        let records = try writeAndReadBack(written, provider)
        #expect(records.map { OutgoingRecord(key: $0.key, value: $0.value, headers: $0.headers) } == written)
    }

    @Test("Values of 0 bytes and of 900 KiB come back as they were", arguments: LogProvider.all)
    func sizes(_ provider: LogProvider) throws {
        let large = (0..<900 * 1_024).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        let records = try writeAndReadBack(
            [OutgoingRecord(key: [1], value: []), OutgoingRecord(key: [1], value: large)], provider)
        #expect(records.map(\.value) == [[], large])
    }

    @Test("Five thousand records are replayed equal", arguments: LogProvider.all)
    func replay(_ provider: LogProvider) throws {
        let log = try provider.open()
        defer { log.close() }
        let topic = try provider.topic(in: log)
        let outcomes = try Outcomes()
        let writer = try log.openWriter()
        let written = (0..<5_000).map { index -> OutgoingRecord in
            var headers = RecordHeaders()
            headers.append("ce_id", "event-\(index)")
            return outgoing(key: "tenant-\(index % 7)", "value \(index)", headers: headers)
        }
        for (index, record) in written.enumerated() {
            writer.append(record, to: topic, partition: 0, completion: outcomes.completion(index))
        }
        #expect(outcomes.wait(for: 5_000).count == 5_000)
        #expect(writer.close(deadline: patience) == 0)

        var first: [Record] = []
        var steps: [Int64] = []
        let next = try LogReading.readToEnd(
            log, topic: topic, deadline: patience,
            progress: { read, total in
                #expect(read <= total)
                steps.append(read)
            },
            each: { first.append($0) })
        #expect(first.map { OutgoingRecord(key: $0.key, value: $0.value, headers: $0.headers) } == written)
        #expect(steps.first == 0 && steps.last == 5_000 && steps == steps.sorted())
        #expect(next == [0: 5_000])

        var second: [Record] = []
        try LogReading.readToEnd(log, topic: topic, deadline: patience) { second.append($0) }
        #expect(first == second)
    }

    /// Appends to partition 0 of a fresh topic, one by one, and reads the topic.
    private func writeAndReadBack(_ records: [OutgoingRecord], _ provider: LogProvider) throws -> [Record] {
        let log = try provider.open()
        defer { log.close() }
        let topic = try provider.topic(in: log)
        let writer = try log.openWriter()
        for record in records {
            _ = try writer.appendAndWait(record, to: topic, partition: 0, timeout: patience)
        }
        #expect(writer.close(deadline: patience) == 0)
        let reader = try log.openReader(of: topic, from: [0: .beginning])
        defer { reader.close() }
        let found = try reader.recordsToEnd()
        try #require(found.count == records.count)
        return found
    }
}
