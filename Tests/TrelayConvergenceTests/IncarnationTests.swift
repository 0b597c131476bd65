import Testing
import TrelayConvergence
import TrelayCore

@Suite("Restarts of a worker")
struct IncarnationTests {
    @Test("A late ack of an older incarnation does not hide the newer one")
    func lateAck() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.lease("gw", revision: 0, at: 100, incarnation: "old")
        fleet.lease("gw", revision: 1, at: 1_000, incarnation: "new")
        fleet.ack("gw", from: 0, to: 1, at: 1_100, .nacked, refusal: .schema, incarnation: "old")
        #expect(fleet.state(of: "gw", at: 1_200) == .current)
        #expect(fleet.view(at: 1_200).counters.supersededWords == 1)
    }

    @Test("An older ack that is read after the newer lease is history")
    func topicsInAnyOrder() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.lease("gw", revision: 1, at: 5_000, incarnation: "new")
        fleet.ack("gw", from: 0, to: 1, at: 4_000, .nacked, refusal: .schema, incarnation: "old")
        #expect(fleet.state(of: "gw", at: 5_100) == .current)
    }

    @Test("A late lease of an older incarnation does not hide a living one, and takes over from a dead one")
    func lateLease() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.lease("gw", revision: 0, at: 100, incarnation: "old")
        fleet.lease("gw", revision: 1, at: 1_000, incarnation: "new")
        fleet.lease("gw", revision: 0, at: 1_100, status: .retired, incarnation: "old")
        #expect(fleet.state(of: "gw", at: 1_200) == .current)
        fleet.lease("gw", revision: 0, at: 9_000, incarnation: "old")
        #expect(fleet.state(of: "gw", at: 9_100)?.name == .lagging)
    }

    @Test("A restart forgets what the life before has refused")
    func restart() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.lease("gw", revision: 0, target: 1, at: 100, refusal: .schema, incarnation: "old")
        #expect(fleet.state(of: "gw", at: 200)?.name == .nacked)
        fleet.lease("gw", revision: 0, target: 1, at: 1_000, status: .catchingUp, incarnation: "new")
        #expect(fleet.state(of: "gw", at: 1_100) == .applying(stage: "catchingUp"))
    }

    @Test("The ack tells at once what the next lease will say")
    func ackBeforeLease() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.lease("gw", revision: 0, at: 100)
        fleet.ack("gw", from: 0, to: 1, at: 150)
        #expect(fleet.state(of: "gw", at: 200) == .current)
        // And a lease that was on its way does not take it back.
        fleet.lease("gw", revision: 0, at: 160)
        #expect(fleet.state(of: "gw", at: 200) == .current)
    }

    @Test("A lease counts though the broker's clock went back")
    func clockWentBack() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.lease("gw", revision: 0, target: 1, at: 100)
        fleet.lease("gw", revision: 1, at: 90)
        #expect(fleet.state(of: "gw", at: 110) == .current)
    }

    @Test("A tombstone takes a worker off the roster")
    func tombstone() {
        var fleet = Fixture()
        fleet.lease("gw", revision: 0, at: 0)
        for foreign in ["shop/us:gw", "gw"] {
            let record = fleet.record(OutgoingRecord(key: Array(foreign.utf8), value: nil), at: 5)
            fleet.model.observe(lease: record)
        }
        #expect(fleet.view(at: 6).members.count == 1, "a tombstone of another namespace is none of ours")
        let record = fleet.record(OutgoingRecord(key: Array("\(Fixture.namespace):gw".utf8), value: nil), at: 10)
        fleet.model.observe(lease: record)
        #expect(fleet.view(at: 20).members.isEmpty)
        fleet.lease("gw", revision: 0, at: 30)
        #expect(fleet.view(at: 40).members.count == 1)
    }
}
