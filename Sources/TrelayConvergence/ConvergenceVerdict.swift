public import TrelayCore

/// Whether a revision has reached the workers that should have it: the answer behind `trelay wait`.
public struct ConvergenceVerdict: Hashable, Sendable {
    public enum Outcome: String, Hashable, Sendable {
        /// Enough expected workers serve the revision or a later one, proven by digest.
        case converged
        /// Not yet, and nothing known makes it impossible.
        case waiting
        /// So many refused it that the threshold cannot be reached without a new revision.
        case nacked
        /// So many serve something else, or read another log, that the threshold cannot be reached by waiting.
        case diverged
    }

    /// One expected worker, and what it has of the revision.
    public struct Row: Hashable, Sendable {
        public var worker: String
        public var role: String
        public var outcome: Outcome
        public var state: MemberState
        /// Why, in one line.
        public var reason: String
    }

    public var outcome: Outcome
    public var revision: Int
    /// Expected workers (of the role), those that have the revision, and how many have to.
    public var expected: Int
    public var effective: Int
    public var needed: Int
    /// Those that have it not come first.
    public var rows: [Row]
    /// One line for a human.
    public var summary: String
}

extension ConvergenceModel {
    /// Judges a revision.
    ///
    /// A worker has the revision when it speaks, serves a state with the projected digest, and that state is at or
    /// beyond the last revision up to `revision` that concerns its role. A silent worker may have had it: it does not
    /// count, because nothing proves what it serves now.
    ///
    /// - Parameters:
    ///   - role: only the workers of this role; nil for all.
    ///   - threshold: share of the expected workers that must have it, 0 to 1.
    public func verdict(
        revision: Int, role: String? = nil, threshold: Double = 1, at now: Timestamp
    ) -> ConvergenceVerdict {
        let members = view(at: now).members.filter { $0.isExpected && (role == nil || $0.role == role) }
        let rows = members.map { row(of: $0, revision: revision) }
        let share = threshold.isFinite ? min(max(threshold, 0), 1) : 1
        // In whole millionths: 0.55 of 100 is 55, which binary fractions would round up to 56.
        let millionths = Int((share * 1_000_000).rounded())
        let needed = max(1, (millionths * rows.count + 999_999) / 1_000_000)
        let counts = Dictionary(grouping: rows, by: \.outcome).mapValues(\.count)
        let effective = counts[.converged] ?? 0
        let hopeful = effective + (counts[.waiting] ?? 0)
        var outcome = ConvergenceVerdict.Outcome.waiting
        if effective >= needed {
            outcome = .converged
        } else if hopeful < needed, !rows.isEmpty {
            outcome = counts[.diverged] == nil ? .nacked : .diverged
        }
        let ofRole = role.map { " of role \($0)" } ?? ""
        let quota = needed < rows.count ? ", \(needed) needed" : ""
        let summary =
            rows.isEmpty
            ? "no worker\(ofRole) is expected: none is on the roster and none has a lease"
            : "revision \(revision) is served by \(effective) of \(rows.count) worker\(rows.count == 1 ? "" : "s")\(ofRole)\(quota)"
        return ConvergenceVerdict(
            outcome: outcome, revision: revision, expected: rows.count, effective: effective, needed: needed,
            rows: rows.filter { $0.outcome != .converged } + rows.filter { $0.outcome == .converged },
            summary: summary)
    }

    private func row(of member: MemberView, revision: Int) -> ConvergenceVerdict.Row {
        let outcome = outcome(of: member, revision: revision)
        let proof = "it serves revision \(member.facts.effectiveRevision), proven by digest"
        let reason = outcome == .converged ? proof : member.reason
        return ConvergenceVerdict.Row(
            worker: member.worker, role: member.role, outcome: outcome, state: member.state, reason: reason)
    }

    private func outcome(of member: MemberView, revision: Int) -> ConvergenceVerdict.Outcome {
        let facts = member.facts
        switch member.state {
        case .neverSeen, .silent, .retired: return .waiting
        case .logDiverged, .diverged: return .diverged
        default: break
        }
        guard revision <= self.revision, let track = track(of: member.role) else { return .waiting }
        let needed = track.target(at: revision)
        if facts.effectiveRevision >= needed {
            let isProven = facts.liveDigest != nil ? facts.liveDigest == facts.expectedDigest : needed == 0
            return isProven ? .converged : .waiting
        }
        switch member.state {
        case .nacked where facts.refusedRevision >= needed: return .nacked
        case .quarantined(let quarantined) where quarantined >= needed: return .nacked
        default: return .waiting
        }
    }
}
