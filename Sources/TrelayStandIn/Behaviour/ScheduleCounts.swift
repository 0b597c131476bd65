/// How often each key of a schedule was asked for.
struct ScheduleCounts: Sendable {
    static let maximumKeys = 10_000
    private var counts: [String: Int] = [:]

    /// Counts one more request. A key beyond the maximum is not remembered: its requests all misbehave.
    ///
    /// - Returns: whether this one misbehaves.
    mutating func misbehaves(_ schedule: Behaviour.Schedule) -> Bool {
        guard counts[schedule.key] != nil || counts.count < Self.maximumKeys else { return true }
        let count = counts[schedule.key, default: 0] &+ 1
        counts[schedule.key] = count
        switch schedule.rule {
        case .first(let number): return count <= number
        case .every(let number): return count % max(1, number) == 0
        }
    }

    mutating func reset() {
        counts = [:]
    }
}
