public import TrelayConvergence
public import TrelayCore

/// Numbers, times and states as people say them.
public enum Wording {
    /// `840 ms`, `4.2 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
    public static func duration(milliseconds: Int64) -> String {
        let milliseconds = max(0, milliseconds)
        let seconds = milliseconds / 1_000
        switch seconds {
        case 0: return "\(milliseconds) ms"
        case ..<10: return "\(seconds).\(milliseconds % 1_000 / 100) s"
        case ..<60: return "\(seconds) s"
        case ..<3_600: return pair(seconds / 60, "min", seconds % 60, "s")
        case ..<86_400: return pair(seconds / 3_600, "h", seconds % 3_600 / 60, "min")
        default: return pair(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h")
        }
    }

    /// `12 s ago`; `just now` within the last second.
    public static func ago(_ moment: Timestamp?, at now: Timestamp) -> String {
        guard let moment else { return "–" }
        let passed = now - moment
        return passed < 1_000 ? "just now" : duration(milliseconds: passed) + " ago"
    }

    /// `12 s`, how long ago a moment was.
    public static func passed(since moment: Timestamp, at now: Timestamp) -> String {
        duration(milliseconds: now - moment)
    }

    /// Nanoseconds as `850 ns`, `31 us`, `1.2 ms`, `31 ms`, `4.2 s`.
    public static func duration(nanoseconds: UInt64) -> String {
        let microseconds = nanoseconds / 1_000
        switch microseconds {
        case 0: return "\(nanoseconds) ns"
        case ..<1_000: return "\(microseconds) us"
        case ..<10_000: return "\(microseconds / 1_000).\(microseconds % 1_000 / 100) ms"
        default: return duration(milliseconds: Int64(clamping: microseconds / 1_000))
        }
    }

    /// Whole percent, rounded down: 100 % is said of all only.
    public static func percent(_ ratio: Double?) -> String {
        guard let ratio, ratio.isFinite else { return "–" }
        return "\(Int((min(max(ratio, 0), 1) * 100).rounded(.down))) %"
    }

    /// `3 of 4 workers CURRENT (75 %)`.
    public static func convergence(_ view: FleetView) -> String {
        guard view.expected > 0 else { return "no worker is expected: none is on the roster and none has a lease" }
        return "\(view.current) of \(count(view.expected, "worker")) CURRENT (\(percent(view.ratio)))"
    }

    /// `1 worker`, `4 workers`.
    public static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// The state with what it carries: `NACKED schemaInvalid at /targets/0/provider`.
    public static func state(_ state: MemberState) -> String {
        let name = state.name.rawValue
        switch state {
        case .applying(let stage): return "\(name) \(stage)"
        case .lagging(let revisions, let milliseconds):
            return "\(name) \(count(revisions, "revision")), \(duration(milliseconds: milliseconds))"
        case .nacked(let code, let path): return path.isEmpty ? "\(name) \(code)" : "\(name) \(code) at \(path)"
        case .diverged(let key, let revision): return "\(name) \(key.map { "\($0) " } ?? "")at revision \(revision)"
        case .quarantined(let revision): return "\(name) revision \(revision)"
        default: return name
        }
    }

    /// The state in few columns: without paths and numbers that a table shows elsewhere.
    static func shortState(_ state: MemberState) -> String {
        switch state {
        case .nacked(let code, _): "\(state.name.rawValue) \(code)"
        case .lagging: state.name.rawValue
        default: self.state(state)
        }
    }

    /// One worker in a sentence: `gw-7 NACKED schemaInvalid at /targets/0/provider 12 s ago`.
    public static func sentence(_ member: MemberView, at now: Timestamp) -> String {
        let since = member.since.map { " " + ago($0, at: now) } ?? ""
        return "\(member.worker) \(state(member.state))\(since)"
    }

    /// `2 rev, 1.2 s`; `–` when nothing is missing.
    public static func lag(_ member: MemberView) -> String {
        guard member.revisionLag > 0 else { return "–" }
        return "\(member.revisionLag) rev, \(duration(milliseconds: member.lagMilliseconds))"
    }

    /// Worker-seconds with one decimal.
    public static func debt(milliseconds: Int64) -> String {
        "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) worker-seconds"
    }

    private static func pair(_ first: Int64, _ firstUnit: String, _ second: Int64, _ secondUnit: String) -> String {
        second == 0 ? "\(first) \(firstUnit)" : "\(first) \(firstUnit) \(second) \(secondUnit)"
    }
}

extension MemberState.Name {
    var tone: Tone {
        switch self {
        case .current: .good
        case .applying: .busy
        case .lagging, .stale, .silent, .neverSeen: .warning
        case .held: .held
        case .nacked, .quarantined: .bad
        case .diverged, .logDiverged: .severe
        case .retired: .dim
        }
    }
}
