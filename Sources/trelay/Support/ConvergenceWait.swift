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

    func run() throws -> ConvergenceVerdict {
        let watch = try FleetWatch(
            log: log, topics: try session.topics, namespace: namespace, expected: try session.expectedMembers(),
            timeout: deadline.remaining)
        defer { watch.close() }
        try watch.catchUp(timeout: deadline.remaining)
        return try settle(revision ?? watch.model.revision, watch)
    }

    private func settle(_ wanted: Int, _ watch: FleetWatch) throws -> ConvergenceVerdict {
        while true {
            let verdict = watch.model.verdict(
                revision: wanted, role: role, threshold: threshold.share, at: watch.now)
            guard verdict.outcome == .waiting, !deadline.hasPassed else { return verdict }
            try watch.refresh(timeout: min(deadline.remaining, .milliseconds(200)))
        }
    }
}

extension ConvergenceVerdict {
    /// Prints the verdict for people.
    func report(_ output: Output) throws {
        let now = Timestamp(milliseconds: SystemClock.wallMilliseconds())
        try output.lines(VerdictReport.render(self, at: now, style: output.style, width: output.width))
    }

    /// 0 converged, 2 the time ran out, 3 nacked, 4 diverged.
    var exitCode: Int32 {
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

    static let option = Option(
        long: "threshold", valueName: "SHARE", help: "with --wait: the share of the fleet that must have it",
        default: "100%")

    init(_ invocation: Invocation) throws {
        let text = invocation.string("threshold") ?? "100%"
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite,
            case let share = isPercent ? number / 100 : number, (0...1).contains(share)
        else { throw invocation.usageError("--threshold '\(text)': write a share as 95% or 0.95") }
        self.share = share
    }
}

extension Session {
    /// The roster that `--expect` declares.
    func expectedMembers() throws -> [DeclaredMember] {
        try invocation.strings("expect").map { text in
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
                throw invocation.usageError("--expect '\(text)': write it as WORKER:ROLE")
            }
            return DeclaredMember(worker: String(parts[0]), role: String(parts[1]))
        }
    }
}
