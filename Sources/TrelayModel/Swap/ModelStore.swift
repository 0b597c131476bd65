import Synchronization
public import TrelayCore

/// The place where the current snapshot lives: swapped by the apply thread, leased by every request. Any thread.
public final class ModelStore: Sendable {
    private let current: Mutex<ModelSnapshot>

    /// Creates the store with the empty configuration.
    public init(namespace: String) {
        let empty = Configuration(namespace: namespace, revision: 0, resources: ResourceMap())
        current = Mutex(ModelSnapshot(configuration: empty, models: [:], changed: []))
    }

    /// Holds the current snapshot for one request.
    ///
    /// It is counted inside the lock that a swap takes: a snapshot that was replaced has all its leases already.
    public func lease() -> SnapshotLease {
        current.withLock { snapshot in
            snapshot.beginLease()
            return SnapshotLease(snapshot)
        }
    }

    /// The live configuration.
    public var configuration: Configuration { current.withLock { $0.configuration } }

    var snapshot: ModelSnapshot { current.withLock { $0 } }

    /// One pointer swap.
    func replace(with next: ModelSnapshot) -> ModelSnapshot {
        current.withLock { snapshot in
            let previous = snapshot
            snapshot = next
            return previous
        }
    }
}
