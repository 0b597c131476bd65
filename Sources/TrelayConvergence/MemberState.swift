public import TrelayCore

/// The states of a (worker, namespace): a closed list. `MemberFacts.decide()` documents which one wins.
public enum MemberState: Hashable, Sendable {
    /// Serves what its role ought to serve, proven by the digest of its live state.
    case current
    /// Is working on it; the pipeline's stage, or `starting`, `catchingUp`, `prepared`, `unverified`.
    case applying(stage: String)
    /// Has not what it should have, and is not known to work on it.
    case lagging(revisions: Int, milliseconds: Int64)
    /// Waits by policy: never shown as lag.
    case held
    /// Refused a revision; the code of the refusal and the path of the offending key.
    case nacked(code: String, path: String)
    /// Its live digest is not the projected one at its revision; `key` when it can be told which resource differs.
    case diverged(key: ResourceKey?, revision: Int)
    /// Crashed on this revision and will not try it again by itself.
    case quarantined(revision: Int)
    /// The log is not the one that it had read: it stopped applying.
    case logDiverged
    /// Serves its last-known-good configuration, out of reach of the broker.
    case stale(since: Timestamp)
    /// No lease within three heartbeats.
    case silent(since: Timestamp)
    /// Expected, and no word from it yet.
    case neverSeen
    /// Left in good order.
    case retired
}

extension MemberState {
    /// The names of the states, without what they carry, in the order in which screens list them: worst first.
    public enum Name: String, CaseIterable, Hashable, Sendable {
        case diverged = "DIVERGED"
        case logDiverged = "LOG_DIVERGED"
        case quarantined = "QUARANTINED"
        case nacked = "NACKED"
        case silent = "SILENT"
        case neverSeen = "NEVER_SEEN"
        case stale = "STALE"
        case lagging = "LAGGING"
        case applying = "APPLYING"
        case held = "HELD"
        case current = "CURRENT"
        case retired = "RETIRED"
    }

    public var name: Name {
        switch self {
        case .current: .current
        case .applying: .applying
        case .lagging: .lagging
        case .held: .held
        case .nacked: .nacked
        case .diverged: .diverged
        case .quarantined: .quarantined
        case .logDiverged: .logDiverged
        case .stale: .stale
        case .silent: .silent
        case .neverSeen: .neverSeen
        case .retired: .retired
        }
    }
}
