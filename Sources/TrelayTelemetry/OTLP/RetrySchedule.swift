/// The pauses between the attempts to send one batch: doubling, with an end by number and by time.
struct RetrySchedule {
    static let maximumAttempts = 5
    static let maximumPause: Duration = .seconds(5)

    private var attempts = 0
    private var pause: Duration

    init(firstPause: Duration) {
        pause = firstPause
    }

    /// The pause before the next attempt; nil when there is to be none.
    ///
    /// - Parameters:
    ///   - requested: what the collector asked for.
    ///   - remaining: of the batch's time.
    mutating func next(requested: Duration?, remaining: Duration) -> Duration? {
        attempts += 1
        let wait = max(requested ?? .zero, pause)
        guard attempts < Self.maximumAttempts, wait < remaining else { return nil }
        pause = min(pause * 2, Self.maximumPause)
        return wait
    }
}
