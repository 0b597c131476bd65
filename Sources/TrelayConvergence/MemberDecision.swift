import TrelayCore
import TrelayCrypto

extension MemberFacts {
    /// Decides the state. The first that holds wins:
    ///
    /// 1. `NEVER_SEEN`, `RETIRED`, `SILENT`: nothing else that it may have said describes it now.
    /// 2. `LOG_DIVERGED`: its revisions are those of another log, so its digest cannot be judged.
    /// 3. `DIVERGED`: it serves what nobody asked for, whatever else is wrong with it.
    /// 4. `QUARANTINED`, `NACKED`: it will not go on by itself.
    /// 5. `STALE`: it cannot hear of what it should do.
    /// 6. `HELD`, then `APPLYING`, then `LAGGING`: it is behind, by policy, at work, or neither.
    /// 7. `CURRENT`: nothing is missing *and* the digest of its live state is the projected one.
    public func decide() -> MemberDecision {
        absence() ?? failure() ?? waiting() ?? verified()
    }

    private func absence() -> MemberDecision? {
        guard isSeen else {
            return MemberDecision(
                state: .neverSeen, since: nil, reason: "it is on the roster, and no lease or ack of it was ever read")
        }
        if isRetired {
            return MemberDecision(state: .retired, since: lastHeardAt, reason: "it said that it leaves")
        }
        guard isSilent else { return nil }
        let since = lastHeardAt ?? Timestamp(milliseconds: 0)
        return MemberDecision(
            state: .silent(since: since), since: since,
            reason: "no lease within \(MembershipRule.silentAfterHeartbeats) heartbeats; its last word was revision "
                + "\(effectiveRevision)")
    }

    private func failure() -> MemberDecision? {
        if status == .logDiverged {
            return MemberDecision(
                state: .logDiverged, since: statusSince,
                reason: "the log is not the one that it had read; it serves revision \(effectiveRevision) and applies "
                    + "nothing")
        }
        if let live = liveDigest, let expected = expectedDigest, live != expected {
            let place = divergedKey.map { ", \($0) differs" } ?? ""
            return MemberDecision(
                state: .diverged(key: divergedKey, revision: effectiveRevision), since: digestSince,
                reason: "its live digest \(live.short) is not \(expected.short), the projected one at revision "
                    + "\(effectiveRevision)\(place)")
        }
        return quarantine() ?? refusalDecision()
    }

    private func quarantine() -> MemberDecision? {
        guard let revision = quarantinedRevision, revision > effectiveRevision else { return nil }
        if isWorking(beyond: revision) { return nil }
        return MemberDecision(
            state: .quarantined(revision: revision), since: refusedAt ?? statusSince,
            reason: "it crashed on revision \(revision) and serves \(effectiveRevision); a new revision is tried again")
    }

    private func refusalDecision() -> MemberDecision? {
        guard let refusal, refusedRevision > effectiveRevision else { return nil }
        if isWorking(beyond: refusedRevision) { return nil }
        let path = refusal.path.isEmpty ? "" : " at \(refusal.path)"
        return MemberDecision(
            state: .nacked(code: refusal.code, path: refusal.path), since: refusedAt,
            reason: "it refused revision \(refusedRevision): \(refusal.code)\(path): \(refusal.message)")
    }

    private func waiting() -> MemberDecision? {
        if status == .stale {
            let since = statusSince ?? lastHeardAt ?? Timestamp(milliseconds: 0)
            return MemberDecision(
                state: .stale(since: since), since: since,
                reason: "it lost the broker and serves its last-known-good revision \(effectiveRevision)")
        }
        if isHeld {
            return MemberDecision(
                state: .held, since: acknowledgedAt,
                reason: "it waits by policy with revision \(effectiveRevision)")
        }
        if let stage = stageInProgress {
            return MemberDecision(
                state: .applying(stage: stage), since: oldestMissingAt ?? lastHeardAt,
                reason: "it serves revision \(effectiveRevision) and is at \(stage) of "
                    + "\(max(stageRevision, targetRevision))")
        }
        guard effectiveRevision < targetRevision else { return nil }
        return MemberDecision(
            state: .lagging(revisions: revisionLag, milliseconds: lagMilliseconds), since: oldestMissingAt,
            reason: "it serves revision \(effectiveRevision) and should serve \(targetRevision)")
    }

    /// Nothing is missing by number: `CURRENT` only if the digest proves it.
    private func verified() -> MemberDecision {
        if effectiveRevision > knownRevision {
            return unverified(
                "it serves revision \(effectiveRevision), and the log was read here up to \(knownRevision)")
        }
        // Before the first revision there is nothing to serve, and nothing to prove.
        let hasNothingToProve = targetRevision == 0 && liveDigest == nil
        guard hasNothingToProve || (liveDigest != nil && liveDigest == expectedDigest) else {
            return unverified("it reports no digest of what it serves at revision \(effectiveRevision)")
        }
        let proof = liveDigest.map {
            "it serves revision \(effectiveRevision); its live digest \($0.short) is the projected one"
        }
        return MemberDecision(
            state: .current, since: effectiveSince, reason: proof ?? "nothing was published for it yet")
    }

    private func unverified(_ reason: String) -> MemberDecision {
        MemberDecision(state: .applying(stage: "unverified"), since: effectiveSince, reason: reason)
    }

    private var stageInProgress: String? {
        if let stage, stageRevision > effectiveRevision { return stage }
        switch status {
        case .starting: return "starting"
        case .catchingUp: return "catchingUp"
        default: return nil
        }
    }

    /// It tries a newer revision than the one that it could not take.
    private func isWorking(beyond revision: Int) -> Bool {
        stage != nil && stageRevision > revision
    }
}

extension MemberFacts {
    /// The order in which the states are asked for.
    public static let precedence: [MemberState.Name] = [
        .neverSeen, .retired, .silent, .logDiverged, .diverged, .quarantined, .nacked, .stale, .held, .applying,
        .lagging, .current,
    ]
}
