import TrelayCore
import TrelayCrypto
import TrelayFormat

@testable import TrelayConvergence

/// Views made by hand, as the model would make them.
enum Fixture {
    static let now = Timestamp(milliseconds: 1_700_000_100_000)

    static func ago(_ milliseconds: Int64) -> Timestamp { now.adding(milliseconds: -milliseconds) }

    static func member(
        _ worker: String, _ role: String = "gateway", _ state: MemberState = .current, revision: Int = 12,
        target: Int = 12, lag: Int64 = 0, since: Int64? = 12_000, reason: String = "because",
        labels: [String: String] = [:]
    ) -> MemberView {
        var facts = MemberFacts()
        facts.isSeen = state != .neverSeen
        facts.effectiveRevision = revision
        facts.targetRevision = target
        facts.knownRevision = 12
        facts.liveDigest = state == .neverSeen ? nil : SHA256.hash(utf8: role)
        facts.expectedDigest = SHA256.hash(utf8: role)
        facts.status = .serving
        return MemberView(
            worker: worker, role: role, labels: labels, build: "1.0.0", incarnation: "first", endpoint: nil,
            isExpected: true, state: state, since: since.map(ago), reason: reason, revisionLag: target - revision,
            lagMilliseconds: lag, leaseAt: ago(400), position: 99, detail: nil, facts: facts)
    }

    static let nacked = member(
        "gw-7", "gateway", .nacked(code: "schemaInvalid", path: "/targets/0/provider"), revision: 11, lag: 12_000,
        reason: "it refused revision 12: schemaInvalid at /targets/0/provider: no provider \"acme\"")

    static func view(_ members: [MemberView], changes: [ChangeView] = []) -> FleetView {
        let current = members.count { $0.state == .current }
        var roles: [RoleView] = []
        for role in Set(members.map(\.role)).sorted() {
            let rows = members.filter { $0.role == role }
            roles.append(
                RoleView(
                    role: role, targetRevision: 12, digest: SHA256.hash(utf8: role), expected: rows.count,
                    current: rows.count { $0.state == .current },
                    states: Dictionary(grouping: rows, by: \.state.name).mapValues(\.count)))
        }
        return FleetView(
            namespace: "shop/eu", at: now, revision: 12, digest: SHA256.hash(utf8: "state"), chain: .zero,
            expected: members.count, current: current, debtMilliseconds: members.map(\.lagMilliseconds).reduce(0, +),
            maximumLagMilliseconds: members.map(\.lagMilliseconds).max() ?? 0, roles: roles, members: members,
            recentChanges: changes, counters: ObservationCounters(), isOpen: true)
    }

    static let four = view([nacked, member("audit-1", "audit"), member("gw-1"), member("model-日本", "model")])
}
