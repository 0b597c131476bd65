/// One place at which two values differ.
public struct ValueChange: Hashable, Sendable {
    public var pointer: JSONPointer
    /// What was there; nil if nothing was.
    public var old: JSONValue?
    /// What is there now; nil if nothing is.
    public var new: JSONValue?

    public init(pointer: JSONPointer, old: JSONValue?, new: JSONValue?) {
        self.pointer = pointer
        self.old = old
        self.new = new
    }
}

/// What differs between two values, for people to read.
public enum ValueDifference {
    /// The changed leaves, in canonical order of their paths: members by key, elements by index.
    ///
    /// What is wholly new or wholly gone is listed leaf by leaf too; an empty array or object is a leaf. Where a value
    /// changes its type, that is one change with both values whole. Elements of arrays are compared index by index: an
    /// insertion at the front shows as a change of every element.
    ///
    /// - Parameter limit: at most so many changes are listed; the rest is left out without being looked at.
    public static func changes(from old: JSONValue?, to new: JSONValue?, limit: Int = .max) -> [ValueChange] {
        var collector = ChangeCollector(limit: limit)
        collector.compare(old, new)
        return collector.changes
    }
}

private struct ChangeCollector {
    private(set) var changes: [ValueChange] = []
    private let limit: Int
    private var path: [String] = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func compare(_ old: JSONValue?, _ new: JSONValue?) {
        guard changes.count < limit else { return }
        switch (old, new) {
        case (.object(let old)?, .object(let new)?): compare(old, new)
        case (.array(let old)?, .array(let new)?): compare(old, new)
        case (nil, .object(let new)?) where !new.isEmpty: compare(JSONObject(), new)
        case (.object(let old)?, nil) where !old.isEmpty: compare(old, JSONObject())
        case (nil, .array(let new)?) where !new.isEmpty: compare([], new)
        case (.array(let old)?, nil) where !old.isEmpty: compare(old, [])
        default:
            if old != new { changes.append(ValueChange(pointer: JSONPointer(tokens: path), old: old, new: new)) }
        }
    }

    private mutating func compare(_ old: JSONObject, _ new: JSONObject) {
        for (key, old, new) in MemberPairs(old, new) {
            path.append(key)
            compare(old, new)
            path.removeLast()
        }
    }

    private mutating func compare(_ old: [JSONValue], _ new: [JSONValue]) {
        for index in 0..<max(old.count, new.count) {
            path.append(String(index))
            compare(
                index < old.count ? .some(old[index]) : .none, index < new.count ? .some(new[index]) : .none)
            path.removeLast()
        }
    }
}
