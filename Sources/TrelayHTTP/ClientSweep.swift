import TrelaySystem

/// When a client next looks for transfers over their deadlines. One timer for all of them, set to the earliest
/// deadline that was known when it was set: a transfer's progress moves its deadline without touching the timer.
struct ClientSweep {
    /// Deadlines are kept to this precision, so that many of them do not make many sweeps.
    static let precision: UInt64 = 20_000_000

    var timer: EventLoop.TimerIdentifier?
    /// When the timer fires, monotonic nanoseconds; nil while there is none.
    private var moment: UInt64?

    /// A transfer has a deadline. The delay to set the timer to, if it is not to fire soon enough already.
    mutating func schedule(_ deadline: UInt64, now: UInt64) -> Duration? {
        if let moment, moment <= deadline { return nil }
        let earliest = now.addingReportingOverflow(Self.precision)
        let target = max(deadline, earliest.overflow ? .max : earliest.partialValue)
        if let moment, moment <= target { return nil }
        moment = target
        return target.elapsed(since: now)
    }

    /// The timer has fired.
    mutating func begin() {
        timer = nil
        moment = nil
    }

    /// The timer to cancel.
    mutating func stop() -> EventLoop.TimerIdentifier? {
        defer { begin() }
        return timer
    }
}
