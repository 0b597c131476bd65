public import TrelayConvergence
public import TrelayCore

/// The text of `trelay wait`: one line, and one more for each worker that has not got the revision.
public enum VerdictReport {
    /// Workers that are named; the others are counted.
    static let maximumRows = 20

    public static func render(_ verdict: ConvergenceVerdict, at now: Timestamp, style: Style, width: Int) -> [String] {
        let tone: Tone =
            switch verdict.outcome {
            case .converged: .good
            case .waiting: .warning
            case .nacked: .bad
            case .diverged: .severe
            }
        // Whoever prints a verdict waits no longer.
        let word = verdict.outcome == .waiting ? "not converged in time" : verdict.outcome.rawValue
        var title = StyledText(word, tone)
        title.append(": " + verdict.summary)
        let missing = verdict.rows.filter { $0.outcome != .converged }
        var lines = [title]
        for row in missing.prefix(maximumRows) {
            var line = StyledText("  \(row.worker) ")
            line.append(row.state.name.rawValue, row.state.name.tone)
            line.append(": " + row.reason)
            lines.append(line)
        }
        if missing.count > maximumRows { lines.append(StyledText("  and \(missing.count - maximumRows) more", .dim)) }
        return lines.map { $0.truncated(to: width).rendered(style) }
    }
}
