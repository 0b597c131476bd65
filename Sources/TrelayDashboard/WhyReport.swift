public import TrelayConvergence
public import TrelayCore
import TrelayCrypto

/// The text of `trelay status --why WORKER`: every fact about one worker and how its state follows from them.
public enum WhyReport {
    /// - Parameter now: the moment of the view.
    /// - Returns: lines without line ends, none wider than `width`.
    public static func render(_ member: MemberView, at now: Timestamp, style: Style, width: Int) -> [String] {
        lines(member, at: now, width: width).map { $0.truncated(to: width).rendered(style) }
    }

    static func lines(_ member: MemberView, at now: Timestamp, width: Int) -> [StyledText] {
        var title = StyledText(member.worker, .strong)
        title.append(" (\(member.role)) is ")
        title.append(Wording.state(member.state), member.state.name.tone)
        if let since = member.since { title.append(" for \(Wording.passed(since: since, at: now)) (since \(since))") }
        var lines = [title] + entry("because", member.reason, width: width, indent: 10) + [""]
        lines.append(StyledText("Facts", .strong))
        for (name, value) in facts(member, at: now) { lines += entry(name, value, width: width, indent: 22) }
        lines += ["", StyledText("How the state was decided: the first that holds", .strong)]
        lines += decision(member)
        return lines
    }

    /// A name and its value, which goes on below itself when it is long.
    private static func entry(_ name: String, _ value: String, width: Int, indent: Int) -> [StyledText] {
        let parts = TerminalText.wrapped(TerminalText.sanitized(value), to: max(width - indent, 16))
        return parts.enumerated().map { index, part in
            var line = StyledText(index == 0 ? "  " + name : "", .dim).padded(to: indent)
            line.append(part)
            return line
        }
    }

    private static func facts(_ member: MemberView, at now: Timestamp) -> [(String, String)] {
        let facts = member.facts
        let expected = facts.expectedDigest.map { "\($0) (projected for role \(member.role))" }
        let status = facts.status.map { status in
            let since = facts.statusSince.map { " for \(Wording.passed(since: $0, at: now)) (since \($0))" } ?? ""
            return status.rawValue + since
        }
        var rows: [(String, String)] = [
            ("expected member", member.isExpected ? "yes" : "no"),
            ("last lease", moment(member.leaseAt, now)),
            ("last word", moment(facts.lastHeardAt, now)),
            ("says of itself", status ?? "nothing"),
            ("serves revision", String(facts.effectiveRevision)),
            ("should serve", "\(facts.targetRevision) of \(facts.knownRevision)"),
            ("lag", facts.revisionLag == 0 ? "none" : Wording.lag(member) + " behind"),
            ("live digest", facts.liveDigest?.description ?? "not reported"),
            ("expected digest", expected ?? "not known here for revision \(facts.effectiveRevision)"),
        ]
        if let stage = facts.stage { rows.append(("works on", "revision \(facts.stageRevision), stage \(stage)")) }
        if let refusal = facts.refusal {
            let place = refusal.path.isEmpty ? "" : " at \(refusal.path)"
            rows.append(("refused revision", "\(facts.refusedRevision), \(moment(facts.refusedAt, now))"))
            rows.append(("refusal", "\(refusal.code)\(place), in stage \(refusal.stage): \(refusal.message)"))
        }
        if let revision = facts.quarantinedRevision { rows.append(("quarantined revision", String(revision))) }
        return rows + identity(member)
    }

    private static func identity(_ member: MemberView) -> [(String, String)] {
        let labels = member.labels.sorted { $0.key < $1.key }.map { $0.key + "=" + $0.value }.joined(separator: " ")
        let candidates: [(String, String?)] = [
            ("folded to offset", member.position.map { String($0) }), ("endpoint", member.endpoint),
            ("build", member.build), ("incarnation", member.incarnation), ("labels", labels.isEmpty ? nil : labels),
            ("detail", member.detail),
        ]
        return candidates.compactMap { name, value in value.map { (name, $0) } }
    }

    private static func decision(_ member: MemberView) -> [StyledText] {
        let reached = MemberFacts.precedence.firstIndex(of: member.state.name) ?? 0
        return MemberFacts.precedence.enumerated().map { index, name in
            var line = StyledText("  ")
            line.append(name.rawValue.padding(to: 14), index == reached ? name.tone : .dim)
            let answer = index < reached ? "no" : index == reached ? "yes" : "not asked"
            line.append(answer, index == reached ? .plain : .dim)
            return line
        }
    }

    private static func moment(_ moment: Timestamp?, _ now: Timestamp) -> String {
        guard let moment else { return "never" }
        return "\(Wording.ago(moment, at: now)) (\(moment))"
    }
}

extension String {
    fileprivate func padding(to columns: Int) -> String {
        self + String(repeating: " ", count: max(0, columns - TerminalText.width(self)))
    }
}
