import Synchronization
import Testing
import TrelayCore
import TrelayLog
import TrelaySystem

/// How long a test waits for what must happen. Only a broken log comes near it.
let patience = Duration.seconds(60)

func outgoing(key: String? = "key", _ value: String?, headers: RecordHeaders = RecordHeaders()) -> OutgoingRecord {
    OutgoingRecord(key: key.map { Array($0.utf8) }, value: value.map { Array($0.utf8) }, headers: headers)
}

extension Record {
    /// The value as text; for test records that have one.
    var text: String { String(decoding: value ?? [], as: UTF8.self) }
}

/// A moment on the monotonic clock after which a test gives up.
struct Limit {
    private let end = SystemClock.monotonicNanoseconds() + 60_000_000_000
    var isOpen: Bool { SystemClock.monotonicNanoseconds() < end }
}

extension LogReader {
    /// Polls until `isDone` says so of all batches so far.
    func batches(until isDone: ([LogBatch]) -> Bool) throws -> [LogBatch] {
        let limit = Limit()
        var batches: [LogBatch] = []
        while !isDone(batches) {
            guard limit.isOpen else {
                Issue.record("gave up after \(batches.count) batches; the last: \(String(describing: batches.last))")
                break
            }
            batches.append(try poll(timeout: .milliseconds(500)))
        }
        return batches
    }

    /// Reads until there are `count` records.
    func records(_ count: Int) throws -> [Record] {
        try batches { $0.reduce(0) { $0 + $1.records.count } >= count }.flatMap(\.records)
    }

    /// Reads until all partitions that were asked for report their end.
    func recordsToEnd(partitions: Int = 1) throws -> [Record] {
        try batches { batches in
            guard let last = batches.last else { return false }
            return last.progress.count == partitions && last.progress.allSatisfy(\.reachedEnd)
        }.flatMap(\.records)
    }

    /// Polls until it throws.
    func firstError() -> LogError? {
        let limit = Limit()
        while limit.isOpen {
            do throws(LogError) {
                _ = try poll(timeout: .milliseconds(500))
            } catch {
                return error
            }
        }
        return nil
    }
}

/// Outcomes of appends, collected from the writer's thread.
final class Outcomes: Sendable {
    private let state = Mutex<[Int: [Result<Delivery, LogError>]]>([:])
    private let event: EventDescriptor

    init() throws { event = try EventDescriptor() }
    deinit { event.close() }

    /// The completion for append number `index`.
    func completion(_ index: Int) -> @Sendable (Result<Delivery, LogError>) -> Void {
        { outcome in
            self.state.withLock { $0[index, default: []].append(outcome) }
            self.event.signal()
        }
    }

    var soFar: [Int: [Result<Delivery, LogError>]] { state.withLock { $0 } }

    /// All outcomes by number, once `count` numbers have one.
    func wait(for count: Int) -> [Int: [Result<Delivery, LogError>]] {
        let limit = Limit()
        while limit.isOpen {
            event.drain()
            let outcomes = state.withLock { $0 }
            if outcomes.count >= count { return outcomes }
            _ = event.wait(timeout: .seconds(5))
        }
        Issue.record("only \(state.withLock { $0.count }) of \(count) appends have an outcome")
        return state.withLock { $0 }
    }
}

/// Runs bodies on threads of their own and waits for all of them.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws {
    let threads = try (0..<count).map { index in
        try OSThread(name: "test-\(index)") { body(index) }
    }
    for thread in threads { thread.join() }
}
