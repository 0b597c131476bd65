/// Pauses between attempts: doubling from a tenth of a second up to two seconds.
struct Backoff {
    private static let first: Duration = .milliseconds(100)
    private static let longest: Duration = .seconds(2)
    private var pause = Backoff.first

    mutating func next() -> Duration {
        defer { pause = min(pause * 2, Self.longest) }
        return pause
    }
}
