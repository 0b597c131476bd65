public import TrelayCore
public import TrelayFormat

/// Differences between values, in the manner of `diff -u`: a heading with the path of each change, what was in red with
/// `-`, what is in green with `+`. A text of several lines, such as a prompt, shows the lines of it that changed.
public enum DiffText {
    /// Of each resource; more are counted in one line.
    public static let usualMaximumLines = 200

    /// Differences within one value.
    public static func render(_ changes: [ValueChange], style: Style, width: Int) -> [String] {
        render(UnifiedDifference.lines(changes), style: style, width: width)
    }

    /// Lines of a difference.
    public static func render(_ lines: [UnifiedDifference.Line], style: Style, width: Int) -> [String] {
        lines.map { styled($0, indent: "").truncated(to: width).rendered(style) }
    }

    /// Differences between resources: a line for each resource, and below it those within.
    public static func render(
        _ changes: [ResourceChange], style: Style, width: Int, maximumLines: Int = usualMaximumLines
    ) -> [String] {
        changes.flatMap { lines($0, maximumLines) }.map { $0.truncated(to: width).rendered(style) }
    }

    /// One resource.
    public static func render(_ change: ResourceChange, style: Style, width: Int = .max) -> [String] {
        render([change], style: style, width: width)
    }

    static func lines(_ change: ResourceChange, _ maximum: Int) -> [StyledText] {
        let isNew = change.old == nil
        let isGone = change.new == nil
        let mark = isNew ? "+ " : isGone ? "- " : "~ "
        var title = StyledText(mark + change.key.description, isNew ? .good : isGone ? .bad : .strong)
        title.append(isNew ? " (new)" : isGone ? " (deleted)" : "", .dim)
        var found = UnifiedDifference.lines(from: change.old?.value, to: change.new?.value, maximumLines: maximum)
        // The title says already that it is the whole resource.
        if isNew || isGone, case .heading? = found.first { found.removeFirst() }
        return [title] + found.map { styled($0, indent: "    ") }
    }

    private static func styled(_ line: UnifiedDifference.Line, indent: String) -> StyledText {
        let tone: Tone =
            switch line {
            case .heading: .busy
            case .context: .dim
            case .removed: .bad
            case .added: .good
            }
        return StyledText(indent + line.description, tone)
    }
}
