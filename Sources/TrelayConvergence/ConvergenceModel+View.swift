public import TrelayCore
import TrelayCrypto

extension ConvergenceModel {
    /// The fleet at `now`.
    ///
    /// - Parameter now: the broker's time (`BrokerClock`). A moment before the newest record is taken as that of the
    ///   newest record: nothing was heard from the future.
    public func view(at now: Timestamp) -> FleetView {
        let now = moment(of: now)
        let state = state
        let rows = rows(at: now, revision: state.revision)
        let expected = rows.filter(\.isExpected)
        return FleetView(
            namespace: namespace, at: now, revision: state.revision, digest: state.digest(), chain: state.chain,
            expected: expected.count, current: expected.count { $0.state == .current },
            debtMilliseconds: expected.reduce(0) { $0.addingClamped($1.lagMilliseconds) },
            maximumLagMilliseconds: expected.map(\.lagMilliseconds).max() ?? 0, roles: roles(of: rows),
            members: rows.sorted(by: Self.isWorse), recentChanges: recentChanges(expected: expected),
            counters: counters, isOpen: true)
    }

    private func moment(of now: Timestamp) -> Timestamp {
        guard let newest = newestTimestamp, newest - now <= MembershipRule.maximumClockSkew else { return now }
        return max(now, newest)
    }

    /// Every member: the declared ones, and those that spoke.
    private func rows(at now: Timestamp, revision: Int) -> [MemberView] {
        var roster: [String: DeclaredMember] = [:]
        for member in declared { roster[member.worker] = member }
        var rows: [MemberView] = []
        rows.reserveCapacity(members.count + roster.count)
        for member in members.values {
            let role = roster[member.worker]?.role ?? member.role
            guard let track = track(of: role) else { continue }
            let row = row(member, role: role, track: track, isDeclared: roster[member.worker] != nil, now, revision)
            if let row { rows.append(row) }
        }
        for declared in roster.values where members[declared.worker] == nil {
            guard let track = track(of: declared.role) else { continue }
            let absent = Member(
                worker: declared.worker, role: declared.role, labels: declared.labels, maximumSteps: 1)
            let row = row(absent, role: declared.role, track: track, isDeclared: true, now, revision)
            if let row { rows.append(row) }
        }
        return rows
    }

    /// Nil for a worker that retired long ago and is not declared, and for one whose lease was taken off the roster.
    private func row(
        _ member: Member, role: String, track: ProjectionTrack, isDeclared: Bool, _ now: Timestamp, _ revision: Int
    ) -> MemberView? {
        var facts = member.facts(at: now, track: track, revision: revision)
        if let live = facts.liveDigest, let expected = facts.expectedDigest, live != expected {
            facts.divergedKey = divergedKey(live, at: facts.effectiveRevision, track)
        }
        if !isDeclared {
            if member.wasRemoved { return nil }
            if facts.isRetired, let last = facts.lastHeardAt, now - last > MembershipRule.retiredVisible { return nil }
        }
        let decision = facts.decide()
        let isExpected = isDeclared || (declared.isEmpty && member.leaseAt != nil && decision.state != .retired)
        // Whoever waits by policy or has left is not behind.
        let isExcused = decision.state == .held || decision.state == .retired
        return MemberView(
            worker: member.worker, role: role, labels: member.labels, build: member.build,
            incarnation: member.incarnation, endpoint: member.lease?.endpoint, isExpected: isExpected,
            state: decision.state, since: decision.since, reason: decision.reason,
            revisionLag: isExcused ? 0 : facts.revisionLag, lagMilliseconds: isExcused ? 0 : facts.lagMilliseconds,
            leaseAt: member.leaseAt, position: member.lease?.position, detail: member.lease?.detail, facts: facts)
    }

    /// A live state that is the projection at another revision tells by what was changed in between where it differs.
    private func divergedKey(_ live: Digest, at revision: Int, _ track: ProjectionTrack) -> ResourceKey? {
        guard let older = track.revision(of: live, before: revision) else { return nil }
        for change in accepted {
            guard let number = change.revision, number > older, number <= revision else { continue }
            if let key = change.keys.first(where: { track.kinds?.contains($0.kind) ?? true }) { return key }
        }
        return nil
    }

    private func roles(of rows: [MemberView]) -> [RoleView] {
        var roles: [String: RoleView] = [:]
        for row in rows {
            let track = track(of: row.role)
            var role =
                roles[row.role]
                ?? RoleView(
                    role: row.role, targetRevision: track?.target ?? 0, digest: track?.digest, expected: 0, current: 0,
                    states: [:])
            if row.isExpected {
                role.expected += 1
                role.states[row.state.name, default: 0] += 1
                if row.state == .current { role.current += 1 }
            }
            roles[row.role] = role
        }
        return roles.values.sorted { $0.role < $1.role }
    }

    /// Expected before unexpected, worst state first, then role and name.
    private static func isWorse(_ left: MemberView, _ right: MemberView) -> Bool {
        if left.isExpected != right.isExpected { return left.isExpected }
        let ranks = (left.state.name.rank, right.state.name.rank)
        if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
        return (left.role, left.worker) < (right.role, right.worker)
    }
}

extension MemberState.Name {
    /// The place in the order of the cases: 0 is the worst.
    public var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension Int64 {
    /// The sum, or the greatest number if there is none: timestamps may be anything.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
