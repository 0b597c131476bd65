import Synchronization

/// What a client counts, for any thread to read.
final class ClientStatistics: Sendable {
    let outstanding = Atomic<Int>(0)
    let connections = Atomic<Int>(0)

    /// Counts one more request in flight; false if there are `maximum` already.
    func admit(maximum: Int) -> Bool {
        if outstanding.wrappingAdd(1, ordering: .relaxed).newValue <= maximum { return true }
        leave()
        return false
    }

    /// A request is no longer in flight.
    func leave() {
        outstanding.wrappingSubtract(1, ordering: .relaxed)
    }

    /// So many connections were opened.
    func opened(_ count: Int) {
        connections.wrappingAdd(count, ordering: .relaxed)
    }
}
