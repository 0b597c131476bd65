/// How fast targets have answered lately, for routes that choose by it: an average in which each new answer counts for an
/// eighth. One shard's own, kept over reloads.
struct TargetLatencies {
    /// More targets than this are not followed.
    static let maximumTargets = 10_000

    /// Microseconds to the first byte, by the target's identifier.
    private(set) var microseconds: [String: Int] = [:]

    mutating func note(_ target: String, seconds: Double) {
        let value = Int(min(max(0, seconds), 86_400) * 1_000_000)
        guard let known = microseconds[target] else {
            if microseconds.count < Self.maximumTargets { microseconds[target] = value }
            return
        }
        microseconds[target] = known + (value - known) / 8
    }

    /// Forgets the targets of providers that are not there any more.
    mutating func keep(_ isKept: (_ target: String) -> Bool) {
        microseconds = microseconds.filter { isKept($0.key) }
    }
}
