import TrelayCore

extension ConvergenceModel {
    /// The newest changes of both histories, newest first.
    func recentChanges(expected: [MemberView]) -> [ChangeView] {
        var changes: [ChangeView] = []
        var acceptedIndex = accepted.count - 1
        var rejectedIndex = rejected.count - 1
        while changes.count < limits.maximumRecentChanges, acceptedIndex >= 0 || rejectedIndex >= 0 {
            let accepted = acceptedIndex >= 0 ? accepted[acceptedIndex] : nil
            let rejected = rejectedIndex >= 0 ? rejected[rejectedIndex] : nil
            if let accepted, rejected.map({ Self.isLater(accepted, $0) }) ?? true {
                changes.append(ChangeView(change: accepted, propagation: propagation(of: accepted, over: expected)))
                acceptedIndex -= 1
            } else if let rejected {
                changes.append(ChangeView(change: rejected, propagation: nil))
                rejectedIndex -= 1
            }
        }
        return changes
    }

    /// Every change that is remembered, oldest first.
    public var history: [PublishedChange] {
        (Array(accepted) + Array(rejected)).sorted { Self.isLater($1, $0) }
    }

    /// By offset within a partition, by broker timestamp between partitions.
    private static func isLater(_ left: PublishedChange, _ right: PublishedChange) -> Bool {
        if left.partition == right.partition { return left.offset > right.offset }
        return (left.timestamp, left.partition) > (right.timestamp, right.partition)
    }

    private func propagation(of change: PublishedChange, over expected: [MemberView]) -> Propagation? {
        guard let revision = change.revision else { return nil }
        var concerned = 0
        var effective = 0
        var times: [Int64] = []
        for row in expected {
            guard let track = track(of: row.role), change.concerns(track.kinds) else { continue }
            concerned += 1
            // Whoever serves something that is not proven has not converged, whatever it acknowledged once.
            guard row.facts.effectiveRevision >= revision, row.state.name != .diverged else { continue }
            effective += 1
            if let at = members[row.worker]?.effectiveAt(revision) { times.append(max(0, at - change.timestamp)) }
        }
        times.sort()
        return Propagation(
            expected: concerned, effective: effective, toHalf: Self.time(0.5, times, concerned),
            toNinety: Self.time(0.9, times, concerned), toNinetyNine: Self.time(0.99, times, concerned),
            toAll: Self.time(1, times, concerned))
    }

    private static func time(_ share: Double, _ sorted: [Int64], _ count: Int) -> Int64? {
        let needed = Int((share * Double(count)).rounded(.up))
        return needed >= 1 && needed <= sorted.count ? sorted[needed - 1] : nil
    }
}
