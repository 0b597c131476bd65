/// The sentences of changes. Each is built from what is known and what the target asks: if the target is the new
/// schema, the known one is the old, and otherwise the other way round. Both ways lead to the same sentence where both
/// sides are broken by the same change.
enum Wording {
    static let unproven = "cannot be shown to be compatible: "

    /// - Parameters:
    ///   - known: what the other version says; nil for nothing.
    ///   - asked: what the target says.
    static func change(_ keyword: String, _ known: String?, _ asked: String, _ target: SchemaVersion) -> String {
        guard let known else { return "\(keyword) \(asked) is " + (target == .new ? "added" : "removed") }
        return target == .new
            ? "\(keyword) changes from \(known) to \(asked)" : "\(keyword) changes from \(asked) to \(known)"
    }

    /// One keyword in place of another.
    static func replacement(_ known: String, _ asked: String, _ target: SchemaVersion) -> String {
        target == .new ? "\(known) changes to \(asked)" : "\(asked) changes to \(known)"
    }

    static func pattern(_ known: [String], _ asked: String, _ target: SchemaVersion) -> String {
        let asked = SyntaxHint.quoted(asked)
        guard !known.isEmpty else { return change("pattern", nil, asked, target) }
        return unproven + change("pattern", ValueText.list(known.map(SyntaxHint.quoted), or: "and"), asked, target)
    }

    static func value(_ value: JSONValue, _ target: SchemaVersion) -> String {
        let value = ValueText.brief(value)
        return target == .new ? "\(value) is no longer accepted" : "\(value) is accepted now, and was not"
    }

    static func rejection(_ target: SchemaVersion) -> String {
        target == .new ? "no value is accepted here any more" : "values are accepted here now, and none was"
    }

    static func required(_ key: String, _ target: SchemaVersion) -> String {
        let key = SyntaxHint.quoted(key)
        return target == .new ? "the property \(key) becomes required" : "the property \(key) is no longer required"
    }

    /// A property that only the target names.
    static func openProperty(_ key: String, _ target: SchemaVersion) -> String {
        let key = SyntaxHint.quoted(key)
        return target == .new
            ? "the property \(key) is added with a schema, while the old schema accepts other values there"
            : "the property \(key) is removed, and the new schema accepts other values there"
    }

    /// A property that only the known version names.
    static func closedProperty(_ key: String, _ target: SchemaVersion) -> String {
        let key = SyntaxHint.quoted(key)
        return target == .new
            ? "the property \(key) is removed, and the new schema does not accept all its values"
            : "the property \(key) is added, and the old schema does not accept all its values"
    }

    static func closed(_ target: SchemaVersion) -> String {
        target == .new
            ? "properties that are not named are no longer accepted"
            : "properties that are not named are accepted now, and were not"
    }

    static func dependency(_ key: String, on other: String, _ target: SchemaVersion) -> String {
        let (key, other) = (SyntaxHint.quoted(key), SyntaxHint.quoted(other))
        return target == .new
            ? "the property \(other) now requires \(key)" : "the property \(other) no longer requires \(key)"
    }

    static func noAlternative(_ keyword: String, _ target: SchemaVersion) -> String {
        unproven + "no alternative of \(keyword) accepts every value that the \(other(target)) schema accepts, "
            + "as far as can be seen"
    }

    /// An alternative of the version that is not the target.
    static func alternative(_ target: SchemaVersion) -> String {
        unproven + "the \(target) schema may refuse values that the \(other(target)) one accepts by this alternative"
    }

    static func unproven(_ keyword: String, _ target: SchemaVersion) -> String {
        unproven + "what the \(target) schema asks with \(keyword) does not follow from the \(other(target)) one"
    }

    private static func other(_ version: SchemaVersion) -> SchemaVersion {
        version == .new ? .old : .new
    }
}
