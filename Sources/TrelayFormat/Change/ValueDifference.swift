/// One place at which two values differ.
public struct ValueChange: Hashable, Sendable {
    /// The place in the new value, or in the old one if nothing is there now.
    public var pointer: JSONPointer
    /// The place in the old value; another than `pointer` if elements of an array before it were inserted or removed.
    /// If nothing was there, it is `pointer`.
    public var oldPointer: JSONPointer
    /// What was there; nil if nothing was.
    public var old: JSONValue?
    /// What is there now; nil if nothing is.
    public var new: JSONValue?

    /// - Parameter oldPointer: nil if it is the same as `pointer`.
    public init(pointer: JSONPointer, oldPointer: JSONPointer? = nil, old: JSONValue?, new: JSONValue?) {
        self.pointer = pointer
        self.oldPointer = oldPointer ?? pointer
        self.old = old
        self.new = new
    }
}

/// What differs between two values, for people to read.
public enum ValueDifference {
    /// The changed leaves, in canonical order of their paths: members by key, elements in their order.
    ///
    /// What is wholly new or wholly gone is listed leaf by leaf too; an empty array or object is a leaf. Where a value
    /// changes its type, that is one change with both values whole.
    ///
    /// An element that is inserted into an array, or removed from it, is listed as that, and not as a change of all that
    /// follow. Elements that changed are found by their likeness. The work for that is bounded: in arrays with more than
    /// about a thousand insertions and removals, elements are compared index by index.
    ///
    /// - Parameter limit: at most so many changes are listed; the rest is left out without being looked at.
    public static func changes(from old: JSONValue?, to new: JSONValue?, limit: Int = .max) -> [ValueChange] {
        changes(from: old, to: new, limit: limit, listsLeaves: true)
    }

    /// - Parameter listsLeaves: whether what is wholly new or wholly gone is listed leaf by leaf; otherwise it is one
    ///   change.
    static func changes(from old: JSONValue?, to new: JSONValue?, limit: Int, listsLeaves: Bool) -> [ValueChange] {
        var collector = ChangeCollector(limit: limit, listsLeaves: listsLeaves)
        collector.compare(old, new)
        return collector.changes
    }
}

private struct ChangeCollector {
    private(set) var changes: [ValueChange] = []
    private let limit: Int
    private let listsLeaves: Bool
    /// The place in the new value and the one in the old value. They have the same length.
    private var path: [String] = []
    private var oldPath: [String] = []
    private var budget = ChangeBudget()

    init(limit: Int, listsLeaves: Bool) {
        self.limit = limit
        self.listsLeaves = listsLeaves
    }

    mutating func compare(_ old: JSONValue?, _ new: JSONValue?) {
        guard changes.count < limit else { return }
        switch (old, new) {
        case (.object(let old)?, .object(let new)?): compare(old, new)
        case (.array(let old)?, .array(let new)?): compare(old, new)
        case (nil, .object(let new)?) where listsLeaves && !new.isEmpty: compare(JSONObject(), new)
        case (.object(let old)?, nil) where listsLeaves && !old.isEmpty: compare(old, JSONObject())
        case (nil, .array(let new)?) where listsLeaves && !new.isEmpty: compare([], new)
        case (.array(let old)?, nil) where listsLeaves && !old.isEmpty: compare(old, [])
        default:
            if old != new { add(old, new) }
        }
    }

    private mutating func add(_ old: JSONValue?, _ new: JSONValue?) {
        let pointer = JSONPointer(tokens: new == nil ? oldPath : path)
        changes.append(
            ValueChange(
                pointer: pointer, oldPointer: old == nil ? pointer : JSONPointer(tokens: oldPath), old: old, new: new))
    }

    private mutating func compare(_ old: JSONObject, _ new: JSONObject) {
        for (key, old, new) in MemberPairs(old, new) { compare(old, at: key, new, at: key) }
    }

    private mutating func compare(_ old: [JSONValue], _ new: [JSONValue]) {
        for step in ArrayAlignment.steps(old, new, &budget) {
            guard changes.count < limit else { return }
            switch step {
            case .equal: break
            case .changed(let oldIndex, let newIndex):
                compare(old[oldIndex], at: String(oldIndex), new[newIndex], at: String(newIndex))
            case .removed(let index): compare(old[index], at: String(index), nil, at: String(index))
            case .added(let index): compare(nil, at: String(index), new[index], at: String(index))
            }
        }
    }

    private mutating func compare(
        _ old: JSONValue?, at oldToken: String, _ new: JSONValue?, at newToken: String
    ) {
        path.append(newToken)
        oldPath.append(oldToken)
        compare(old, new)
        path.removeLast()
        oldPath.removeLast()
    }
}
