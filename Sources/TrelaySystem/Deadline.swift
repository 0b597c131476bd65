/// A moment on the monotonic clock by which something must be done.
public struct Deadline: Hashable, Sendable {
    /// On the clock of `SystemClock.monotonicNanoseconds`.
    private let nanoseconds: UInt64

    /// A duration below zero has passed already; one too long for the clock never does.
    public init(after duration: Duration) {
        let moment = SystemClock.monotonicNanoseconds().addingReportingOverflow(duration.saturatedNanoseconds)
        nanoseconds = moment.overflow ? .max : moment.partialValue
    }

    /// Never negative.
    public var remaining: Duration {
        .nanoseconds(Int64(clamping: remainingNanoseconds))
    }

    public var hasPassed: Bool { remainingNanoseconds == 0 }

    /// For poll(2). Rounded up: a wait that ends a little early would spin until its moment has come.
    var pollMilliseconds: Int32 {
        let nanoseconds = remainingNanoseconds
        return Int32(clamping: nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 > 0 ? 1 : 0))
    }

    private var remainingNanoseconds: UInt64 {
        let now = SystemClock.monotonicNanoseconds()
        return now >= nanoseconds ? 0 : nanoseconds - now
    }
}
