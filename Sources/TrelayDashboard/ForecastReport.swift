public import TrelayConvergence
import TrelayCore
import TrelayCrypto
public import TrelayFormat

/// The text of `trelay plan`: what a change set would do, before anyone does it.
public enum ForecastReport {
    public static func render(_ forecast: ChangeForecast, namespace: String, style: Style, width: Int) -> [String] {
        var lines = [StyledText("\(namespace): would become revision \(forecast.revision)", .strong)]
        if forecast.changes.isEmpty {
            lines.append(StyledText("no resource changes: every value is there already", .dim))
        }
        lines += forecast.changes.flatMap { DiffText.lines($0, DiffText.usualMaximumLines) }
        lines += forecast.schemas.flatMap(schema)
        var rendered = lines.map { $0.truncated(to: width).rendered(style) }
        if !forecast.roles.isEmpty { rendered += [""] + roles(forecast).render(style: style, width: width) }
        rendered.append("digest after it: \(forecast.digest)  (publish with expect to have the fold prove it)")
        return rendered
    }

    private static func roles(_ forecast: ChangeForecast) -> TextTable {
        var table = TextTable(["ROLE", "WORKERS", "CHANGES", "DIGEST AFTER IT"])
        for role in forecast.roles {
            table.add([role.role, "\(role.workers)", role.changes ? "yes" : "no", role.after.description])
        }
        return table
    }

    private static func schema(_ step: ChangeForecast.SchemaStep) -> [StyledText] {
        let level = step.compatibility.level
        let tone: Tone = level == .none ? .bad : level == .both ? .good : .warning
        var lines = [StyledText("schema/\(step.kind): \(words(level))", tone)]
        lines += step.compatibility.changes.map { StyledText("    \($0)", .plain) }
        return lines
    }

    /// Whom a new schema suits.
    public static func words(_ level: SchemaCompatibility.Level) -> String {
        switch level {
        case .both: "compatible for readers and writers"
        case .readers: "compatible for readers only: programs with the old schema may not accept what is written now"
        case .writers: "compatible for writers only: values that are there may not be valid any more"
        case .none: "compatible for neither readers nor writers"
        }
    }
}
