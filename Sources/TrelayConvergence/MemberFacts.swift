public import TrelayCore
public import TrelayCrypto

/// All that is known of one worker at one moment: the input of the decision on its state.
public struct MemberFacts: Hashable, Sendable {
    /// A word was ever heard of it: an ack or a lease.
    public var isSeen = false
    /// Its last lease is older than three of its heartbeats, or it has none.
    public var isSilent = false
    /// Broker timestamp of its last word.
    public var lastHeardAt: Timestamp?
    /// What its lease says of itself; nil without a lease of its present incarnation.
    public var status: LeaseStatus?
    /// Since when, by the worker's own clock.
    public var statusSince: Timestamp?
    /// It said `retired`, in a lease or an ack.
    public var isRetired = false
    /// The pipeline stage that it is in, and the revision that it works on.
    public var stage: String?
    public var stageRevision = 0

    public var effectiveRevision = 0
    /// Broker timestamp of the ack by which it came to what its role should have, else of the first word of it.
    public var effectiveSince: Timestamp?
    /// Broker timestamp of the first word that it serves this revision with this digest.
    public var digestSince: Timestamp?
    /// The digest of its live state.
    public var liveDigest: Digest?
    /// The digest that its role's projection has at its effective revision; nil when that is not known here.
    public var expectedDigest: Digest?
    /// A resource that explains why the two digests differ.
    public var divergedKey: ResourceKey?

    /// The last revision at which its role's projection changed.
    public var targetRevision = 0
    /// The namespace's last revision in the log as far as it was read here.
    public var knownRevision = 0
    /// Broker timestamp of the oldest change that it should have and lacks.
    public var oldestMissingAt: Timestamp?
    /// Now minus `oldestMissingAt`, never negative; 0 when nothing is missing.
    public var lagMilliseconds: Int64 = 0

    /// Its last refusal, if it has not become effective beyond it.
    public var refusal: Refusal?
    public var refusedRevision = 0
    public var refusedAt: Timestamp?
    /// The revision that it crashed on.
    public var quarantinedRevision: Int?
    /// It acknowledged `held` for a revision that it does not serve yet.
    public var isHeld = false
    /// Broker timestamp of its last ack.
    public var acknowledgedAt: Timestamp?

    public init() {}

    /// Target revision minus effective revision, never negative.
    public var revisionLag: Int { max(0, targetRevision - effectiveRevision) }
}

/// The state of a worker, since when, and why, in one line for a human.
public struct MemberDecision: Hashable, Sendable {
    public var state: MemberState
    /// Broker time where there is one; the worker's own clock for `STALE` and `LOG_DIVERGED`, which only it can know.
    public var since: Timestamp?
    public var reason: String
}
