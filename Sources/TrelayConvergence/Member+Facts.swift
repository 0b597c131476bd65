import TrelayCore
import TrelayCrypto

extension Member {
    /// True after an orderly leave.
    var isRetired: Bool {
        if lease?.status == .retired { return true }
        guard let ack, ack.outcome == .retired else { return false }
        return leaseAt.map { $0 <= ack.timestamp } ?? true
    }

    /// - Parameters:
    ///   - track: of this worker's role.
    ///   - revision: the namespace's last revision.
    func facts(at now: Timestamp, track: ProjectionTrack, revision: Int) -> MemberFacts {
        var facts = MemberFacts()
        facts.isSeen = lastHeardAt != nil
        facts.isSilent = isSilent(at: now)
        facts.isRetired = isRetired
        facts.lastHeardAt = lastHeardAt
        facts.knownRevision = revision
        facts.targetRevision = track.target
        fillLease(&facts)
        fillEffective(&facts, track: track, now: now)
        fillRefusal(&facts)
        return facts
    }

    private func fillLease(_ facts: inout MemberFacts) {
        guard let lease else { return }
        facts.status = lease.status
        facts.statusSince = lease.statusSince
        facts.stage = lease.stage
        facts.stageRevision = max(0, lease.targetRevision)
        facts.quarantinedRevision = lease.quarantinedRevision
    }

    private func fillEffective(_ facts: inout MemberFacts, track: ProjectionTrack, now: Timestamp) {
        facts.effectiveRevision = effective?.revision ?? 0
        facts.effectiveSince = firstStep(atLeast: track.target) ?? effective?.since
        facts.digestSince = effective?.since
        facts.liveDigest = effective?.digest
        if facts.effectiveRevision <= facts.knownRevision {
            facts.expectedDigest = track.digest(at: facts.effectiveRevision)
        }
        facts.oldestMissingAt = track.oldestMissing(after: facts.effectiveRevision)
        facts.lagMilliseconds = facts.oldestMissingAt.map { max(0, now - $0) } ?? 0
    }

    /// When it came to what its role should have; later revisions that do not concern the role do not count anew.
    private func firstStep(atLeast target: Int) -> Timestamp? {
        guard let effective, effective.revision >= target else { return nil }
        return steps.lazy.filter { $0.fromRevision < target && $0.toRevision >= target }.map(\.timestamp).max()
    }

    private func fillRefusal(_ facts: inout MemberFacts) {
        facts.refusal = refusal?.refusal
        facts.refusedRevision = refusal?.revision ?? 0
        facts.refusedAt = refusal?.timestamp
        facts.acknowledgedAt = ack?.timestamp
        guard let ack else { return }
        facts.isHeld = ack.outcome == .held && ack.toRevision > facts.effectiveRevision
        if ack.outcome == .prepared, ack.toRevision > facts.effectiveRevision, facts.stage == nil {
            facts.stage = "prepared"
            facts.stageRevision = ack.toRevision
        }
        if ack.outcome == .quarantined, facts.quarantinedRevision == nil, lease == nil {
            facts.quarantinedRevision = ack.toRevision
        }
    }

    /// When `revision` became effective here, by the broker timestamp of the first ack that covers it.
    func effectiveAt(_ revision: Int) -> Timestamp? {
        steps.lazy.filter { $0.fromRevision < revision && $0.toRevision >= revision }.map(\.timestamp).min()
    }
}
