import Testing
import TrelayConvergence
import TrelayCore

@Suite("The memory of the broker's clock")
struct BrokerClockMemoryTests {
    private let local = Timestamp(milliseconds: 1_700_000_000_000)

    @Test("The greatest difference of the latest records is the skew")
    func greatest() {
        var clock = BrokerClock()
        #expect(clock.skew == nil)
        for difference in [-20, 500, 30] as [Int64] {
            clock.observe(local.adding(milliseconds: difference), arrivedAt: local)
        }
        #expect(clock.skew == 500)
        #expect(clock.now(localTime: local) == local.adding(milliseconds: 500))
    }

    @Test("A skew that is no more is forgotten")
    func forgets() {
        var clock = BrokerClock()
        clock.observe(local.adding(milliseconds: 60_000), arrivedAt: local)
        for _ in 0..<BrokerClock.maximumRecords { clock.observe(local, arrivedAt: local) }
        #expect(clock.skew == 0)
    }

    @Test("An absurd timestamp counts not at all")
    func absurd() {
        var clock = BrokerClock()
        clock.observe(local, arrivedAt: local)
        clock.observe(local.adding(milliseconds: 2 * BrokerClock.maximumSkew), arrivedAt: local)
        #expect(clock.skew == 0)
    }
}
