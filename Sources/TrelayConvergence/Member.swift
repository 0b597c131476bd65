import TrelayCore
import TrelayCrypto

/// What is remembered of one worker. The present incarnation is the one whose lease is newest; what an older one said
/// late does not hide it.
struct Member: Sendable {
    /// What an ack says, without what only traces need.
    struct LastAck: Sendable {
        var outcome: AckOutcome
        var fromRevision: Int
        var toRevision: Int
        var digest: Digest?
        var timestamp: Timestamp

        /// What the worker serves after it.
        var effectiveRevision: Int { outcome == .effective ? toRevision : fromRevision }
    }

    struct LastRefusal: Sendable {
        var refusal: Refusal
        var revision: Int
        var timestamp: Timestamp
    }

    /// A change of the effective revision, by the broker timestamp of the ack that proves it.
    struct Step: Sendable {
        var fromRevision: Int
        var toRevision: Int
        var timestamp: Timestamp
    }

    /// The revision and digest that it serves, and the first word of it.
    struct Effective: Sendable {
        var revision: Int
        var digest: Digest?
        var since: Timestamp
    }

    /// Past incarnations that are remembered, so that their late words are known as such.
    static let maximumPastIncarnations = 4

    let worker: String
    var role: String
    var labels: [String: String]
    var build: String?
    private(set) var incarnation: String?
    private var past: [String] = []
    private(set) var lease: Lease?
    /// Broker timestamp of the last lease, of whichever incarnation.
    private(set) var leaseAt: Timestamp?
    /// Its lease was taken off the roster, and no new one came.
    private(set) var wasRemoved = false
    private(set) var ack: LastAck?
    private(set) var refusal: LastRefusal?
    private(set) var effective: Effective?
    private(set) var lastHeardAt: Timestamp?
    private(set) var steps: BoundedHistory<Step>

    init(worker: String, role: String, labels: [String: String], maximumSteps: Int) {
        self.worker = worker
        self.role = role
        self.labels = labels
        steps = BoundedHistory(maximum: maximumSteps)
    }

    /// The interval of its heartbeats in milliseconds.
    var heartbeat: Int64 {
        guard let lease, lease.heartbeatMilliseconds > 0 else { return MembershipRule.defaultHeartbeat }
        return min(Int64(lease.heartbeatMilliseconds), MembershipRule.maximumHeartbeat)
    }

    func isSilent(at now: Timestamp) -> Bool {
        guard let leaseAt else { return true }
        return now - leaseAt > MembershipRule.silentAfterHeartbeats * heartbeat
    }

    /// - Returns: false when it was a late word of an older incarnation. Those of one incarnation have one key and come in order,
    ///   even when the broker's clock went back.
    mutating func observe(_ newLease: Lease, at timestamp: Timestamp) -> Bool {
        if newLease.incarnation != incarnation {
            guard accepts(lease: newLease, at: timestamp) else { return false }
            begin(newLease.incarnation)
        }
        lease = newLease
        leaseAt = timestamp
        wasRemoved = false
        describe(role: newLease.role, labels: newLease.labels, build: newLease.build)
        if let refusal = newLease.refusal {
            let isKnown = self.refusal?.refusal == refusal
            if !isKnown {
                self.refusal = LastRefusal(
                    refusal: refusal, revision: max(0, newLease.targetRevision), timestamp: timestamp)
            }
        } else if let known = refusal, known.timestamp < timestamp {
            refusal = nil
        }
        hear(at: timestamp)
        return true
    }

    /// - Returns: false when it was a late word of an older incarnation.
    mutating func observe(_ newAck: Ack, at timestamp: Timestamp) -> Bool {
        if newAck.outcome == .effective {
            // How long a revision took is history, whichever incarnation made it.
            steps.append(
                Step(
                    fromRevision: newAck.fromRevision, toRevision: newAck.toRevision, timestamp: timestamp))
        }
        if newAck.incarnation != incarnation {
            guard acceptsAck(of: newAck.incarnation, at: timestamp) else { return false }
            begin(newAck.incarnation)
        }
        guard ack.map({ $0.timestamp <= timestamp }) ?? true else { return false }
        ack = LastAck(
            outcome: newAck.outcome, fromRevision: max(0, newAck.fromRevision), toRevision: max(0, newAck.toRevision),
            digest: newAck.digest, timestamp: timestamp)
        if leaseAt.map({ $0 <= timestamp }) ?? true {
            describe(role: newAck.role, labels: newAck.labels, build: newAck.build)
        }
        if let refusal = newAck.refusal {
            self.refusal = LastRefusal(refusal: refusal, revision: max(0, newAck.toRevision), timestamp: timestamp)
        }
        hear(at: timestamp)
        return true
    }

    /// Its lease was removed from the roster by a tombstone.
    mutating func removeLease() {
        lease = nil
        leaseAt = nil
        wasRemoved = true
    }

    private mutating func describe(role: String, labels: [String: String], build: String) {
        self.role = role
        self.labels = labels
        self.build = build
    }

    /// A lease of another incarnation takes over, unless an incarnation that is known as past speaks late while the
    /// present one is alive.
    private func accepts(lease: Lease, at timestamp: Timestamp) -> Bool {
        guard let leaseAt else { return isNewest(timestamp) }
        guard past.contains(lease.incarnation) else { return timestamp >= leaseAt }
        return timestamp - leaseAt > MembershipRule.silentAfterHeartbeats * heartbeat
    }

    /// An ack of another incarnation counts only if it is newer than the present lease and not of a past incarnation.
    private func acceptsAck(of incarnation: String, at timestamp: Timestamp) -> Bool {
        !past.contains(incarnation) && isNewest(timestamp)
    }

    private func isNewest(_ timestamp: Timestamp) -> Bool {
        lastHeardAt.map { $0 <= timestamp } ?? true
    }

    private mutating func begin(_ newIncarnation: String) {
        if let incarnation {
            past.append(incarnation)
            if past.count > Self.maximumPastIncarnations { past.removeFirst() }
        }
        past.removeAll { $0 == newIncarnation }
        incarnation = newIncarnation
        lease = nil
        ack = nil
        refusal = nil
        effective = nil
    }

    private mutating func hear(at timestamp: Timestamp) {
        lastHeardAt = max(lastHeardAt ?? timestamp, timestamp)
        guard let served = served else { return }
        if let known = effective, known.revision == served.revision, known.digest == served.digest {
            effective?.since = min(known.since, served.since)
        } else {
            effective = served
        }
    }

    /// What it serves by its last words. Within one incarnation the effective revision only goes up, so the higher
    /// one is the newer one whatever the order in which the two topics are read.
    private var served: Effective? {
        let leased = lease.map { lease in
            Effective(
                revision: max(0, lease.revision), digest: lease.digest, since: leaseAt ?? Timestamp(milliseconds: 0))
        }
        let acked = ack.map { Effective(revision: $0.effectiveRevision, digest: $0.digest, since: $0.timestamp) }
        guard let leased, let acked else { return leased ?? acked }
        if leased.revision != acked.revision { return leased.revision > acked.revision ? leased : acked }
        if leased.digest == nil { return acked }
        if acked.digest == nil { return leased }
        return leased.since > acked.since ? leased : acked
    }
}
