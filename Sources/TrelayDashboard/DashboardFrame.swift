public import TrelayConvergence
import TrelayCore
import TrelayCrypto

/// How the rows of the screen are shared between workers and changes.
struct DashboardLayout {
    /// Title, bar, lag, notice, table header, and the footer.
    private static let fixedRows = 6
    private static let maximumChangeRows = 6

    let workerRows: Int
    /// Without their own header line.
    let changeRows: Int

    init(view: FleetView, size: DashboardSize) {
        let free = max(1, size.rows - Self.fixedRows)
        let wanted = min(view.recentChanges.count, Self.maximumChangeRows, max(0, (free - 1) / 3))
        changeRows = wanted
        workerRows = max(1, free - (wanted > 0 ? wanted + 1 : 0))
    }
}

/// Draws the full-screen dashboard: pure text, one string per row of the terminal.
public enum DashboardFrame {
    /// - Returns: exactly as many lines as the terminal has rows, none wider than its columns.
    public static func render(
        _ model: DashboardModel, view: FleetView, size: DashboardSize, style: Style
    ) -> [String] {
        guard !size.isTooSmall else { return tooSmall(size) }
        let lines: [StyledText] =
            switch model.screen {
            case .fleet: fleet(model, view, size)
            case .worker(let worker, let scroll): detail(worker, scroll, view, size)
            case .help: help(size)
            }
        return lines.prefix(size.rows).map { $0.truncated(to: size.columns).rendered(style) }
    }

    private static func tooSmall(_ size: DashboardSize) -> [String] {
        let text = "trelay needs \(DashboardSize.minimum.columns)x\(DashboardSize.minimum.rows)"
        let lines = [text] + Array(repeating: "", count: max(0, size.rows - 1))
        return lines.prefix(max(0, size.rows)).map { TerminalText.truncated($0, to: size.columns) }
    }

    private static func fleet(_ model: DashboardModel, _ view: FleetView, _ size: DashboardSize) -> [StyledText] {
        let layout = DashboardLayout(view: view, size: size)
        var lines = [title(view), bar(view, size), lag(model, view, size), notice(model, view)]
        lines += workers(model, view, size, height: layout.workerRows)
        if layout.changeRows > 0 { lines += changes(view, size, height: layout.changeRows) }
        return filled(lines, to: size.rows - 1) + [footer(model)]
    }

    private static func title(_ view: FleetView) -> StyledText {
        var line = StyledText("trelay ", .dim)
        line.append(view.namespace, .strong)
        // Without a trust root anyone may change the namespace: every status screen says so.
        if view.isOpen { line.append(" (open)", .warning) }
        line.append(" · revision \(view.revision) · sha256:\(view.digest.short) · ")
        line.append(time(view), .dim)
        return line
    }

    /// The time of day: the date is on everybody's own screen.
    private static func time(_ view: FleetView) -> String {
        String(view.at.description.dropFirst(11).prefix(8)) + "Z"
    }

    private static func bar(_ view: FleetView, _ size: DashboardSize) -> StyledText {
        let isConverged = view.expected > 0 && view.current == view.expected
        var line = StyledText(Wording.convergence(view), isConverged ? .good : .warning).padded(to: 34)
        line.append(" ")
        line.append(Meters.bar(view.ratio, columns: max(10, size.columns - line.width - 1)))
        return line
    }

    private static func lag(_ model: DashboardModel, _ view: FleetView, _ size: DashboardSize) -> StyledText {
        var line = StyledText("lag ", .dim)
        line.append(Wording.duration(milliseconds: view.maximumLagMilliseconds))
        line.append(" · debt \(Wording.debt(milliseconds: view.debtMilliseconds))", .dim)
        line = line.padded(to: 34)
        line.append(" ")
        line.append(
            Meters.sparkline(model.lags, columns: min(model.lags.count, max(0, size.columns - line.width))), .busy)
        return line
    }

    /// One line only: the broker that is away, else why the worker under the cursor is not as it should be, else what
    /// is to be said of the fleet.
    private static func notice(_ model: DashboardModel, _ view: FleetView) -> StyledText {
        guard model.isConnected else {
            return StyledText("the broker is out of reach: this was known at \(time(view))", .bad)
        }
        let rows = model.rows(of: view)
        if !rows.isEmpty {
            let member = rows[model.selectedIndex(in: rows)]
            if member.state != .current { return StyledText("\(member.worker): \(member.reason)", .dim) }
        }
        return StatusReport.notices(view).last ?? StyledText()
    }

    private static func workers(
        _ model: DashboardModel, _ view: FleetView, _ size: DashboardSize, height: Int
    ) -> [StyledText] {
        let rows = model.rows(of: view)
        let first = model.firstRow(in: rows, height: height)
        let shown = rows.dropFirst(first).prefix(height)
        let cursor = model.selectedIndex(in: rows)
        var table = TextTable(columns(for: size))
        for member in shown { table.add(cells(member, model, view)) }
        let lines = table.lines(width: size.columns - 2)
        var result = [StyledText("  ") + lines[0]]
        for (index, line) in lines.dropFirst().enumerated() {
            let isSelected = first + index == cursor
            // The row's own colours would shine through the inverted ones.
            result.append(isSelected ? ("› " + line).toned(.selected) : "  " + line)
        }
        if rows.isEmpty {
            result.append(StyledText(view.members.isEmpty ? "  no worker yet" : "  no worker matches", .dim))
        }
        return filled(result, to: height + 1)
    }

    private static func columns(for size: DashboardSize) -> [TextTable.Column] {
        let all: [TextTable.Column] = [
            .init("WORKER", shrinksTo: 8), .init("ROLE", shrinksTo: 6), .init("STATE", shrinksTo: 11),
            .init("REV", alignsRight: true), .init("TREND"), .init("SINCE"),
            .init("LAG", shrinksTo: 0), .init("DIGEST", shrinksTo: 0),
        ]
        if size.columns >= 110 { return all }
        return Array(all.prefix(size.columns >= 90 ? 7 : 6))
    }

    private static func cells(_ member: MemberView, _ model: DashboardModel, _ view: FleetView) -> [StyledText] {
        [
            StyledText(member.worker, member.isExpected ? .plain : .dim), StyledText(member.role),
            StyledText(Wording.shortState(member.state), member.state.name.tone),
            StyledText(String(member.facts.effectiveRevision)),
            StyledText(Meters.sparkline(model.trends[member.worker] ?? [], columns: 8), .dim),
            StyledText(Wording.ago(member.since, at: view.at)), StyledText(Wording.lag(member)),
            StyledText(member.facts.liveDigest?.short ?? "–", .dim),
        ]
    }

    private static func changes(_ view: FleetView, _ size: DashboardSize, height: Int) -> [StyledText] {
        var table = TextTable([
            .init("CHANGE", alignsRight: true), .init("WHEN"), .init("OUTCOME", shrinksTo: 10),
            .init("SPREAD"), .init("AUTHOR", shrinksTo: 6), .init("RESOURCES", shrinksTo: 0),
            .init("REASON", shrinksTo: 0),
        ])
        for recent in view.recentChanges.prefix(height) { table.add(row(recent, at: view.at)) }
        return table.lines(width: size.columns - 2).map { "  " + $0 }
    }

    private static func row(_ recent: ChangeView, at now: Timestamp) -> [StyledText] {
        let change = recent.change
        return [
            StyledText(change.revision.map { "r\($0)" } ?? "–"), StyledText(Wording.ago(change.timestamp, at: now)),
            HistoryTable.outcome(change), spread(recent.propagation), StyledText(change.author ?? "unknown", .dim),
            StyledText(HistoryTable.resources(change), .dim),
            StyledText(change.rejection?.message ?? change.reason ?? "", .dim),
        ]
    }

    /// How many of those that it concerns have it, and how long all took.
    private static func spread(_ propagation: Propagation?) -> StyledText {
        guard let propagation, propagation.expected > 0 else { return StyledText("–", .dim) }
        let isDone = propagation.effective == propagation.expected
        let time = propagation.toAll.map { " in \(Wording.duration(milliseconds: $0))" } ?? ""
        return StyledText("\(propagation.effective)/\(propagation.expected)\(time)", isDone ? .good : .warning)
    }

    private static func footer(_ model: DashboardModel) -> StyledText {
        if model.isTypingFilter {
            var line = StyledText("/" + model.filter, .strong)
            line.append("█  Enter keeps it, Esc clears it", .dim)
            return line
        }
        let filter = model.filter.isEmpty ? "" : "filter: \(model.filter) (Esc clears) · "
        return StyledText(filter + "↑↓ select · Enter details · / filter · ? help · q quit", .dim)
    }

    private static func detail(
        _ worker: String, _ scroll: Int, _ view: FleetView, _ size: DashboardSize
    ) -> [StyledText] {
        let lines =
            view.member(worker).map { WhyReport.lines($0, at: view.at, width: size.columns) }
            ?? [StyledText("\(worker) is no longer in the view", .warning)]
        let shown = Array(lines.dropFirst(min(max(0, scroll), max(0, lines.count - 1))).prefix(size.rows - 1))
        return filled(shown, to: size.rows - 1) + [StyledText("↑↓ scroll · Esc back · ? help", .dim)]
    }

    private static func help(_ size: DashboardSize) -> [StyledText] {
        let keys = [
            ("↑ ↓ k j", "select a worker"), ("PgUp PgDn", "a page up or down"), ("g G", "first and last"),
            ("Enter", "all about the worker, and why it is in its state"),
            ("/", "filter by name, role, state or label"), ("Esc", "clear the filter, go back"),
            ("Ctrl-L", "draw the screen again"), ("q Ctrl-C", "quit"),
        ]
        var lines = [StyledText("Keys", .strong), StyledText()]
        for (key, meaning) in keys { lines.append(StyledText("  " + key, .busy).padded(to: 14) + StyledText(meaning)) }
        lines += [StyledText(), StyledText("Lag and SINCE are measured between timestamps of the broker.", .dim)]
        return filled(lines, to: size.rows - 1) + [StyledText("any key: back", .dim)]
    }

    private static func filled(_ lines: [StyledText], to count: Int) -> [StyledText] {
        Array(lines.prefix(count)) + Array(repeating: StyledText(), count: max(0, count - lines.count))
    }
}

extension StyledText {
    static func + (left: StyledText, right: StyledText) -> StyledText {
        var result = left
        result.append(right)
        return result
    }
}
