import Synchronization
import TrelaySystem
import TrelayWorker

/// What it costs a request to look at the current configuration while a writer replaces it 100 times a second.
struct SnapshotBenchmark {
    private static let readsPerBlock = 500_000
    private static let blocks = 100

    /// A snapshot that shows when it is read in two halves: `check` is always the complement of `revision`.
    struct Snapshot: Sendable {
        var revision: UInt64
        /// What makes a copy cost what a real one costs: a reference that is counted.
        var payload: [UInt64]
        var check: UInt64

        init(_ revision: UInt64) {
            self.revision = revision
            payload = [revision]
            check = ~revision
        }

        var isTorn: Bool { check != ~revision }
    }

    func run() throws -> Section {
        let cell = SnapshotCell(Snapshot(0))
        let guarded = Guarded()
        let isDone = Atomic(false)
        let pause = try EventDescriptor()
        let writer = try OSThread(name: "writer") {
            var revision: UInt64 = 0
            while !isDone.load(ordering: .relaxed) {
                revision += 1
                cell.replace(with: Snapshot(revision))
                guarded.snapshot.withLock { $0 = Snapshot(revision) }
                _ = pause.wait(timeout: .milliseconds(10))
            }
        }
        var rows: [Row] = []
        for threads in [1, 2] {
            let twin = try measure(threads) { LockedRead(guarded) }
            let borrowed = try measure(threads) { BorrowingRead(reader: cell.makeReader()) }
            let copied = try measure(threads) { CopyingRead(reader: cell.makeReader()) }
            let suffix = threads == 1 ? "1 thread" : "\(threads) threads"
            rows.append(row("Mutex, copied in the lock, \(suffix)", twin, nil))
            rows.append(row("SnapshotReader.withCurrent, \(suffix)", borrowed, twin))
            rows.append(row("SnapshotReader.current, \(suffix)", copied, twin))
        }
        isDone.store(true, ordering: .relaxed)
        writer.join()
        return Section(title: "read of the current snapshot while it is replaced 100 times a second", rows: rows)
    }

    private struct Found: Sendable {
        var blocks: [Double] = []
        var torn = 0
    }

    private func measure<Way: SnapshotRead>(
        _ threads: Int, _ make: @escaping @Sendable () -> Way
    ) throws -> Found {
        let results = Results()
        let handles = try (0..<threads).map { number in
            try OSThread(name: "reader-\(number)") { results.add(Self.read(make())) }
        }
        for handle in handles { handle.join() }
        return results.all
    }

    private static func read(_ way: consuming some SnapshotRead) -> Found {
        var found = Found()
        for _ in 0..<blocks {
            let watch = Stopwatch()
            for _ in 0..<readsPerBlock where way.isTorn() { found.torn += 1 }
            found.blocks.append(Double(watch.nanoseconds) / Double(readsPerBlock))
        }
        return found
    }

    private final class Results: Sendable {
        private let found = Mutex(Found())

        func add(_ more: Found) {
            found.withLock { found in
                found.blocks += more.blocks
                found.torn += more.torn
            }
        }

        var all: Found { found.withLock { $0 } }
    }

    private func row(_ name: String, _ found: Found, _ twin: Found?) -> Row {
        let series = Series(found.blocks)
        let reads = found.blocks.count * Self.readsPerBlock / 1_000_000
        return Row(
            name: name, series: series, unit: .nanoseconds,
            ratio: twin.map { series.median / Series($0.blocks).median },
            note: "\(found.torn) torn in \(reads) M reads; N counts blocks of \(Self.readsPerBlock / 1_000) k")
    }
}

private typealias Snapshot = SnapshotBenchmark.Snapshot

/// One thread's way to read the snapshot. Types instead of closures, so that a read is not a call through a pointer.
private protocol SnapshotRead: SendableMetatype {
    mutating func isTorn() -> Bool
}

/// The twin: the same snapshot behind a lock.
private final class Guarded: Sendable {
    let snapshot = Mutex(Snapshot(0))
}

private struct LockedRead: SnapshotRead {
    let guarded: Guarded
    init(_ guarded: Guarded) { self.guarded = guarded }
    mutating func isTorn() -> Bool { guarded.snapshot.withLock { $0 }.isTorn }
}

private struct BorrowingRead: SnapshotRead {
    var reader: SnapshotReader<Snapshot>
    mutating func isTorn() -> Bool { reader.withCurrent { $0.isTorn } }
}

private struct CopyingRead: SnapshotRead {
    var reader: SnapshotReader<Snapshot>
    mutating func isTorn() -> Bool { reader.current().isTorn }
}
