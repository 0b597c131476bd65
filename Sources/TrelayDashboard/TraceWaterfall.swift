public import TrelayConvergence
import TrelayCore

/// The text of `trelay trace`: from the publisher over the broker to every worker, slowest first, and where the time went.
///
/// A worker's stages are measured by its own clock, and how long after the change its ack stood in the log by the
/// broker's: what is left of the latter is the way to the worker and the ack's way back. The bar ends where the ack was
/// appended; the stages are drawn up to there, and the dots before them are the way.
public enum TraceWaterfall {
    static let maximumRows = 50
    /// Bars are not drawn wider when there is more room.
    private static let maximumWidth = 200

    public static func render(_ trace: ChangeTrace, style: Style, width: Int) -> [String] {
        var lines = header(trace, width: width)
        if trace.change.revision != nil {
            lines += [""] + rows(trace, width: width)
        }
        return lines.map { $0.truncated(to: width).rendered(style) }
    }

    // MARK: - The change as a whole

    private static func header(_ trace: ChangeTrace, width: Int) -> [StyledText] {
        let change = trace.change
        var title = StyledText(change.revision.map { "revision \($0)" } ?? "rejected change", .strong)
        title.append(" by \(change.author ?? "unknown")")
        if let reason = change.reason, !reason.isEmpty { title.append(": \(reason)") }
        var lines = [title]
        if let rejection = change.rejection {
            lines += TerminalText.wrapped(rejection.description, to: width).map { StyledText($0, .bad) }
        }
        lines.append(StyledText("event \(change.eventID ?? "without id") · trace \(change.traceID ?? "none")", .dim))
        lines.append(publication(trace))
        if change.revision != nil { lines += summary(trace) }
        return lines
    }

    private static func publication(_ trace: ChangeTrace) -> StyledText {
        let change = trace.change
        let place = "partition \(change.partition) offset \(change.offset)"
        guard change.publishedAt != nil else { return StyledText("in the log at \(change.timestamp), \(place)") }
        return StyledText(
            "published at \(trace.startedAt), in the log \(Wording.duration(milliseconds: trace.publishMilliseconds)) "
                + "later (\(place))")
    }

    private static func summary(_ trace: ChangeTrace) -> [StyledText] {
        let answered = trace.rows.count { $0.propagation != nil }
        let all = Wording.count(trace.rows.count, "worker")
        var lines: [StyledText] = []
        if let slowest = trace.rows.first(where: { $0.propagation != nil }), let spread = trace.spread {
            var line = StyledText("\(answered) of \(all) answered", answered == trace.rows.count ? .good : .warning)
            line.append(", the slowest \(Wording.duration(milliseconds: spread)) after the log had it")
            if let time = Breakdown(slowest) { line.append(": \(time.sentence)") }
            lines.append(line)
        } else {
            lines.append(StyledText("no answer yet from \(all)", .warning))
        }
        if trace.isPartial {
            lines.append(StyledText("older acks are no longer known; rows may be missing", .warning))
        }
        return lines
    }

    /// Where the time of one worker went.
    private struct Breakdown {
        /// Nanoseconds.
        var work: UInt64
        var way: UInt64
        var longest: StageDuration?

        init?(_ row: ChangeTrace.Row) {
            guard let propagation = row.propagation else { return nil }
            work = row.stages.reduce(0) { $0 &+ $1.nanoseconds }
            let whole = UInt64(clamping: propagation).multipliedReportingOverflow(by: 1_000_000)
            way = (whole.overflow ? .max : whole.partialValue) - min(work, whole.overflow ? .max : whole.partialValue)
            longest = row.stages.max { $0.nanoseconds < $1.nanoseconds }
        }

        /// The share of the whole that was work.
        var share: Double {
            let whole = Double(work) + Double(way)
            return whole > 0 ? Double(work) / whole : 1
        }

        var sentence: String {
            let stage = longest.map { share > 0.1 ? ", most of it \($0.name)" : "" } ?? ""
            return
                "\(Wording.duration(nanoseconds: way)) on the way, \(Wording.duration(nanoseconds: work)) at work\(stage)"
        }
    }

    // MARK: - The workers

    private static func rows(_ trace: ChangeTrace, width: Int) -> [StyledText] {
        let scale = max(trace.spread ?? 1, 1)
        let shown = trace.rows.prefix(maximumRows)
        var table = TextTable([
            .init("WORKER", shrinksTo: 8), .init("ROLE", shrinksTo: 6), .init("OUTCOME"),
            .init("AFTER", alignsRight: true), .init("ON THE WAY", alignsRight: true),
            .init("AT WORK", alignsRight: true),
        ])
        for row in shown { table.add(figures(row)) }
        // The bars take what the figures leave.
        let columns = min(max(min(width, maximumWidth) - table.naturalWidth - TextTable.gap, 8), 60)
        var charted = TextTable(
            table.columns + [.init("0 … \(Wording.duration(milliseconds: scale))", shrinksTo: 8)])
        for row in shown { charted.add(figures(row) + [bar(row, scale: scale, columns: columns)]) }
        let lines = charted.lines(width: width)
        var result = [lines[0]]
        for (line, row) in zip(lines.dropFirst(), shown) { result += [line] + details(row, width: width) }
        if trace.rows.count > maximumRows {
            result.append(StyledText("and \(trace.rows.count - maximumRows) more", .dim))
        }
        if shown.contains(where: { $0.propagation != nil }) {
            result.append(StyledText("· on the way (log, network, ack)  █ the worker's stages", .dim))
        }
        return result
    }

    private static func figures(_ row: ChangeTrace.Row) -> [StyledText] {
        guard let propagation = row.propagation, let time = Breakdown(row) else {
            return [StyledText(row.worker), StyledText(row.role), outcome(row), "–", "", ""]
        }
        return [
            StyledText(row.worker), StyledText(row.role), outcome(row),
            StyledText(Wording.duration(milliseconds: propagation)),
            StyledText(Wording.duration(nanoseconds: time.way)), StyledText(Wording.duration(nanoseconds: time.work)),
        ]
    }

    static func bar(_ row: ChangeTrace.Row, scale: Int64, columns: Int) -> StyledText {
        guard let propagation = row.propagation, let time = Breakdown(row) else { return StyledText() }
        let length = max(1, Int(Double(propagation) / Double(scale) * Double(columns)))
        let solid = min(length, max(1, Int((time.share * Double(length)).rounded())))
        var bar = StyledText(String(repeating: "·", count: length - solid), .dim)
        bar.append(String(repeating: "█", count: solid), row.refusal == nil ? .good : .bad)
        return bar
    }

    private static func outcome(_ row: ChangeTrace.Row) -> StyledText {
        switch row.outcome {
        case .missing(let state): StyledText(state.name.rawValue, state.name.tone)
        case .acknowledged(_, let isUnchanged):
            StyledText(row.outcomeName + (isUnchanged ? " (unchanged)" : ""), row.refusal == nil ? .good : .bad)
        }
    }

    /// Below a worker's row: its stages, and why it refused or is missing.
    private static func details(_ row: ChangeTrace.Row, width: Int) -> [StyledText] {
        var lines: [StyledText] = []
        if !row.stages.isEmpty { lines.append(stages(row)) }
        var reason = row.reason
        if let refusal = row.refusal {
            let place = refusal.path.isEmpty ? "" : " at \(refusal.path)"
            reason = "refused in \(refusal.stage): \(refusal.code)\(place): \(refusal.message)"
        }
        guard !reason.isEmpty else { return lines }
        for (index, part) in TerminalText.wrapped(TerminalText.sanitized(reason), to: max(width - 6, 16)).enumerated() {
            lines.append(StyledText((index == 0 ? "    " : "      ") + part, row.refusal == nil ? .dim : .bad))
        }
        return lines
    }

    private static func stages(_ row: ChangeTrace.Row) -> StyledText {
        let stages = row.stages.map { "\($0.name) \(Wording.duration(nanoseconds: $0.nanoseconds))" }
        var line = StyledText("    " + stages.joined(separator: " · "), .dim)
        if let from = row.fromRevision, let to = row.toRevision, to - from > 1 {
            line.append(" (revisions \(from + 1) to \(to) at once)", .dim)
        }
        if row.attempts > 1 { line.append(" (\(row.attempts) acks)", .dim) }
        return line
    }
}
