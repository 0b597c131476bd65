import Synchronization
import Testing
import TrelayCore
import TrelayLog
import TrelaySystem

extension ConformanceTests {
    @Test("A reader begins at the beginning, at an offset or at the end", arguments: LogProvider.all)
    func positions(_ provider: LogProvider) throws {
        for (position, expected) in [
            (StartPosition.beginning, ["0", "1", "2", "3", "4", "new"]), (.offset(3), ["3", "4", "new"]),
            (.offset(5), ["new"]), (.end, ["new"]),
        ] {
            try withTopic(provider, records: 5) { log, topic, writer in
                let reader = try log.openReader(of: topic, from: [0: position])
                defer { reader.close() }
                var records = try reader.recordsToEnd()
                _ = try writer.appendAndWait(outgoing("new"), to: topic, partition: 0, timeout: patience)
                records += try reader.records(1)
                #expect(records.map(\.text) == expected, "from \(position)")
            }
        }
    }

    @Test("The end is reported once when it is reached, and again after new records", arguments: LogProvider.all)
    func ends(_ provider: LogProvider) throws {
        try withTopic(provider, records: 3) { log, topic, writer in
            let reader = try log.openReader(of: topic, from: [0: .beginning])
            defer { reader.close() }
            for round in 0..<3 {
                let expected = round == 0 ? 3 : 1
                let batches = try reader.batches { batches in
                    let count = batches.reduce(0) { $0 + $1.records.count }
                    return count >= expected && batches.last?.progress(of: 0)?.reachedEnd ?? false
                }
                #expect(batches.flatMap(\.records).count == expected)
                #expect(batches.last?.progress(of: 0)?.next == Int64(3 + round))
                // No news: the poll returns empty, by its timeout.
                let idle = try reader.poll(timeout: .zero)
                #expect(idle.records.isEmpty)
                #expect(idle.progress(of: 0)?.next == Int64(3 + round))
                _ = try writer.appendAndWait(outgoing("more"), to: topic, partition: 0, timeout: patience)
            }
            #expect(try reader.records(1).map(\.offset) == [5])
        }
    }

    @Test("An empty partition reports its end", arguments: LogProvider.all)
    func emptyPartition(_ provider: LogProvider) throws {
        try withTopic(provider, records: 0) { log, topic, _ in
            let reader = try log.openReader(of: topic, from: [0: .beginning])
            defer { reader.close() }
            let batch = try #require(try reader.batches { $0.last?.progress(of: 0)?.reachedEnd ?? false }.last)
            let bounds = Watermarks(low: 0, high: 0)
            #expect(batch.progress == [.init(partition: 0, next: 0, watermarks: bounds, reachedEnd: true)])
            #expect(batch.isConnected)
        }
    }

    @Test("Watermarks tell what a partition holds", arguments: LogProvider.all)
    func watermarks(_ provider: LogProvider) throws {
        try withTopic(provider, records: 4) { log, topic, writer in
            #expect(try log.watermarks(of: topic, partition: 0, timeout: patience) == Watermarks(low: 0, high: 4))
            _ = try writer.appendAndWait(outgoing("more"), to: topic, partition: 0, timeout: patience)
            #expect(try log.watermarks(of: topic, partition: 0, timeout: patience) == Watermarks(low: 0, high: 5))
            #expect(try log.partitionCount(of: topic, timeout: patience) == 1)
            let reader = try log.openReader(of: topic, from: [0: .beginning])
            defer { reader.close() }
            let last = try reader.batches { $0.last?.progress(of: 0)?.reachedEnd ?? false }.last
            #expect(last?.progress(of: 0)?.watermarks == Watermarks(low: 0, high: 5))
        }
    }

    @Test("wake() ends a poll of another thread", arguments: LogProvider.all)
    func wake(_ provider: LogProvider) throws {
        try withTopic(provider, records: 0) { log, topic, _ in
            let reader = try log.openReader(of: topic, from: [0: .beginning])
            defer { reader.close() }
            _ = try reader.recordsToEnd()
            let batch = try pollOnThread(reader, interrupt: { reader.wake() }).get()
            #expect(batch.records.isEmpty)
        }
    }

    @Test("A closed reader says so, also to the poll that was waiting", arguments: LogProvider.all)
    func closedReader(_ provider: LogProvider) throws {
        try withTopic(provider, records: 0) { log, topic, _ in
            let reader = try log.openReader(of: topic, from: [0: .beginning])
            _ = try reader.recordsToEnd()
            let outcome = try pollOnThread(reader, interrupt: { reader.close() })
            let interrupted = #expect(throws: LogError.self) { try outcome.get() }
            #expect(interrupted?.code == .closed)
            reader.close()
            let error = #expect(throws: LogError.self) { try reader.poll(timeout: .zero) }
            #expect(error?.code == .closed)
        }
    }

    @Test("A position beyond the end is a typed error with numbers, and stays one", arguments: LogProvider.all)
    func truncated(_ provider: LogProvider) throws {
        try withTopic(provider, records: 3) { log, topic, _ in
            let reader = try log.openReader(of: topic, from: [0: .offset(100)])
            defer { reader.close() }
            for _ in 0..<2 {
                let error = try #require(reader.firstError())
                #expect(error.code == .truncated)
                #expect(!error.isRetriable)
                #expect(
                    error.truncation == .init(topic: topic, partition: 0, requested: 100, low: 0, high: 3),
                    "\(error)")
            }
        }
    }

    @Test("Two readers do not disturb each other", arguments: LogProvider.all)
    func independentReaders(_ provider: LogProvider) throws {
        try withTopic(provider, records: 20) { log, topic, _ in
            let one = try log.openReader(of: topic, from: [0: .beginning])
            let two = try log.openReader(of: topic, from: [0: .offset(10)])
            let expected = (0..<20).map(String.init)
            #expect(try one.recordsToEnd().map(\.text) == expected)
            one.close()
            #expect(try two.recordsToEnd().map(\.text) == Array(expected[10...]))
            two.close()
        }
    }

    @Test("Going on at `next` neither skips nor repeats", arguments: LogProvider.all)
    func resume(_ provider: LogProvider) throws {
        try withTopic(provider, records: 40) { log, topic, writer in
            var texts: [String] = []
            var position = StartPosition.beginning
            for round in 0..<4 {
                let reader = try log.openReader(of: topic, from: [0: position])
                let batches = try reader.batches { $0.contains { !$0.records.isEmpty } }
                texts += batches.flatMap(\.records).map(\.text)
                position = .offset(try #require(batches.last?.progress(of: 0)?.next))
                reader.close()
                let value = outgoing("\(40 + round)")
                _ = try writer.appendAndWait(value, to: topic, partition: 0, timeout: patience)
            }
            let reader = try log.openReader(of: topic, from: [0: position])
            defer { reader.close() }
            texts += try reader.recordsToEnd().map(\.text)
            #expect(texts == (0..<44).map(String.init))
        }
    }

    @Test("A topic or partition that does not exist is named in the error", arguments: LogProvider.all)
    func unknownTopic(_ provider: LogProvider) throws {
        try withTopic(provider, records: 0) { log, topic, writer in
            let error = #expect(throws: LogError.self) {
                try log.watermarks(of: topic, partition: 9, timeout: .seconds(10))
            }
            #expect(error?.code == .unknownTopic)
            let missing = LogProvider.freshName()
            let counted = #expect(throws: LogError.self) {
                try log.partitionCount(of: missing, timeout: .seconds(10))
            }
            #expect(counted?.code == .unknownTopic)
            #expect(counted?.message.contains(missing) ?? false)
            let read = errorOfReading(log, missing)
            #expect(read?.code == .unknownTopic)
            let written = #expect(throws: LogError.self) {
                try writer.appendAndWait(outgoing("lost"), to: missing, partition: 0, timeout: patience)
            }
            #expect(written?.code == .unknownTopic, "\(String(describing: written))")
        }
    }

    @Test("Reading to the end takes all partitions and says where to go on", arguments: LogProvider.all)
    func readToEnd(_ provider: LogProvider) throws {
        let log = try provider.open()
        defer { log.close() }
        let topic = try provider.topic(in: log, partitions: 3)
        let writer = try log.openWriter()
        defer { _ = writer.close(deadline: .zero) }
        for index in 0..<30 {
            let partition = Int32(index % 2)
            _ = try writer.appendAndWait(outgoing("\(index)"), to: topic, partition: partition, timeout: patience)
        }
        var texts: Set<String> = []
        let next = try LogReading.readToEnd(log, topic: topic, from: [1: .offset(5)], deadline: patience) { record in
            texts.insert(record.text)
        }
        #expect(next == [0: 15, 1: 15, 2: 0])
        #expect(texts == Set((0..<30).filter { $0 % 2 == 0 || $0 > 10 }.map(String.init)))
    }

    // MARK: Helpers

    /// A topic with one partition that holds "0", "1", …
    private func withTopic(
        _ provider: LogProvider, records: Int,
        _ body: (_ log: any EventLog, _ topic: String, _ writer: any LogWriter) throws -> Void
    ) throws {
        let log = try provider.open()
        defer { log.close() }
        let topic = try provider.topic(in: log)
        let writer = try log.openWriter()
        defer { _ = writer.close(deadline: .zero) }
        for index in 0..<records {
            _ = try writer.appendAndWait(outgoing("\(index)"), to: topic, partition: 0, timeout: patience)
        }
        try body(log, topic, writer)
    }

    /// Polls with a timeout beyond the test's patience on a thread of its own, while `interrupt` runs here.
    private func pollOnThread(
        _ reader: any LogReader, interrupt: () -> Void
    ) throws -> Result<LogBatch, LogError> {
        let outcome = PollOutcome()
        let done = try EventDescriptor()
        defer { done.close() }
        let thread = try OSThread(name: "test-poll") {
            do throws(LogError) {
                outcome.set(.success(try reader.poll(timeout: .seconds(3_600))))
            } catch {
                outcome.set(.failure(error))
            }
            done.signal()
        }
        interrupt()
        try #require(done.wait(timeout: patience), "the poll went on waiting")
        thread.join()
        return try #require(outcome.value)
    }

    /// A log may find out that a topic is missing when the reader is opened, or by polling.
    private func errorOfReading(_ log: any EventLog, _ topic: String) -> LogError? {
        do throws(LogError) {
            let reader = try log.openReader(of: topic, from: [0: .beginning])
            defer { reader.close() }
            return reader.firstError()
        } catch {
            return error
        }
    }
}

private final class PollOutcome: Sendable {
    private let state = Mutex<Result<LogBatch, LogError>?>(nil)
    var value: Result<LogBatch, LogError>? { state.withLock { $0 } }
    func set(_ outcome: Result<LogBatch, LogError>) { state.withLock { $0 = outcome } }
}
