import Testing

@testable import TrelayGateway

@Suite("What is tried after a failure")
struct AttemptPlanTests {
    private static let second: UInt64 = 1_000_000_000

    /// A reference, so that expectations may call it.
    private final class Stage {
        var plan: AttemptPlan
        var health = PassiveHealth()
        var budget = RetryBudget(now: 0)
        var now: UInt64 = 0

        let deadline: UInt64

        init(_ chain: [String], retries: Int = 1, seconds: UInt64 = 60) {
            deadline = seconds * AttemptPlanTests.second
            plan = AttemptPlan(chain: chain, retries: retries, deadline: deadline)
        }

        func begin() -> AttemptPlan.Action { plan.begin(health, now: now) }

        func next(
            _ kind: UpstreamFailure.Kind, retryAfter: Duration? = nil, random: UInt64 = 0
        ) -> AttemptPlan.Action {
            var failure = UpstreamFailure(kind, "x")
            failure.retryAfter = retryAfter
            return plan.next(after: failure, health, &budget, now: now, random: random)
        }
    }

    @Test("A failure that may pass is tried again at the same target, then at the next one")
    func retriesThenFallback() {
        let stage = Stage(["a", "b"], retries: 2)
        #expect(stage.begin() == .attempt(target: 0, after: 0))
        #expect(stage.next(.serverError) == .attempt(target: 0, after: 12_500_000))
        #expect(stage.next(.serverError) == .attempt(target: 0, after: 25_000_000))
        #expect(stage.next(.serverError) == .attempt(target: 1, after: 0))
        #expect(stage.next(.unreachable) == .attempt(target: 1, after: 12_500_000))
        #expect(stage.next(.unreachable) == .attempt(target: 1, after: 25_000_000))
        #expect(stage.next(.unreachable) == .giveUp)
        #expect(stage.plan.attempts == 6)
    }

    @Test(
        "A busy target is left at once; the last one is waited for, as long as it asks",
        arguments: [
            UpstreamFailure.Kind.rateLimited, .overloaded,
        ])
    func busy(kind: UpstreamFailure.Kind) {
        let stage = Stage(["a", "b"])
        _ = stage.begin()
        #expect(stage.next(kind, retryAfter: .seconds(9)) == .attempt(target: 1, after: 0))
        #expect(stage.next(kind, retryAfter: .seconds(9)) == .attempt(target: 1, after: 9 * Self.second))
        #expect(stage.next(kind) == .giveUp)
    }

    @Test("A pause that would outlast the request is not begun")
    func deadline() {
        var stage = Stage(["a"], retries: 5, seconds: 5)
        _ = stage.begin()
        #expect(stage.next(.rateLimited, retryAfter: .seconds(6)) == .giveUp)
        stage = Stage(["a", "b"], retries: 5, seconds: 5)
        _ = stage.begin()
        stage.now = 5 * Self.second
        #expect(stage.next(.serverError) == .giveUp)
    }

    @Test("The caller's own fault ends it; a credential that is not accepted leads to the next target")
    func final() {
        for kind in [UpstreamFailure.Kind.refused, .totalTimedOut] {
            let stage = Stage(["a", "b"])
            _ = stage.begin()
            #expect(stage.next(kind) == .giveUp)
        }
        for kind in [UpstreamFailure.Kind.badCredential, .quotaExhausted, .notFound] {
            let stage = Stage(["a", "b"])
            _ = stage.begin()
            #expect(stage.next(kind) == .attempt(target: 1, after: 0))
            #expect(stage.next(kind) == .giveUp)
        }
    }

    @Test("Providers that rest are passed over, unless all of them do")
    func resting() {
        var stage = Stage(["a", "b", "c"])
        for provider in ["a", "b"] { stage.health.failed(provider, limit: 1, now: 0) }
        #expect(stage.begin() == .attempt(target: 2, after: 0))
        stage = Stage(["a", "b"])
        for provider in ["a", "b"] { stage.health.failed(provider, limit: 1, now: 0) }
        #expect(stage.begin() == .attempt(target: 0, after: 0))
        stage = Stage(["a", "b", "c"], retries: 0)
        stage.health.failed("b", limit: 1, now: 0)
        _ = stage.begin()
        #expect(stage.next(.serverError) == .attempt(target: 2, after: 0))
    }

    @Test("No target, no attempt")
    func empty() {
        let stage = Stage([])
        #expect(stage.begin() == .giveUp)
    }

    @Test("Once the caller has a part of an answer, nothing is tried again")
    func answered() {
        for kind in UpstreamFailure.Kind.allCases {
            let stage = Stage(["a", "b"], retries: 5)
            _ = stage.begin()
            stage.plan.answered()
            #expect(stage.next(kind) == .giveUp)
        }
    }

    @Test("Before the first attempt there is nothing to try again")
    func notBegun() {
        #expect(Stage(["a"]).next(.serverError) == .giveUp)
    }

    @Test("A fallback needs no budget; a retry does, and without one the fallback comes at once")
    func spentBudget() {
        let stage = Stage(["a", "b"], retries: 3)
        _ = stage.begin()
        while stage.budget.take(now: 0) {}
        #expect(stage.next(.serverError) == .attempt(target: 1, after: 0))
        #expect(stage.next(.serverError) == .giveUp)
        stage.now = Self.second
        #expect(stage.next(.serverError) == .attempt(target: 1, after: 12_500_000))
    }

    @Test("An upstream that asks for no pause gets the usual one; one that asks for more gets that")
    func asksForPause() {
        for (asked, expected) in [(0, 12_500_000), (20, 20_000_000), (-5, 12_500_000)] as [(Int, UInt64)] {
            let stage = Stage(["a"])
            _ = stage.begin()
            #expect(stage.next(.rateLimited, retryAfter: .milliseconds(asked)) == .attempt(target: 0, after: expected))
        }
        let stage = Stage(["a"])
        _ = stage.begin()
        #expect(stage.next(.rateLimited, retryAfter: .seconds(Int64.max)) == .giveUp)
    }

    @Test("An upstream's word about trying again counts more than the kind of its failure")
    func advice() {
        for (kind, advice, isTried) in [
            (UpstreamFailure.Kind.refused, true, true), (.serverError, false, false),
        ] {
            let stage = Stage(["a"])
            _ = stage.begin()
            var failure = UpstreamFailure(kind, "x")
            failure.retryAdvice = advice
            let action = stage.plan.next(after: failure, stage.health, &stage.budget, now: 0, random: 0)
            #expect((action != .giveUp) == isTried)
        }
    }

    @Test("Those that rest are asked last, when there is nobody else left, and nobody is asked twice")
    func restingLast() {
        let stage = Stage(["a", "b", "c", "d"], retries: 0)
        for provider in ["a", "c"] { stage.health.failed(provider, limit: 1, now: 0) }
        #expect(stage.begin() == .attempt(target: 1, after: 0))
        #expect(stage.next(.serverError) == .attempt(target: 3, after: 0))
        #expect(stage.next(.serverError) == .attempt(target: 0, after: 0))
        #expect(stage.next(.serverError) == .attempt(target: 2, after: 0))
        #expect(stage.next(.serverError) == .giveUp)
    }

    @Test("Whatever happens: a few attempts, none after the deadline, each target once and its retries in a row")
    func anything() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            let count = 1 + Int(random.next() % 40)
            let retries = Int(random.next() % 11)
            let stage = Stage((0..<count).map { "p\($0 % 7)" }, retries: retries, seconds: 1 + random.next() % 60)
            let deadline = stage.deadline
            var asked: [Int] = []
            var action = stage.begin()
            while case .attempt(let target, let pause) = action {
                #expect(stage.now + pause < deadline || asked.isEmpty)
                asked.append(target)
                stage.now += pause + random.next() % 500_000_000
                let provider = "p\(target % 7)"
                if random.next() % 2 == 0 { stage.health.failed(provider, limit: 2, now: stage.now) }
                let kind = UpstreamFailure.Kind.allCases.randomElement(using: &random) ?? .serverError
                let asks: Duration? = random.next() % 4 == 0 ? .milliseconds(Int(random.next() % 3_000)) : nil
                action = stage.next(kind, retryAfter: asks, random: random.next())
            }
            #expect(asked.count == stage.plan.attempts && asked.count <= AttemptPlan.maximumAttempts)
            // Each target's attempts stand together, and there are no more than its retries allow.
            let runs = asked.reduce(into: [(target: Int, count: Int)]()) { runs, target in
                if runs.last?.target == target { runs[runs.count - 1].count += 1 } else { runs.append((target, 1)) }
            }
            #expect(Set(runs.map(\.target)).count == runs.count)
            #expect(runs.allSatisfy { (0..<count).contains($0.target) && $0.count <= retries + 1 })
        }
    }

    @Test("Pauses double up to the longest, and the random part is at most half")
    func pauses() {
        for (random, isLongest) in [(UInt64.max, false), (0, false), (12_500_000, true)] {
            let stage = Stage(["a"], retries: 10)
            _ = stage.begin()
            guard case .attempt(_, let pause) = stage.next(.serverError, random: random) else {
                Issue.record("nothing is tried again")
                continue
            }
            #expect((AttemptPlan.firstPause / 2...AttemptPlan.firstPause).contains(pause))
            #expect((pause == AttemptPlan.firstPause) == isLongest)
        }
        let stage = Stage(["a"], retries: 10)
        _ = stage.begin()
        var pauses: [UInt64] = []
        while case .attempt(_, let pause) = stage.next(.serverError) { pauses.append(pause) }
        #expect(pauses.count == 10 && pauses.last == AttemptPlan.longestPause / 2)
        #expect(zip(pauses, pauses.dropFirst()).allSatisfy { $1 == min($0 * 2, AttemptPlan.longestPause / 2) })
    }
}
