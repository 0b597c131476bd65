import Synchronization

/// Carries word of a change of status to the heartbeat, which is made after the status that it reports.
final class News: Sendable {
    private let listener = Mutex<(@Sendable () -> Void)?>(nil)

    func connect(_ body: @escaping @Sendable () -> Void) {
        listener.withLock { $0 = body }
    }

    func announce() {
        listener.withLock { $0 }?()
    }
}
