/// The order of attempts for one request: what to try next after each failure. A state machine without a clock.
///
/// At a target that fails in a way that may pass, the route's retries are spent first, each after a growing pause; a
/// target that is busy or overloaded (429, 503, 529) is left at once for another one of the chain, if there is one.
/// Every target is asked in the chain's order, those whose providers rest after all others. Nothing is tried again once
/// the caller has the first byte: whoever passes one on calls `answered` or never asks again.
///
/// Retries are paid from the route's budget, so that an upstream that fails is not asked much more often for it. Going
/// to another target is not: no target gets more requests by it than callers send, and a target that answers 429 to
/// everyone must not use up what its fallback is for.
struct AttemptPlan: Sendable {
    enum Action: Equatable, Sendable {
        /// Try the target of that index in the chain, after so many nanoseconds.
        case attempt(target: Int, after: UInt64)
        /// The last failure is the caller's answer.
        case giveUp
    }

    static let firstPause: UInt64 = 25_000_000
    static let longestPause: UInt64 = 2_000_000_000
    /// Whatever the configuration says.
    static let maximumAttempts = 32

    private let providers: [String]
    private let retries: Int
    /// Nanoseconds of the monotonic clock: no attempt begins after it.
    private let deadline: UInt64
    private var current = 0
    private var retriesHere = 0
    private(set) var attempts = 0
    private var isAnswered = false
    /// The targets that were asked. Empty as long as it is only the current one.
    private var asked: [Int] = []

    /// - Parameters:
    ///   - chain: the names of the providers, in order.
    ///   - retries: further attempts at the same target.
    init(chain: [String], retries: Int, deadline: UInt64) {
        providers = chain
        self.retries = retries
        self.deadline = deadline
    }

    /// The first attempt; `giveUp` if there is no target at all.
    mutating func begin(_ health: PassiveHealth, now: UInt64) -> Action {
        guard !providers.isEmpty else { return .giveUp }
        // If everyone rests, a request to one of them is better than none.
        current = providers.indices.first { health.isAvailable(providers[$0], now: now) } ?? 0
        attempts = 1
        return .attempt(target: current, after: 0)
    }

    /// The caller has a part of an answer: whatever fails now, nothing is tried again.
    mutating func answered() {
        isAnswered = true
    }

    /// What to do after an attempt that gave the caller nothing.
    ///
    /// - Parameters:
    ///   - failure: how the attempt ended.
    ///   - random: any 64 bits, which spread the pauses of many.
    mutating func next(
        after failure: UpstreamFailure, _ health: PassiveHealth, _ budget: inout RetryBudget, now: UInt64,
        random: UInt64
    ) -> Action {
        guard !isAnswered, attempts > 0, attempts < Self.maximumAttempts, now < deadline else { return .giveUp }
        let isBusy = failure.kind == .rateLimited || failure.kind == .overloaded
        let other = failure.mayFallBack ? otherTarget(health, now) : nil
        let mayRetry = failure.isRetriable && retriesHere < retries
        if let other, isBusy || !mayRetry { return go(to: other) }
        guard mayRetry else { return .giveUp }
        let pause = pause(failure, random)
        // A pause that would outlast the request is a refusal now.
        guard pause < deadline - now, budget.take(now: now) else { return other.map { go(to: $0) } ?? .giveUp }
        retriesHere += 1
        attempts += 1
        return .attempt(target: current, after: pause)
    }

    /// The next target that was not asked yet: one that does not rest, else one that does.
    private func otherTarget(_ health: PassiveHealth, _ now: UInt64) -> Int? {
        let rest = providers.indices.lazy.filter { [current, asked] in $0 != current && !asked.contains($0) }
        return rest.first { health.isAvailable(providers[$0], now: now) } ?? rest.first
    }

    private mutating func go(to target: Int) -> Action {
        asked.append(current)
        current = target
        retriesHere = 0
        attempts += 1
        return .attempt(target: target, after: 0)
    }

    /// Twice as long as the last one; half of that and a random share of the other half; but never less than the upstream
    /// asks for.
    private func pause(_ failure: UpstreamFailure, _ random: UInt64) -> UInt64 {
        let full = min(Self.longestPause, Self.firstPause << UInt64(min(retriesHere, 10)))
        let pause = full / 2 + random % (full / 2 + 1)
        return max(pause, failure.retryAfter?.nanosecondsOrMaximum ?? 0)
    }
}

extension Duration {
    /// 0 for what is negative.
    fileprivate var nanosecondsOrMaximum: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0 else { return 0 }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return .max }
        let (sum, isTooMuch) = whole.addingReportingOverflow(UInt64(max(0, attoseconds) / 1_000_000_000))
        return isTooMuch ? .max : sum
    }
}
