import TrelayCore
import TrelayCrypto
import TrelaySystem
import TrelayTelemetry

/// Takes one configuration after the other through prepare -> commit -> probe, and swaps back when the probe fails.
///
/// Confined to the apply thread. It knows nothing of the log, of acks or of files: it turns a configuration into an
/// outcome, and tells an observer which stage it is in.
struct ApplyPipeline<Role: WorkerRole> {
    let role: Role
    /// Told each stage before it starts, and nil after the last.
    let observe: @Sendable (_ stage: String?) -> Void

    /// The outcome of one attempt.
    struct Attempt {
        var refusal: Refusal?
        var stages: [StageDuration] = []
        var changes: [ResourceChange]
        /// Computed from what serves after the attempt.
        var liveDigest = Digest.zero
        /// True once something was swapped in, even if it was swapped back.
        var hasSwapped = false
    }

    /// Makes `next` effective, or leaves what serves in place and says why.
    ///
    /// - Parameter trace: the apply span, for the role.
    func apply(_ next: Configuration, trace: TraceContext? = nil) -> Attempt {
        defer { observe(nil) }
        var attempt = Attempt(changes: role.live.resources.changes(to: next.resources))
        attempt.refusal = run(next, trace, &attempt)
        // After a success the probe has just computed it.
        if attempt.refusal != nil { attempt.liveDigest = role.live.digest() }
        return attempt
    }

    private func run(_ next: Configuration, _ trace: TraceContext?, _ attempt: inout Attempt) -> Refusal? {
        do throws(RoleRefusal) {
            let digest = try timed(Stage.validated, &attempt) { () throws(RoleRefusal) in try validate(next) }
            let changes = attempt.changes
            let prepared = try timed(Stage.prepared, &attempt) { () throws(RoleRefusal) in
                try role.prepare(next, changes: changes, trace: trace)
            }
            let previous = timedInfallible(Stage.committed, &attempt) { role.commit(prepared) }
            attempt.hasSwapped = true
            return probe(expecting: digest, previous: previous, &attempt)
        } catch {
            return refusal(error, attempt)
        }
    }

    private func probe(expecting digest: Digest, previous: Role.Prepared, _ attempt: inout Attempt) -> Refusal? {
        do throws(RoleRefusal) {
            attempt.liveDigest = try timed(Stage.probed, &attempt) { () throws(RoleRefusal) in
                try role.probe()
                return try expectLive(digest)
            }
            role.retire(previous)
            return nil
        } catch {
            // The probe runs against what already serves: whatever it found must not serve a moment longer.
            role.retire(role.commit(previous))
            return refusal(error, attempt)
        }
    }

    /// The digests that the fold cached must be those of the values: memory that lies must not be served.
    private func validate(_ next: Configuration) throws(RoleRefusal) -> Digest {
        let recomputed = next.digest()
        guard recomputed == next.resources.digest() else {
            throw RoleRefusal(
                code: "digestMismatch", path: "",
                message: "the values do not hash to the digests that the fold computed; restart this worker")
        }
        return recomputed
    }

    /// What requests read after the swap must be what was asked for.
    private func expectLive(_ expected: Digest) throws(RoleRefusal) -> Digest {
        let live = role.live.digest()
        guard live == expected else {
            throw RoleRefusal(
                code: "notEffective", path: "",
                message: "after the swap the live state has digest \(live), not \(expected)")
        }
        return live
    }

    private func refusal(_ error: RoleRefusal, _ attempt: Attempt) -> Refusal {
        let stage = attempt.stages.last?.name ?? Stage.validated
        // A role quotes what it was given: an ack must stay small enough for the log to take it.
        return Refusal(
            code: OneLine.text(error.code, maximumBytes: 100), path: OneLine.text(error.path, maximumBytes: 1_000),
            message: OneLine.text(error.message, maximumBytes: 2_000), stage: stage)
    }

    private func timed<Value>(
        _ stage: String, _ attempt: inout Attempt, _ body: () throws(RoleRefusal) -> Value
    ) throws(RoleRefusal) -> Value {
        observe(stage)
        let start = SystemClock.monotonicNanoseconds()
        defer {
            let duration = SystemClock.monotonicNanoseconds() - start
            attempt.stages.append(StageDuration(name: stage, nanoseconds: duration))
        }
        return try body()
    }

    private func timedInfallible<Value>(_ stage: String, _ attempt: inout Attempt, _ body: () -> Value) -> Value {
        observe(stage)
        let start = SystemClock.monotonicNanoseconds()
        let value = body()
        let duration = SystemClock.monotonicNanoseconds() - start
        attempt.stages.append(StageDuration(name: stage, nanoseconds: duration))
        return value
    }
}
