public import TrelayCore
import TrelayFormat

/// Computes the change set that brings a namespace back to an earlier state.
///
/// It is an ordinary change set: based on the current revision, and carrying the digest of the state that it returns
/// to, so that the fold proves the way back.
public enum RollbackPlanner {
    /// - Parameters:
    ///   - current: the state now.
    ///   - target: the earlier state.
    /// - Returns: nil when there is nothing to do: the contents are equal.
    public static func plan(
        from current: NamespaceState, to target: NamespaceState, id: String, author: String, reason: String
    ) -> ChangeSet? {
        var changes: [Change] = []
        for (key, wanted) in target.resources where current.resources[key]?.digest != wanted.digest {
            changes.append(Change(operation: .put, key: key, value: wanted.value))
        }
        for (key, _) in current.resources where target.resources[key] == nil {
            changes.append(Change(operation: .delete, key: key, value: nil))
        }
        guard !changes.isEmpty else { return nil }
        return ChangeSet(
            namespace: current.namespace, id: id, author: author, reason: reason,
            base: ChangeSet.Base(revision: current.revision, digest: nil), expect: target.digest(), changes: changes)
    }
}
