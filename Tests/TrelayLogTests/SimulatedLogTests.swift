import Testing
import TrelayCore
import TrelayLog
import TrelaySimulation
import TrelaySystem

@Suite("Simulated log: commands")
struct SimulatedLogTests {
    private let clock = SimulationClock()
    private let log: SimulatedLog

    init() {
        var options = SimulatedLog.Options(seed: 3)
        options.completesInline = true
        let clock = self.clock
        log = SimulatedLog(options: options, topics: ["t": 1]) { clock.now }
    }

    @Test("SplitMix64 gives the published numbers")
    func generator() {
        var generator = SimulationGenerator(seed: 1_234_567)
        let expected: [UInt64] = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        #expect((0..<3).map { _ in generator.next() } == expected)
        #expect((0..<100).allSatisfy { _ in (3...5).contains(generator.number(in: 3...5)) })
        #expect((0..<100).allSatisfy { _ in !generator.chance(perThousand: 0) })
        #expect((0..<100).allSatisfy { _ in generator.chance(perThousand: 1_000) })
    }

    @Test("Records are stamped by the log's clock when they are appended")
    func timestamps() throws {
        try append("a")
        clock.advance(milliseconds: 1_500)
        try append("b")
        let times = try log.contents(of: "t", partition: 0).map(\.timestamp)
        #expect(times[1] - times[0] == 1_500)
        #expect(times[1] == clock.now)
    }

    @Test("While disconnected reads say so and appends stay outstanding; both go on after it")
    func disconnect() throws {
        let reader = try openAtEnd()
        let writer = try log.openWriter()
        let outcomes = try Outcomes()
        log.disconnect()
        writer.append(outgoing("a"), to: "t", partition: 0, completion: outcomes.completion(0))
        #expect(writer.outstanding == 1)
        let away = try reader.poll(timeout: .zero)
        #expect(!away.isConnected && away.records.isEmpty)
        #expect(try !reader.poll(timeout: .zero).isConnected)
        log.reconnect()
        #expect(writer.outstanding == 0)
        let back = try reader.poll(timeout: .zero)
        #expect(back.isConnected)
        #expect(back.records.map(\.text) == ["a"])
        #expect(try outcomes.wait(for: 1)[0]?.first?.get() == Delivery(partition: 0, offset: 0))
        #expect(writer.close(deadline: .zero) == 0)
    }

    @Test("A question waits for the brokers to come back")
    func questions() throws {
        log.disconnect()
        let error = #expect(throws: LogError.self) { try log.partitionCount(of: "t", timeout: .milliseconds(1)) }
        #expect(error?.code == .unreachable)
        let thread = try OSThread(name: "test-reconnect") { [log] in log.reconnect() }
        #expect(try log.partitionCount(of: "t", timeout: patience) == 1)
        thread.join()
    }

    @Test("Outstanding records end in doubt: written or not", arguments: [true, false])
    func expire(written: Bool) throws {
        let writer = try log.openWriter()
        let outcomes = try Outcomes()
        log.disconnect()
        writer.append(outgoing("a"), to: "t", partition: 0, completion: outcomes.completion(0))
        #expect(log.expireOutstanding(written: written) == 1)
        #expect(code(outcomes.wait(for: 1)[0]) == .inDoubt)
        #expect(try log.contents(of: "t", partition: 0).count == (written ? 1 : 0))
        log.reconnect()
        #expect(try log.contents(of: "t", partition: 0).count == (written ? 1 : 0))
        #expect(outcomes.wait(for: 1)[0]?.count == 1)
    }

    @Test("A delivery timeout passes by the log's clock")
    func deliveryTimeout() throws {
        let writer = try log.openWriter(WriterOptions(deliveryTimeout: .seconds(5)))
        let outcomes = try Outcomes()
        let reader = try openAtEnd()
        log.disconnect()
        writer.append(outgoing("a"), to: "t", partition: 0, completion: outcomes.completion(0))
        clock.advance(milliseconds: 4_999)
        _ = try reader.poll(timeout: .zero)
        #expect(writer.outstanding == 1)
        clock.advance(milliseconds: 1)
        _ = try reader.poll(timeout: .zero)
        #expect(writer.outstanding == 0)
        #expect(code(outcomes.wait(for: 1)[0]) == .inDoubt)
    }

    @Test("A lost answer leaves the record written or not", arguments: [true, false])
    func lostAnswer(written: Bool) throws {
        let writer = try log.openWriter()
        log.loseAnswers(1, written: written)
        let error = #expect(throws: LogError.self) {
            try writer.appendAndWait(outgoing("a"), to: "t", timeout: .seconds(1))
        }
        #expect(error?.code == .inDoubt)
        #expect(try log.contents(of: "t", partition: 0).count == (written ? 1 : 0))
    }

    @Test("Held records are acknowledged but invisible until they are released")
    func hold() throws {
        let reader = try openAtEnd()
        try log.holdDelivery(of: "t", partition: 0)
        try append("a")
        #expect(try reader.poll(timeout: .zero).records.isEmpty)
        #expect(try log.watermarks(of: "t", partition: 0, timeout: .zero).high == 1)
        try log.releaseDelivery(of: "t", partition: 0)
        #expect(try reader.poll(timeout: .zero).records.map(\.text) == ["a"])
    }

    @Test("A batch is delivered again, and then reading goes on")
    func redeliver() throws {
        let reader = try openAtEnd()
        try append("a")
        try append("b")
        #expect(try reader.poll(timeout: .zero).records.map(\.text) == ["a", "b"])
        try append("c")
        log.redeliver("t", partition: 0)
        let again = try reader.poll(timeout: .zero)
        #expect(again.records.map(\.text) == ["a", "b", "c"])
        #expect(again.progress(of: 0)?.next == 3)
        #expect(try reader.poll(timeout: .zero).records.isEmpty)
    }

    @Test("A reader below the low watermark gets the numbers")
    func trim() throws {
        for text in ["a", "b", "c"] { try append(text) }
        let reader = try log.openReader(of: "t", from: [0: .offset(1)])
        try log.trim("t", partition: 0, below: 2)
        let expected = LogError.Truncation(topic: "t", partition: 0, requested: 1, low: 2, high: 3)
        for _ in 0..<2 {
            let error = #expect(throws: LogError.self) { try reader.poll(timeout: .zero) }
            #expect(error?.truncation == expected)
        }
        let fromBeginning = try log.openReader(of: "t", from: [0: .beginning])
        #expect(try fromBeginning.recordsToEnd().map(\.text) == ["c"])
    }

    @Test("A reader beyond a cut tail gets the numbers; one before it reads the new history")
    func cutTail() throws {
        for text in ["a", "b", "c"] { try append(text) }
        let ahead = try openAtEnd()
        let behind = try log.openReader(of: "t", from: [0: .beginning])
        try log.cutTail("t", partition: 0, from: 1)
        let error = #expect(throws: LogError.self) { try ahead.poll(timeout: .zero) }
        #expect(error?.truncation == .init(topic: "t", partition: 0, requested: 3, low: 0, high: 1))
        try append("other")
        #expect(try behind.recordsToEnd().map(\.text) == ["a", "other"])
    }

    @Test("A rewritten record is read as if nothing had happened")
    func rewrite() throws {
        try append("a")
        #expect(try log.rewrite("t", partition: 0, offset: 0, with: outgoing("forged")))
        #expect(try !log.rewrite("t", partition: 0, offset: 1, with: outgoing("forged")))
        let reader = try log.openReader(of: "t", from: [0: .beginning])
        #expect(try reader.recordsToEnd().map(\.text) == ["forged"])
    }

    @Test("Holes in the offsets are passed over, also at the end")
    func gaps() throws {
        try append("a")
        try log.leaveGap("t", partition: 0, count: 3)
        try append("b")
        try log.leaveGap("t", partition: 0, count: 2)
        let reader = try log.openReader(of: "t", from: [0: .offset(2)])
        let batch = try reader.poll(timeout: .zero)
        #expect(batch.records.map(\.offset) == [4])
        #expect(batch.progress(of: 0)?.next == 7)
        #expect(batch.progress(of: 0)?.reachedEnd == true)
        let next = try LogReading.readToEnd(log, topic: "t", deadline: .seconds(10)) { _ in }
        #expect(next == [0: 7])
    }

    @Test("Writing to a topic or partition that does not exist fails")
    func unknownTopic() throws {
        let writer = try log.openWriter()
        for (topic, partition) in [("none", Int32(0)), ("t", 1), ("t", -1)] {
            let error = #expect(throws: LogError.self) {
                try writer.appendAndWait(outgoing("a"), to: topic, partition: partition, timeout: .seconds(1))
            }
            #expect(error?.code == .unknownTopic)
        }
    }

    @Test("Reading to the end gives up at its deadline and says how far it came")
    func deadline() throws {
        try append("a")
        try log.holdDelivery(of: "t", partition: 0)
        try append("b")
        var texts: [String] = []
        let error = #expect(throws: LogError.self) {
            try LogReading.readToEnd(log, topic: "t", deadline: .milliseconds(20)) { texts.append($0.text) }
        }
        #expect(error?.code == .timedOut)
        #expect(error?.message.contains("1 of 2") ?? false, "\(String(describing: error))")
        #expect(texts == ["a"])
    }

    @Test("Reading to the end delivers each position once, also when batches are repeated")
    func readToEndOverRedelivery() throws {
        for index in 0..<50 { try append("\(index)") }
        var faults = SimulatedFaults()
        faults.redeliveryPerThousand = 500
        faults.maximumBatchRecords = 3
        log.setFaults(faults)
        var offsets: [Int64] = []
        try LogReading.readToEnd(log, topic: "t", deadline: .seconds(30)) { offsets.append($0.offset) }
        #expect(offsets == Array(0..<50))
    }

    private func append(_ text: String) throws {
        try log.appendDirectly(outgoing(text), to: "t", partition: 0)
    }

    private func openAtEnd() throws -> any LogReader {
        let reader = try log.openReader(of: "t", from: [0: .end])
        _ = try reader.recordsToEnd()
        return reader
    }

    private func code(_ outcomes: [Result<Delivery, LogError>]?) -> LogError.Code? {
        guard outcomes?.count == 1, case .failure(let error) = outcomes?.first else { return nil }
        return error.code
    }
}
