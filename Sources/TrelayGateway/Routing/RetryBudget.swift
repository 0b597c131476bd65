/// How many retries a route may add to its traffic: a fifth of the requests, and ten a second more, so that a provider
/// that is down is not asked twice as often for it. Time comes in; one shard's own.
struct RetryBudget: Sendable {
    /// One retry, in the units of the balance.
    private static let retry = 1_000
    private static let perRequest = 200
    private static let perSecond = 10_000
    private static let maximum = 100_000

    private var balance = perSecond
    private var filledAt: UInt64

    /// - Parameter now: nanoseconds of a monotonic clock.
    init(now: UInt64) {
        filledAt = now
    }

    /// A request of the route began.
    mutating func noteRequest() {
        balance = min(Self.maximum, balance + Self.perRequest)
    }

    /// - Returns: whether a retry is paid for.
    mutating func take(now: UInt64) -> Bool {
        fill(now)
        guard balance >= Self.retry else { return false }
        balance -= Self.retry
        return true
    }

    private mutating func fill(_ now: UInt64) {
        guard now > filledAt else { return }
        let milliseconds = (now - filledAt) / 1_000_000
        balance = min(Self.maximum, balance + Int(min(milliseconds, 60_000)) * Self.perSecond / 1_000)
        // What is left of a millisecond counts next time.
        filledAt += milliseconds * 1_000_000
    }
}
