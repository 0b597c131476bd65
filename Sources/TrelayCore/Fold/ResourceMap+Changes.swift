extension ResourceMap {
    /// What differs from this map to `next`, in key order. Entries are compared by the digest of their value.
    public func changes(to next: ResourceMap) -> [ResourceChange] {
        var changes: [ResourceChange] = []
        for (key, old) in self {
            let new = next[key]
            if new?.digest != old.digest { changes.append(ResourceChange(key: key, old: old, new: new)) }
        }
        for (key, new) in next where self[key] == nil {
            changes.append(ResourceChange(key: key, old: nil, new: new))
        }
        return changes.sorted { $0.key < $1.key }
    }
}
