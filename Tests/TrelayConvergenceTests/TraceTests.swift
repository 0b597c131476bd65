import Testing
import TrelayConvergence
import TrelayCore
import TrelayFormat

@Suite("The trace of a change")
struct TraceTests {
    static let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    private func fleet() -> Fixture {
        var fleet = Fixture(expected: ["a", "b", "c", "d"].map { DeclaredMember(worker: $0, role: "gateway") })
        fleet.publish(
            "prompt/greeting", version: "1", at: 1_000, id: "the-change", publishedAt: 990,
            traceparent: Self.traceparent)
        let stages = [StageDuration(name: Stage.prepared, nanoseconds: 5_000_000)]
        fleet.ack("a", from: 0, to: 1, at: 1_020, stages: stages)
        fleet.ack("b", from: 0, to: 1, at: 1_080, .nacked, refusal: .schema)
        fleet.lease("c", revision: 0, at: 1_050)
        return fleet
    }

    @Test("It has a row for every expected worker: missing first, then slowest first")
    func rows() throws {
        let trace = try #require(fleet().model.trace(of: .revision(1)))
        #expect(trace.rows.map(\.worker) == ["c", "d", "b", "a"])
        #expect(trace.rows.map(\.propagation) == [nil, nil, 80, 20])
        #expect(trace.rows.map(\.outcomeName) == ["LAGGING", "NEVER_SEEN", "nacked", "effective"])
        #expect(trace.change.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(trace.publishMilliseconds == 10)
        #expect(trace.spread == 80)
    }

    @Test("The first time that it was effective counts, after any refusals")
    func retries() throws {
        var fleet = fleet()
        fleet.ack("b", from: 0, to: 1, at: 1_500)
        fleet.ack("b", from: 0, to: 1, at: 1_900, incarnation: "second")
        let row = try #require(fleet.model.trace(of: .event("the-change"))?.rows.first { $0.worker == "b" })
        #expect(row.propagation == 500)
        #expect(row.attempts == 3)
        #expect(row.refusal == nil)
    }

    @Test("A refusal is not made good by a later revision that was taken")
    func refusedThenRolledBack() throws {
        var fleet = fleet()
        fleet.publish("prompt/greeting", version: "0", at: 2_000)
        fleet.ack("b", from: 0, to: 2, at: 2_010)
        let refused = try #require(fleet.model.trace(of: .revision(1))?.rows.first { $0.worker == "b" })
        #expect(refused.outcomeName == "nacked")
        #expect(refused.refusal == .schema)
        let taken = try #require(fleet.model.trace(of: .revision(2))?.rows.first { $0.worker == "b" })
        #expect(taken.outcomeName == "effective")
    }

    @Test("A rejected change has a trace without workers, and an unknown one has none")
    func others() throws {
        var fleet = fleet()
        fleet.publish("prompt/greeting", version: "2", at: 2_000, id: "stale", base: 9)
        let rejected = try #require(fleet.model.trace(of: .event("stale")))
        #expect(rejected.change.rejection?.code == .conflict)
        #expect(rejected.rows.isEmpty)
        #expect(fleet.model.trace(of: .revision(2)) == nil)
        #expect(fleet.model.trace(of: .event("nothing")) == nil)
    }

    @Test("A trace of which acks were forgotten says so")
    func forgotten() throws {
        var fleet = Fixture(limits: ConvergenceLimits(maximumAcks: 1))
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.ack("a", from: 0, to: 1, at: 10)
        fleet.ack("b", from: 0, to: 1, at: 20)
        let trace = try #require(fleet.model.trace(of: .revision(1)))
        #expect(trace.isPartial)
        #expect(trace.json()["isPartial"] == true)
    }

    @Test("A publisher's clock that runs ahead does not make time negative")
    func skewedPublisher() throws {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0, publishedAt: 5_000)
        let trace = try #require(fleet.model.trace(of: .revision(1)))
        #expect(trace.publishMilliseconds == 0)
    }

    @Test(
        "Only a well-formed traceparent gives a trace id",
        arguments: ["", "00-0-0-0", "00-00000000000000000000000000000000-b7ad6b7169203331-01", "nonsense"])
    func malformedTraceparent(_ text: String) throws {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0, traceparent: text)
        #expect(fleet.model.trace(of: .revision(1))?.change.traceID == nil)
    }

    @Test("A number names a revision, anything else an event")
    func references() {
        #expect(ChangeReference("12") == .revision(12))
        #expect(ChangeReference("0192-ab") == .event("0192-ab"))
    }
}

@Suite("The broker's clock")
struct BrokerClockTests {
    @Test("The least delayed record tells the skew")
    func skew() {
        var clock = BrokerClock()
        let local = Timestamp(milliseconds: 100_000)
        #expect(clock.now(localTime: local) == local)
        clock.observe(Timestamp(milliseconds: 95_000), arrivedAt: Timestamp(milliseconds: 100_200))
        clock.observe(Timestamp(milliseconds: 96_000), arrivedAt: Timestamp(milliseconds: 101_005))
        clock.observe(Timestamp(milliseconds: 97_000), arrivedAt: Timestamp(milliseconds: 103_000))
        #expect(clock.now(localTime: Timestamp(milliseconds: 110_000)) == Timestamp(milliseconds: 104_995))
    }
}
