import Testing

@testable import TrelayGateway

@Suite("The budget of retries")
struct RetryBudgetTests {
    private static let second: UInt64 = 1_000_000_000

    /// How many retries are paid for at a moment, one after the other.
    private func taken(_ budget: inout RetryBudget, now: UInt64) -> Int {
        var count = 0
        while count < 10_000, budget.take(now: now) { count += 1 }
        return count
    }

    @Test("Retries are a fifth of the requests, and ten a second more")
    func rates() {
        var budget = RetryBudget(now: 0)
        #expect(taken(&budget, now: 0) == 10)
        for _ in 0..<50 { budget.noteRequest() }
        #expect(taken(&budget, now: 0) == 10)
        #expect(taken(&budget, now: 50_000_000) == 0)
        #expect(taken(&budget, now: Self.second) == 10)
        #expect(taken(&budget, now: 3 * Self.second) == 20)
    }

    @Test("What was not used is kept, but no more than a burst of it")
    func burst() {
        var budget = RetryBudget(now: 0)
        for _ in 0..<100_000 { budget.noteRequest() }
        #expect(taken(&budget, now: 3_600 * Self.second) == 100)
        #expect(taken(&budget, now: .max) == 100)
    }

    @Test("Asking often loses nothing of the time in between")
    func fractions() {
        var budget = RetryBudget(now: 0)
        _ = taken(&budget, now: 0)
        var count = 0
        for step in 1...1_000 { count += taken(&budget, now: UInt64(step) * 1_900_000) }
        #expect(count == 19)
    }

    @Test("A clock that seems to go back pays nothing")
    func past() {
        var budget = RetryBudget(now: 5 * Self.second)
        _ = taken(&budget, now: 5 * Self.second)
        #expect(taken(&budget, now: 0) == 0)
    }
}
