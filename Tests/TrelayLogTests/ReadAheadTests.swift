import Synchronization
import Testing
import TrelayCore
import TrelayFormat

@testable import TrelayLog

/// A reader that gives what it was told to give, and then nothing.
private final class ScriptedReader: LogReader {
    enum Step: Sendable {
        case records(Range<Int>)
        case failure(LogError)
    }

    private let steps: Mutex<[Step]>
    let timeouts = Mutex<[Duration]>([])

    init(_ steps: [Step]) { self.steps = Mutex(steps) }

    func poll(timeout: Duration) throws(LogError) -> LogBatch {
        timeouts.withLock { $0.append(timeout) }
        let step = steps.withLock { $0.isEmpty ? .records(0..<0) : $0.removeFirst() }
        switch step {
        case .failure(let error): throw error
        case .records(let range):
            let progress = PartitionProgress(
                partition: 0, next: Int64(range.upperBound), watermarks: Watermarks(low: 0, high: 1_000),
                reachedEnd: false)
            return LogBatch(records: range.map(Self.record), progress: [progress], isConnected: true)
        }
    }

    func wake() {}
    func close() { steps.withLock { $0 = [.failure(LogError(code: .closed, message: "closed"))] } }

    static func record(_ number: Int) -> Record {
        let change = ChangeSet(
            namespace: "shop", id: "e\(number)", author: "a",
            changes: [
                .put(ResourceKey(kind: "prompt", name: "p"), ["version": "1", "template": .string("t\(number)")])
            ])
        let outgoing = EventCodec.encode(
            change.json(), key: "shop",
            metadata: EventMetadata(id: "e\(number)", source: "test", type: EventType.change))
        return Record(
            partition: 0, offset: Int64(number), timestamp: Timestamp(milliseconds: 1), key: outgoing.key,
            value: outgoing.value, headers: outgoing.headers)
    }
}

@Suite("Reading ahead")
struct ReadAheadTests {
    private static let lost = LogError(code: .truncated, message: "gone")

    private func reader(_ steps: [ScriptedReader.Step]) -> (ReadAhead, ScriptedReader) {
        let scripted = ScriptedReader(steps)
        return (ReadAhead(scripted, events: Fold(partitionCount: 1).eventReader, minimumRecords: 100), scripted)
    }

    @Test("Batches come in order, each with its own progress, the large ones with their events read")
    func order() throws {
        let (reader, _) = reader([.records(0..<130), .records(130..<410), .records(410..<420), .records(420..<520)])
        defer { reader.close() }
        var fold = Fold(partitionCount: 1)
        var sizes: [Int] = []
        var readings: [Int] = []
        for _ in 0..<5 {
            let batch = try reader.poll(timeout: .zero)
            sizes.append(batch.records.count)
            readings.append(batch.readings.count { $0 != nil })
            #expect(batch.progress.first?.next == batch.records.last.map { $0.offset + 1 } ?? 0)
            for (index, record) in batch.records.enumerated() {
                let verdict = fold.apply(record, batch.reading(at: index))
                #expect(verdict?.eventID == "e\(record.offset)")
            }
        }
        #expect(sizes == [130, 280, 10, 100, 0])
        #expect(readings == [130, 280, 0, 100, 0])
        #expect(fold.state(of: "shop").revision == 520)
    }

    @Test("A failure comes after the records that came before it")
    func failure() throws {
        let (reader, _) = reader([.records(0..<100), .failure(Self.lost), .records(100..<101)])
        defer { reader.close() }
        #expect(try reader.poll(timeout: .zero).records.count == 100)
        #expect(throws: Self.lost) { try reader.poll(timeout: .zero) }
        #expect(try reader.poll(timeout: .zero).records.count == 1)
    }

    @Test("Nobody waits for the log while records are at hand")
    func timeouts() throws {
        let (reader, scripted) = reader([.records(0..<100), .records(100..<103)])
        defer { reader.close() }
        for _ in 0..<3 { _ = try reader.poll(timeout: .seconds(7)) }
        // The first poll looks for the batch behind the first; the second returns that one; only the third waits again.
        #expect(scripted.timeouts.withLock { $0 } == [.seconds(7), .zero, .seconds(7)])
    }

    @Test("After the close the next poll says so")
    func closing() throws {
        let (reader, _) = reader([.records(0..<100), .records(100..<200), .records(200..<300)])
        #expect(try reader.poll(timeout: .zero).records.count == 100)
        reader.close()
        reader.close()
        var codes: [LogError.Code] = []
        for _ in 0..<3 {
            do throws(LogError) { _ = try reader.poll(timeout: .zero) } catch { codes.append(error.code) }
        }
        #expect(codes.last == .closed)
    }
}
