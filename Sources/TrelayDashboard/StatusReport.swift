public import TrelayConvergence
public import TrelayCore
import TrelayCrypto

/// The text of `trelay status`: the fleet in a few lines, a matrix of roles and states, a line per worker.
public enum StatusReport {
    /// - Parameter width: columns of the terminal; no line is wider.
    /// - Returns: lines without line ends.
    public static func render(_ view: FleetView, style: Style, width: Int) -> [String] {
        var lines = summary(view).map { $0.truncated(to: width).rendered(style) }
        if !view.roles.isEmpty {
            lines += [""] + roleTable(view).render(style: style, width: width)
        }
        if !view.members.isEmpty {
            lines += [""] + workers(view, width: width).map { $0.truncated(to: width).rendered(style) }
        }
        return lines
    }

    /// Everything about one worker, and how its state was decided: `trelay status --why`.
    ///
    /// - Parameter now: the moment of the view.
    public static func explain(
        _ member: MemberView, at now: Timestamp, style: Style, width: Int = defaultWidth
    ) -> [String] {
        WhyReport.render(member, at: now, style: style, width: width)
    }

    /// For callers that do not know the terminal: wide enough for two digests.
    public static let defaultWidth = 160

    /// What is to be said of the fleet as a whole, and of what could not be read.
    static func summary(_ view: FleetView) -> [StyledText] {
        var title = StyledText(view.namespace, .strong)
        title.append(" at revision \(view.revision) · sha256:\(view.digest.short)")
        var lines = [title, headline(view)]
        lines += notices(view)
        return lines
    }

    static func headline(_ view: FleetView) -> StyledText {
        let isConverged = view.expected > 0 && view.current == view.expected
        var line = StyledText(Wording.convergence(view), isConverged ? .good : .warning)
        guard view.expected > 0 else { return line }
        line.append(" · lag up to \(Wording.duration(milliseconds: view.maximumLagMilliseconds))")
        line.append(" · debt \(Wording.debt(milliseconds: view.debtMilliseconds))")
        return line
    }

    static func notices(_ view: FleetView) -> [StyledText] {
        var lines: [StyledText] = []
        if view.isOpen {
            lines.append(
                StyledText("open namespace: changes are not signed, whoever may write to the topic may change it", .dim)
            )
        }
        let counters = view.counters
        if counters.rejectedChanges > 0 {
            let rejected = Wording.count(counters.rejectedChanges, "change")
            lines.append(StyledText("\(rejected) rejected: see trelay history", .warning))
        }
        let undecodable = counters.undecodableAcks + counters.undecodableLeases
        if undecodable > 0 {
            let last = counters.lastUndecodable.map { "; the last: \($0)" } ?? ""
            lines.append(
                StyledText(
                    "\(Wording.count(counters.undecodableAcks, "ack")) and "
                        + "\(Wording.count(counters.undecodableLeases, "lease")) could not be read\(last)", .warning))
        }
        if counters.droppedWorkers > 0 {
            lines.append(StyledText("words of further workers were dropped: \(counters.droppedWorkers)", .warning))
        }
        return lines
    }

    private static func roleTable(_ view: FleetView) -> TextTable {
        let names = MemberState.Name.allCases.reversed().filter { name in
            name == .current || view.roles.contains { $0.states[name, default: 0] > 0 }
        }
        var table = TextTable(
            [.init("ROLE", shrinksTo: 6), .init("EXPECTED", alignsRight: true)]
                + names.map { .init($0.rawValue, alignsRight: true) }
                + [.init("TARGET", alignsRight: true), .init("DIGEST")])
        for role in view.roles {
            let counts = names.map { name -> StyledText in
                let count = role.states[name, default: 0]
                return count == 0 ? StyledText("·", .dim) : StyledText(String(count), name.tone)
            }
            table.add(
                [StyledText(role.role), StyledText(String(role.expected))] + counts
                    + [StyledText(String(role.targetRevision)), StyledText(role.digest?.short ?? "–", .dim)])
        }
        return table
    }

    /// The reasons stand in the table if it has room for them, else below it: they are never cut.
    private static func workers(_ view: FleetView, width: Int) -> [StyledText] {
        var table = workerTable(view)
        guard table.naturalWidth > width else { return table.lines(width: width) }
        table.columns.removeLast()
        var lines = table.lines(width: width)
        let explained = view.members.filter { !reason($0).isEmpty }
        for member in explained.prefix(maximumReasons) {
            let text = TerminalText.sanitized("\(member.worker): \(reason(member))")
            for (index, part) in TerminalText.wrapped(text, to: max(width - 4, 16)).enumerated() {
                lines.append(StyledText((index == 0 ? "  " : "    ") + part, .dim))
            }
        }
        if explained.count > maximumReasons {
            lines.append(StyledText("  and \(explained.count - maximumReasons) more: trelay status --why WORKER", .dim))
        }
        return lines
    }

    /// Reasons that stand below the table.
    private static let maximumReasons = 20

    private static func workerTable(_ view: FleetView) -> TextTable {
        var table = TextTable([
            .init("WORKER", shrinksTo: 8), .init("ROLE", shrinksTo: 6), .init("STATE", shrinksTo: 10),
            .init("REVISION", alignsRight: true), .init("LAG"), .init("DIGEST"), .init("SINCE"),
            .init("REASON", shrinksTo: 0),
        ])
        for member in view.members {
            table.add([
                StyledText(member.worker, member.isExpected ? .plain : .dim), StyledText(member.role),
                StyledText(member.state.name.rawValue, member.state.name.tone),
                StyledText(String(member.facts.effectiveRevision)), StyledText(Wording.lag(member)),
                StyledText(member.facts.liveDigest?.short ?? "–", .dim),
                StyledText(Wording.ago(member.since, at: view.at)), StyledText(reason(member), .dim),
            ])
        }
        return table
    }

    /// A worker that is as it should be needs no words.
    private static func reason(_ member: MemberView) -> String {
        let note = member.isExpected || member.state == .retired ? "" : "not expected; "
        return note + (member.state == .current ? "" : member.reason)
    }
}
