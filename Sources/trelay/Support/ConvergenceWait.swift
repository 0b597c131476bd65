import TrelayClient
import TrelayCommandLine
import TrelayConvergence
import TrelayCore
import TrelayDashboard
import TrelayFormat
import TrelayLog
import TrelaySystem

/// Waits until a revision has reached the fleet, or until it is clear that it will not.
struct ConvergenceWait {
    let session: Session
    let log: any EventLog
    let namespace: String
    /// Nil waits for the revision that is the latest when the waiting begins.
    let revision: Int?
    let role: String?
    let threshold: Threshold
    let deadline: Deadline

    /// Prints the outcome and returns its exit code: 0 converged, 2 time ran out, 3 nacked, 4 diverged.
    func run() throws -> Int32 {
        let watch = try FleetWatch(
            log: log, topics: session.topics, namespace: namespace, expected: try session.expectedMembers(),
            timeout: deadline.remaining)
        defer { watch.close() }
        try watch.catchUp(timeout: deadline.remaining)
        let wanted = revision ?? watch.model.revision
        let verdict = try settle(wanted, watch)
        try report(verdict)
        return exitCode(verdict.outcome)
    }

    private func settle(_ wanted: Int, _ watch: FleetWatch) throws -> ConvergenceVerdict {
        while true {
            let verdict = watch.model.verdict(
                revision: wanted, role: role, threshold: threshold.share,
                at: Timestamp(milliseconds: SystemClock.wallMilliseconds()))
            guard verdict.outcome == .waiting, !deadline.hasPassed else { return verdict }
            try watch.refresh(timeout: min(deadline.remaining, .milliseconds(200)))
        }
    }

    private func report(_ verdict: ConvergenceVerdict) throws {
        let output = session.output
        if output.isJSON { return try output.json(verdict.json()) }
        let now = Timestamp(milliseconds: SystemClock.wallMilliseconds())
        try output.lines(VerdictReport.render(verdict, at: now, style: output.style, width: output.width))
    }

    private func exitCode(_ outcome: ConvergenceVerdict.Outcome) -> Int32 {
        switch outcome {
        case .converged: ExitStatus.done
        case .waiting: ExitStatus.rejected
        case .nacked: ExitStatus.refused
        case .diverged: ExitStatus.diverged
        }
    }
}

/// A share of the fleet: `100%`, `50%`, or `0.5`.
struct Threshold {
    let share: Double

    init(_ text: String) throws {
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite,
            case let share = isPercent ? number / 100 : number, (0...1).contains(share)
        else {
            throw CommandError("--threshold '\(text)': write a share as 95% or 0.95", exitCode: ExitStatus.usage)
        }
        self.share = share
    }
}

extension Session {
    /// The roster that `--expect` declares.
    func expectedMembers() throws -> [DeclaredMember] {
        try invocation.strings("expect").map { text in
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
                throw CommandError("--expect '\(text)': write it as WORKER:ROLE", exitCode: ExitStatus.usage)
            }
            return DeclaredMember(worker: String(parts[0]), role: String(parts[1]))
        }
    }
}
