import Testing

@testable import TrelayGateway

@Suite("The health of providers")
struct PassiveHealthTests {
    private static let rest = PassiveHealth.firstRest

    /// One that rests from the first failure on, at time 0.
    private func resting(_ provider: String = "a") -> PassiveHealth {
        var health = PassiveHealth()
        health.failed(provider, limit: 1, now: 0)
        return health
    }

    @Test("Failures in a row make a provider rest; a success between them begins anew")
    func inARow() {
        var health = PassiveHealth()
        for _ in 0..<4 { health.failed("a", limit: 5, now: 0) }
        health.succeeded("a")
        for _ in 0..<4 { health.failed("a", limit: 5, now: 0) }
        #expect(health.isAvailable("a", now: 0))
        health.failed("a", limit: 5, now: 0)
        #expect(!health.isAvailable("a", now: 0) && !health.isAvailable("a", now: Self.rest - 1))
        #expect(health.isAvailable("a", now: Self.rest) && health.isAvailable("b", now: 0))
    }

    @Test("After a rest one request finds out; the others wait for it")
    func probe() {
        var health = resting()
        health.began("a", now: Self.rest)
        #expect(!health.isAvailable("a", now: Self.rest))
        var well = health
        well.succeeded("a")
        #expect(well.isAvailable("a", now: 0))
        var untold = health
        untold.ended("a")
        #expect(untold.isAvailable("a", now: Self.rest))
        health.failed("a", limit: 1, now: Self.rest + 1)
        #expect(!health.isAvailable("a", now: Self.rest + 2 * Self.rest))
        #expect(health.isAvailable("a", now: Self.rest + 1 + 2 * Self.rest))
    }

    @Test("A probe that tells nothing for long does not block for ever")
    func endlessProbe() {
        var health = resting()
        health.began("a", now: Self.rest)
        let later = Self.rest + PassiveHealth.longestProbe
        #expect(!health.isAvailable("a", now: later - 1) && health.isAvailable("a", now: later))
        health.began("a", now: later)
        #expect(!health.isAvailable("a", now: later))
    }

    @Test("A hundred requests that fail together are one reason to rest, not a hundred")
    func together() {
        var health = resting()
        for _ in 0..<100 { health.failed("a", limit: 1, now: 1) }
        #expect(health.isAvailable("a", now: Self.rest))
        health.failed("a", limit: 1, now: Self.rest)
        #expect(health.isAvailable("a", now: Self.rest + 2 * Self.rest))
    }

    @Test("Rests double up to the longest, and no clock overflows")
    func growing() {
        var health = PassiveHealth()
        var now: UInt64 = 0
        var rests: [UInt64] = []
        for _ in 0..<12 {
            health.failed("a", limit: 1, now: now)
            let awake = (0...30).map { now + min(PassiveHealth.longestRest, Self.rest << UInt64($0 % 10)) }
                .first { health.isAvailable("a", now: $0) }
            rests.append((awake ?? now) - now)
            now = awake ?? now
        }
        #expect(rests.prefix(3) == [Self.rest, 2 * Self.rest, 4 * Self.rest])
        #expect(rests.last == PassiveHealth.longestRest)
        #expect(zip(rests, rests.dropFirst()).allSatisfy { $1 == min(2 * $0, PassiveHealth.longestRest) })
        var late = PassiveHealth()
        late.failed("a", limit: 0, now: .max - 1)
        #expect(!late.isAvailable("a", now: .max - 1))
    }

    @Test("A request to one that rests, for want of another, is no probe")
    func usedAnyway() {
        var health = resting()
        health.began("a", now: 1)
        #expect(health.isAvailable("a", now: Self.rest))
    }

    @Test("Over a reload those are remembered that stayed the same")
    func reload() {
        var health = resting("a")
        health.failed("b", limit: 1, now: 0)
        health.keep { $0 == "a" }
        #expect(!health.isAvailable("a", now: 0) && health.isAvailable("b", now: 0))
    }

    @Test("More providers than the most are not followed")
    func maximum() {
        var health = PassiveHealth()
        for index in 0..<PassiveHealth.maximumProviders + 1 { health.failed("p\(index)", limit: 1, now: 0) }
        #expect(!health.isAvailable("p0", now: 0))
        #expect(health.isAvailable("p\(PassiveHealth.maximumProviders)", now: 0))
    }
}
