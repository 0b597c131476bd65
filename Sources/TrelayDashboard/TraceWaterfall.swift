public import TrelayConvergence
import TrelayCore

/// The text of `trelay trace`: from the publisher over the broker to every worker's stages, slowest first.
///
/// A worker's stages are measured by its own clock and its ack by the broker's. The bar ends where the ack was
/// appended, the stages are drawn up to there, and the dots before them are delivery and the ack's own trip.
public enum TraceWaterfall {
    static let maximumRows = 50

    public static func render(_ trace: ChangeTrace, style: Style, width: Int) -> [String] {
        var lines = header(trace)
        if trace.change.revision != nil {
            lines.append("")
            lines += rows(trace, width: width)
        }
        return lines.map { $0.truncated(to: width).rendered(style) }
    }

    private static func header(_ trace: ChangeTrace) -> [StyledText] {
        let change = trace.change
        var title = StyledText(change.revision.map { "revision \($0)" } ?? "rejected change", .strong)
        title.append(" by \(change.author ?? "unknown")")
        if let reason = change.reason, !reason.isEmpty { title.append(": \(reason)") }
        var lines = [title]
        lines.append(StyledText("event \(change.eventID ?? "without id") · trace \(change.traceID ?? "none")", .dim))
        if let rejection = change.rejection { lines.append(StyledText(rejection.description, .bad)) }
        lines.append(
            change.publishedAt == nil
                ? StyledText("broker   \(change.timestamp) at partition \(change.partition) offset \(change.offset)")
                : StyledText(
                    "publish  \(trace.startedAt) -> broker +\(Wording.duration(milliseconds: trace.publishMilliseconds))"
                        + " at partition \(change.partition) offset \(change.offset)"))
        let acknowledged = trace.rows.count { $0.propagation != nil }
        if let spread = trace.spread {
            lines.append(
                StyledText(
                    "acked by \(acknowledged) of \(Wording.count(trace.rows.count, "worker")), "
                        + "the slowest after \(Wording.duration(milliseconds: spread))"))
        } else if change.revision != nil {
            lines.append(StyledText("no ack yet from \(Wording.count(trace.rows.count, "worker"))", .warning))
        }
        if trace.isPartial {
            lines.append(StyledText("older acks are no longer known; rows may be missing", .warning))
        }
        return lines
    }

    private static func rows(_ trace: ChangeTrace, width: Int) -> [StyledText] {
        let scale = max(trace.spread ?? 1, 1)
        var table = TextTable([
            .init("WORKER", shrinksTo: 8), .init("ROLE", shrinksTo: 6), .init("OUTCOME", shrinksTo: 10),
            .init("AFTER", alignsRight: true), .init("0 … \(Wording.duration(milliseconds: scale))", shrinksTo: 8),
        ])
        let columns = min(max(width - 52, 8), 60)
        for row in trace.rows.prefix(maximumRows) {
            table.add([
                StyledText(row.worker), StyledText(row.role), outcome(row),
                StyledText(row.propagation.map { Wording.duration(milliseconds: $0) } ?? "–"),
                row.propagation == nil ? StyledText() : bar(row, scale: scale, columns: columns),
            ])
        }
        var lines = table.lines(width: width)
        for row in trace.rows.prefix(maximumRows) {
            if !row.stages.isEmpty { lines.append(stages(row)) }
            if !row.reason.isEmpty { lines.append(StyledText("  \(row.worker): \(row.reason)", .dim)) }
        }
        if trace.rows.count > maximumRows {
            lines.append(StyledText("and \(trace.rows.count - maximumRows) more", .dim))
        }
        return lines
    }

    static func bar(_ row: ChangeTrace.Row, scale: Int64, columns: Int) -> StyledText {
        let propagation = row.propagation ?? 0
        let length = max(1, Int(Double(propagation) / Double(scale) * Double(columns)))
        let worked = row.stages.reduce(0.0) { $0 + Double($1.nanoseconds) / 1_000_000 }
        let share = propagation > 0 ? min(1, worked / Double(propagation)) : 1
        let solid = min(length, max(1, Int((share * Double(length)).rounded())))
        var bar = StyledText(String(repeating: "·", count: length - solid), .dim)
        bar.append(String(repeating: "█", count: solid), row.refusal == nil ? .good : .bad)
        return bar
    }

    private static func outcome(_ row: ChangeTrace.Row) -> StyledText {
        switch row.outcome {
        case .missing(let state): return StyledText(state.name.rawValue, state.name.tone)
        case .acknowledged(_, let isUnchanged):
            let name = row.outcomeName + (isUnchanged ? ", unchanged" : "")
            guard let refusal = row.refusal else { return StyledText(name, .good) }
            let place = refusal.path.isEmpty ? "" : " at \(refusal.path)"
            return StyledText("\(name) \(refusal.code)\(place)", .bad)
        }
    }

    private static func stages(_ row: ChangeTrace.Row) -> StyledText {
        var line = StyledText("  \(row.worker): ", .dim)
        line.append(
            row.stages.map { "\($0.name) \(Wording.duration(nanoseconds: $0.nanoseconds))" }.joined(separator: " · "))
        if let from = row.fromRevision, let to = row.toRevision, to - from > 1 {
            line.append(" (revisions \(from + 1) to \(to) at once)", .dim)
        }
        if row.attempts > 1 { line.append(" (\(row.attempts) acks)", .dim) }
        return line
    }
}
