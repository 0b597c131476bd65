public import TrelayCore
public import TrelayFormat

/// Differences between values, by path: what was in red with `-`, what is in green with `+`.
public enum DiffText {
    /// Differences within one value.
    public static func render(_ changes: [ValueChange], style: Style, width: Int) -> [String] {
        changes.flatMap { lines($0, indent: "") }.map { $0.truncated(to: width).rendered(style) }
    }

    /// Differences between resources: a line for each resource, and below it those within.
    ///
    /// - Parameter maximumChanges: of each resource; further ones are counted.
    public static func render(
        _ changes: [ResourceChange], style: Style, width: Int, maximumChanges: Int = 100
    ) -> [String] {
        changes.flatMap { lines($0, maximumChanges) }.map { $0.truncated(to: width).rendered(style) }
    }

    /// One resource.
    public static func render(_ change: ResourceChange, style: Style, width: Int = .max) -> [String] {
        render([change], style: style, width: width)
    }

    private static func lines(_ change: ResourceChange, _ maximum: Int) -> [StyledText] {
        let isNew = change.old == nil
        let isGone = change.new == nil
        let mark = isNew ? "+ " : isGone ? "- " : "~ "
        var title = StyledText(mark + change.key.description, isNew ? .good : isGone ? .bad : .strong)
        title.append(isNew ? " (new)" : isGone ? " (deleted)" : "", .dim)
        // One more than is shown tells whether there are more.
        let found = change.valueChanges(limit: maximum + 1)
        var lines = [title] + found.prefix(maximum).flatMap { Self.lines($0, indent: "    ") }
        if found.count > maximum { lines.append(StyledText("    … more than \(maximum) differences", .dim)) }
        return lines
    }

    private static func lines(_ change: ValueChange, indent: String) -> [StyledText] {
        let path = change.pointer.description
        let name = path.isEmpty ? "(whole value)" : path
        var lines: [StyledText] = []
        if let old = change.old { lines.append(StyledText("\(indent)- \(name): \(old.canonicalString())", .bad)) }
        if let new = change.new { lines.append(StyledText("\(indent)+ \(name): \(new.canonicalString())", .good)) }
        return lines
    }
}
