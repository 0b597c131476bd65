public import TrelayConvergence
public import TrelayCore

/// The text of `trelay history`: the change records, with what became of each.
public enum HistoryTable {
    /// - Parameters:
    ///   - changes: in the order in which they are to be shown.
    ///   - now: for *12 s ago*; the broker's time.
    public static func render(_ changes: [PublishedChange], at now: Timestamp, style: Style, width: Int) -> [String] {
        guard !changes.isEmpty else { return ["no change was published yet"] }
        return table(changes, at: now).render(style: style, width: width)
    }

    static func table(_ changes: [PublishedChange], at now: Timestamp) -> TextTable {
        var table = TextTable([
            .init("REVISION", alignsRight: true), .init("WHEN"), .init("AUTHOR", shrinksTo: 8),
            .init("OUTCOME", shrinksTo: 10), .init("RESOURCES", shrinksTo: 9), .init("REASON", shrinksTo: 0),
        ])
        for change in changes {
            table.add([
                StyledText(change.revision.map { String($0) } ?? "–"),
                StyledText(Wording.ago(change.timestamp, at: now)),
                StyledText(change.author ?? "unknown"), outcome(change), StyledText(resources(change)),
                StyledText(change.rejection?.message ?? change.reason ?? "", .dim),
            ])
        }
        return table
    }

    static func outcome(_ change: PublishedChange) -> StyledText {
        guard let rejection = change.rejection else { return StyledText("accepted", .good) }
        return StyledText("rejected \(rejection.code.rawValue)", .bad)
    }

    /// The first resources by name, the others by number.
    static func resources(_ change: PublishedChange) -> String {
        guard !change.keys.isEmpty else { return "–" }
        let shown = change.keys.prefix(3).map(\.description).joined(separator: ", ")
        return change.keys.count > 3 ? shown + " and \(change.keys.count - 3) more" : shown
    }
}
