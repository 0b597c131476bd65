public import TrelayCore
public import TrelayCrypto

/// The fleet of one namespace at one moment: everything that a screen shows, as values.
public struct FleetView: Hashable, Sendable {
    public var namespace: String
    /// The moment, by the broker's clock.
    public var at: Timestamp
    /// The namespace's last revision, its state and its hash chain.
    public var revision: Int
    public var digest: Digest
    public var chain: Digest
    /// Workers that count, and those of them that are `CURRENT`.
    public var expected: Int
    public var current: Int
    /// The sum over all expected workers of the time that each is behind, milliseconds.
    public var debtMilliseconds: Int64
    /// The greatest convergence lag of an expected worker.
    public var maximumLagMilliseconds: Int64
    public var roles: [RoleView]
    /// Worst first, then by role and name. Members that are not expected are among them and say so.
    public var members: [MemberView]
    /// Accepted and rejected changes, newest first.
    public var recentChanges: [ChangeView]
    public var counters: ObservationCounters
    /// True when anyone who may write to the topic may change the namespace: no trust root is pinned.
    public var isOpen: Bool

    /// `CURRENT` over expected; nil when nobody is expected.
    public var ratio: Double? {
        expected > 0 ? Double(current) / Double(expected) : nil
    }

    public func member(_ worker: String) -> MemberView? {
        members.first { $0.worker.utf8.elementsEqual(worker.utf8) }
    }
}

/// One role: what it should serve, and how many of its workers are in which state.
public struct RoleView: Hashable, Sendable {
    public var role: String
    /// The last revision that changed what the role serves, and the digest that its workers must prove.
    public var targetRevision: Int
    public var digest: Digest?
    public var expected: Int
    public var current: Int
    /// Expected workers by state. States that none is in are absent.
    public var states: [MemberState.Name: Int]
}

/// One worker.
public struct MemberView: Hashable, Sendable {
    public var worker: String
    public var role: String
    public var labels: [String: String]
    public var build: String?
    public var incarnation: String?
    public var endpoint: String?
    /// False for a worker that is not on the declared roster, or that has retired.
    public var isExpected: Bool
    public var state: MemberState
    public var since: Timestamp?
    public var reason: String
    /// Revisions and milliseconds behind; 0 for a worker that is held by policy or has left.
    public var revisionLag: Int
    public var lagMilliseconds: Int64
    /// Broker timestamp of its last lease, the offset that it had folded, and what else it says of itself.
    public var leaseAt: Timestamp?
    public var position: Int64?
    public var detail: String?
    /// Everything that the state was decided from.
    public var facts: MemberFacts
}

/// One change record and how far it got.
public struct ChangeView: Hashable, Sendable {
    public var change: PublishedChange
    /// Nil for a rejected change.
    public var propagation: Propagation?
}

/// How a revision spread over the expected workers that it concerns. All times in milliseconds from the broker
/// timestamp of the change to that of the ack.
public struct Propagation: Hashable, Sendable {
    /// Expected workers whose configuration the revision changed, and those of them that have it.
    public var expected: Int
    public var effective: Int
    /// Until that share of them had it; nil while it has not come to that, or when the acks are no longer known.
    public var toHalf: Int64?
    public var toNinety: Int64?
    public var toNinetyNine: Int64?
    public var toAll: Int64?
}
