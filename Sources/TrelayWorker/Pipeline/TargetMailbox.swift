import Synchronization
import TrelaySystem

/// Hands targets from the replay thread to the apply thread. It holds one: a newer target replaces one that waits.
final class TargetMailbox: Sendable {
    private struct Content {
        var target: Target?
        var isClosed = false
    }

    private let content = Mutex(Content())
    private let event: EventDescriptor

    init() throws(SystemError) {
        event = try EventDescriptor()
    }

    /// Any thread. Targets that arrive after `close` are dropped.
    func put(_ target: Target) {
        content.withLock { content in
            guard !content.isClosed else { return }
            content.target = target
        }
        event.signal()
    }

    /// The apply thread: waits for the next target, at most for `timeout`.
    ///
    /// - Returns: nil at the timeout; `.closed` once the mailbox is closed, whatever still waits in it.
    func take(timeout: Duration?) -> Delivery? {
        if let delivery = takeNow() { return delivery }
        _ = event.wait(timeout: timeout)
        event.drain()
        return takeNow()
    }

    func close() {
        content.withLock { $0.isClosed = true }
        event.signal()
    }

    enum Delivery: Sendable {
        case target(Target)
        case closed
    }

    private func takeNow() -> Delivery? {
        content.withLock { content in
            if content.isClosed { return .closed }
            guard let target = content.target else { return nil }
            content.target = nil
            return .target(target)
        }
    }
}
