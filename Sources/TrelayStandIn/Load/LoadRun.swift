import Synchronization
import TrelayHTTP
import TrelaySystem

/// How far a load is.
public struct LoadProgress: Sendable, Hashable {
    /// Requests that have ended, well or not.
    public var requests: Int
    public var failed: Int
    public var elapsed: Duration
    /// From 0 to 1; nil for a load without an end of its own.
    public var share: Double?
}

/// One load, from `start` to its report. All functions may be called from any thread.
///
/// A load that was started must be ended with `wait` or `stop`; letting go of it does not end it.
public final class LoadRun: Sendable {
    private struct State {
        var began: UInt64?
        var keeper: OSThread?
        var report: LoadReport?
    }

    /// How often resting targets are tried again and the time is looked at.
    private static let tick = Duration.milliseconds(20)

    private let configuration: LoadConfiguration
    private let plan: LoadPlan
    private let lanes: [LoadLane]
    private let state = Mutex(State())
    /// Signalled when the report is there.
    private let reported: EventDescriptor

    /// Makes the threads; nothing is sent yet.
    public init(_ configuration: LoadConfiguration) throws(StandInError) {
        try configuration.check()
        self.configuration = configuration
        let count = min(configuration.threads, configuration.connections)
        var lanes: [LoadLane] = []
        do {
            reported = try EventDescriptor()
            plan = try LoadPlan(configuration, lanes: count)
            for number in 0..<count {
                let share = configuration.connections / count + (number < configuration.connections % count ? 1 : 0)
                lanes.append(
                    try LoadLane(number: number, connections: share, configuration: configuration, plan: plan))
            }
        } catch {
            for lane in lanes { lane.close() }
            throw StandInError(code: .systemFailure, message: "cannot make the load's threads: \(error)")
        }
        self.lanes = lanes
    }

    /// Begins to send. A second call does nothing.
    public func start() throws(StandInError) {
        let isFirst = state.withLock { state in
            guard state.began == nil else { return false }
            state.began = SystemClock.monotonicNanoseconds()
            return true
        }
        guard isFirst else { return }
        do {
            let keeper = try OSThread(name: "load-keeper", stackBytes: OSThread.smallStackBytes) { [self] in keep() }
            state.withLock { $0.keeper = keeper }
        } catch {
            throw StandInError(code: .systemFailure, message: "cannot start the load: \(error)")
        }
        for lane in lanes { lane.start() }
    }

    public var progress: LoadProgress {
        let counts = lanes.map(\.counts)
        let began = state.withLock { $0.began }
        let elapsed = began.map { Self.elapsed(since: $0) } ?? .zero
        let requests = counts.reduce(0) { $0 + $1.requests }
        let share: Double? =
            switch configuration.end {
            case .requests(let count): count > 0 ? min(1, Double(requests) / Double(count)) : 1
            case .duration(let duration): duration > .zero ? min(1, elapsed / duration) : 1
            case .never: nil
            }
        return LoadProgress(
            requests: requests, failed: counts.reduce(0) { $0 + $1.failed }, elapsed: elapsed, share: share)
    }

    /// What was seen so far; the final report once the load has ended.
    public var report: LoadReport {
        state.withLock { $0.report } ?? makeReport(progress.elapsed)
    }

    /// Waits until the load has ended by itself, for at most `timeout` (nil: for ever).
    ///
    /// - Returns: nil if it has not ended, or never began.
    public func wait(timeout: Duration? = nil) -> LoadReport? {
        guard state.withLock({ $0.began != nil }) else { return nil }
        guard reported.wait(timeout: timeout) else { return nil }
        return state.withLock { $0.report }
    }

    /// Sends no more, waits for the requests in flight, and reports. A second call gives the same report.
    @discardableResult
    public func stop() -> LoadReport {
        plan.stop()
        guard state.withLock({ $0.began != nil }) else {
            for lane in lanes { lane.close() }
            return makeReport(.zero)
        }
        let report = wait() ?? report
        let keeper = state.withLock { state in
            defer { state.keeper = nil }
            return state.keeper
        }
        keeper?.join()
        return report
    }

    // MARK: The keeper's thread

    private func keep() {
        let began = state.withLock { $0.began } ?? SystemClock.monotonicNanoseconds()
        while !plan.over.wait(timeout: Self.tick) {
            if case .duration(let duration) = configuration.end, Self.elapsed(since: began) >= duration { plan.stop() }
            for lane in lanes { lane.unpark() }
        }
        let report = makeReport(Self.elapsed(since: began))
        for lane in lanes { lane.close() }
        state.withLock { $0.report = report }
        reported.signal()
    }

    private func makeReport(_ duration: Duration) -> LoadReport {
        var tally = LoadTally(targetCount: configuration.targets.count)
        for lane in lanes { tally.merge(lane.tally) }
        return LoadReport(tally, targets: configuration.targets, duration: duration)
    }

    private static func elapsed(since began: UInt64) -> Duration {
        .nanoseconds(Int64(clamping: SystemClock.monotonicNanoseconds() &- began))
    }
}
