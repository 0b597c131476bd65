import TrelayCore
import TrelayCrypto

/// The revisions at which what a set of kinds projects to has changed, with the digest from there on.
///
/// Roles that consume the same kinds share a track. A revision that does not touch them makes no step, so a worker
/// that has the last step has all that it should have.
struct ProjectionTrack: Sendable {
    struct Step: Sendable {
        var revision: Int
        var digest: Digest
        /// Broker timestamp of the change; nil for the empty state before the first.
        var timestamp: Timestamp?
    }

    /// Nil: all kinds.
    let kinds: Set<String>?
    /// A role that consumes these kinds.
    let role: String
    private(set) var steps: BoundedHistory<Step>

    /// Starts with what `state` projects to.
    init(role: String, state: NamespaceState, maximumSteps: Int) {
        self.role = role
        kinds = Projection.kinds(ofRole: role)
        steps = BoundedHistory(maximum: maximumSteps)
        steps.append(
            Step(
                revision: state.revision, digest: Self.digest(of: state, role: role),
                timestamp: state.lastAccepted?.timestamp))
    }

    /// Takes the state after an accepted change set.
    mutating func advance(to state: NamespaceState, changes: [ResourceChange], at timestamp: Timestamp) {
        guard changes.contains(where: isConcerned(by:)) else { return }
        let digest = Self.digest(of: state, role: role)
        guard digest != steps.last?.digest else { return }
        steps.append(Step(revision: state.revision, digest: digest, timestamp: timestamp))
    }

    /// True when the change alters what these kinds project to.
    func isConcerned(by change: ResourceChange) -> Bool {
        change.changesValue && (kinds?.contains(change.key.kind) ?? true)
    }

    /// The last revision that changed the projection.
    var target: Int { steps.last?.revision ?? 0 }

    var digest: Digest? { steps.last?.digest }

    /// The last revision up to `revision` that changed the projection. A revision from before the history has to be
    /// taken as if it had.
    func target(at revision: Int) -> Int {
        step(at: revision)?.revision ?? revision
    }

    /// The digest of the projection at `revision`; nil when that is older than the history.
    func digest(at revision: Int) -> Digest? {
        step(at: revision)?.digest
    }

    /// Broker timestamp of the oldest change that a worker at `revision` lacks.
    func oldestMissing(after revision: Int) -> Timestamp? {
        let index = steps.prefixCount { $0.revision <= revision }
        return index < steps.count ? steps[index].timestamp : nil
    }

    /// The revision nearest below `revision` that had this digest.
    func revision(of digest: Digest, before revision: Int) -> Int? {
        steps.last { $0.digest == digest && $0.revision <= revision }?.revision
    }

    private func step(at revision: Int) -> Step? {
        let count = steps.prefixCount { $0.revision <= revision }
        return count > 0 ? steps[count - 1] : nil
    }

    private static func digest(of state: NamespaceState, role: String) -> Digest {
        Projection.project(state, role: role).resources.digest()
    }
}
