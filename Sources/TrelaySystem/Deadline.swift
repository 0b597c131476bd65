/// A moment on the monotonic clock by which something must be done.
public struct Deadline: Hashable, Sendable {
    private let nanoseconds: UInt64

    /// A duration below zero has passed already; one too long for the clock never does.
    public init(after duration: Duration) {
        let parts = duration.components
        let whole = UInt64(clamping: parts.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let wait =
            whole.overflow ? UInt64.max : whole.partialValue &+ UInt64(clamping: parts.attoseconds / 1_000_000_000)
        let moment = SystemClock.monotonicNanoseconds().addingReportingOverflow(wait)
        nanoseconds = moment.overflow ? .max : moment.partialValue
    }

    /// Never negative.
    public var remaining: Duration {
        let now = SystemClock.monotonicNanoseconds()
        return now >= nanoseconds ? .zero : .nanoseconds(Int64(clamping: nanoseconds - now))
    }

    public var hasPassed: Bool { SystemClock.monotonicNanoseconds() >= nanoseconds }
}
