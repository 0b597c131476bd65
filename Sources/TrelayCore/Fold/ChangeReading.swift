import TrelayFormat

/// What can be found out about one change without the state that it is for. It is most of the work, and any thread can
/// do it beforehand.
struct ChangeReading: Sendable {
    /// What a `put` brings.
    struct Value: Sendable {
        /// What the built-in schema of the kind has against it.
        var fault: ValueFault?

        init(_ value: JSONValue, of kind: ResourceKind?) {
            fault = kind?.fault(in: value)
        }
    }

    /// Where the resource stands in a map of resources.
    var path: ResourcePath
    /// Nil unless it is a `put`: a patch has no value before it is applied, a delete has none at all.
    var value: Value?

    init(_ change: Change) {
        path = ResourcePath(change.key)
        guard change.operation == .put else { return }
        let kind = ResourceKind.named(change.key.kind).flatMap { $0.isEnforced ? $0 : nil }
        value = Value(change.value ?? .null, of: kind)
    }

    /// The readings of all changes; none of a change set that has too many, which is refused before they are looked at.
    static func all(of changeSet: ChangeSet, _ limits: FoldLimits) -> [ChangeReading] {
        guard changeSet.changes.count <= limits.maximumChanges else { return [] }
        return changeSet.changes.map { ChangeReading($0) }
    }
}
