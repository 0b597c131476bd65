import Synchronization

/// The place where the current configuration lives: written seldom, read on every request.
///
/// A writer stores under a lock and then publishes a new generation. A reader keeps a copy together with the
/// generation it belongs to, so that a read is one acquiring load and a compare: no lock, no allocation, and no
/// reference count that two cores fight over. Any thread may write; each reader belongs to one thread or request.
public final class SnapshotCell<Snapshot: Sendable>: Sendable {
    private let snapshot: Mutex<Snapshot>
    private let generation = Atomic<UInt64>(1)

    /// Creates the cell with what it holds until the first `replace`.
    public init(_ initial: Snapshot) {
        snapshot = Mutex(initial)
    }

    /// Puts `next` in place of what is there; readers see all of the old or all of the new.
    ///
    /// - Returns: what was there before, for whoever retires it or swaps it back.
    @discardableResult
    public func replace(with next: Snapshot) -> Snapshot {
        snapshot.withLock { current in
            let previous = current
            current = next
            generation.add(1, ordering: .releasing)
            return previous
        }
    }

    /// The current snapshot, read under the lock: for paths that are not hot.
    public func load() -> Snapshot {
        snapshot.withLock { $0 }
    }

    /// A reader for one thread, event loop or connection.
    public func makeReader() -> SnapshotReader<Snapshot> {
        let (generation, snapshot) = loadWithGeneration()
        return SnapshotReader(cell: self, generation: generation, snapshot: snapshot)
    }

    fileprivate var currentGeneration: UInt64 {
        generation.load(ordering: .acquiring)
    }

    fileprivate func loadWithGeneration() -> (UInt64, Snapshot) {
        // The generation is read inside the lock, where no writer is: the pair belongs together.
        snapshot.withLock { (generation.load(ordering: .relaxed), $0) }
    }
}

/// A thread's own view of a `SnapshotCell`. Take the snapshot once per request, so that a request sees one
/// configuration from its beginning to its end.
public struct SnapshotReader<Snapshot: Sendable>: Sendable {
    private let cell: SnapshotCell<Snapshot>
    private var generation: UInt64
    private var snapshot: Snapshot

    fileprivate init(cell: SnapshotCell<Snapshot>, generation: UInt64, snapshot: Snapshot) {
        self.cell = cell
        self.generation = generation
        self.snapshot = snapshot
    }

    /// The current snapshot: one acquiring load and a compare unless a writer was here since the last call.
    @inlinable
    public mutating func current() -> Snapshot {
        refreshIfStale()
        return heldSnapshot
    }

    /// Calls `body` with the current snapshot borrowed, which spares the retain that `current()` costs.
    @inlinable
    public mutating func withCurrent<Result>(_ body: (borrowing Snapshot) throws -> Result) rethrows -> Result {
        refreshIfStale()
        return try body(heldSnapshot)
    }

    @usableFromInline
    var heldSnapshot: Snapshot { snapshot }

    @usableFromInline
    mutating func refreshIfStale() {
        guard cell.currentGeneration != generation else { return }
        (generation, snapshot) = cell.loadWithGeneration()
    }
}
