import TrelaySystem

/// A timer of a shard's loop, which calls once. Letting go of it changes nothing; `cancel` forgets it.
public struct HTTPTimer {
    private let events: EventLoop?
    private let identifier: EventLoop.TimerIdentifier?

    init(_ events: EventLoop?, _ delay: Duration, _ body: @escaping () -> Void) {
        self.events = events
        identifier = events?.after(delay, body)
    }

    /// Only from the shard's thread; one that has fired is no error.
    public func cancel() {
        if let identifier { events?.cancel(identifier) }
    }
}
