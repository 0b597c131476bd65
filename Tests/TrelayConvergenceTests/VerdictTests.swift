import Testing
import TrelayConvergence
import TrelayCore
import TrelayCrypto
import TrelayFormat

@Suite("Waiting for a revision")
struct VerdictTests {
    private func fleet() -> Fixture {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        return fleet
    }

    private func verdict(_ fleet: Fixture, _ revision: Int, role: String? = nil, threshold: Double = 1, at: Int64)
        -> ConvergenceVerdict
    {
        fleet.model.verdict(revision: revision, role: role, threshold: threshold, at: Fixture.time(at))
    }

    @Test("It waits until everyone has it")
    func converges() {
        var fleet = fleet()
        fleet.lease("a", revision: 1, at: 100)
        fleet.lease("b", revision: 0, at: 100)
        let before = verdict(fleet, 1, at: 200)
        #expect(before.outcome == .waiting)
        #expect(before.rows.first?.worker == "b")
        fleet.ack("b", from: 0, to: 1, at: 150)
        #expect(verdict(fleet, 1, at: 200).outcome == .converged)
    }

    @Test("A share of the workers is exact", arguments: [(0.55, 55), (0.07, 7), (0.551, 56), (0, 1), (1, 100)])
    func exactShare(threshold: Double, needed: Int) {
        var fleet = fleet()
        for number in 0..<100 { fleet.lease("worker-\(number)", revision: 1, at: 100) }
        #expect(verdict(fleet, 1, threshold: threshold, at: 200).needed == needed)
    }

    @Test("A silent worker keeps it waiting, whatever it had")
    func silent() {
        var fleet = fleet()
        fleet.lease("a", revision: 1, at: 100)
        fleet.lease("b", revision: 1, at: 9_000)
        #expect(verdict(fleet, 1, at: 9_100).outcome == .waiting)
        #expect(verdict(fleet, 1, threshold: 0.5, at: 9_100).outcome == .converged)
    }

    @Test("A refusal ends the wait once the threshold is out of reach")
    func nacked() {
        var fleet = fleet()
        fleet.lease("a", revision: 1, at: 100)
        fleet.lease("b", revision: 0, target: 1, at: 100, refusal: .schema)
        #expect(verdict(fleet, 1, at: 200).outcome == .nacked)
        #expect(verdict(fleet, 1, threshold: 0.5, at: 200).outcome == .converged)
        #expect(verdict(fleet, 1, at: 200).rows.first?.reason.contains("/targets/0/provider") == true)
    }

    @Test("A worker that lies ends the wait")
    func diverged() {
        var fleet = fleet()
        fleet.lease("a", revision: 1, at: 100, digest: SHA256.hash(utf8: "no"))
        #expect(verdict(fleet, 1, at: 200).outcome == .diverged)
    }

    @Test("A worker has a revision that does not concern it, and every older one")
    func older() {
        var fleet = fleet()
        fleet.publish("model/ranker", version: "1.0.0", at: 50)
        fleet.publish("prompt/greeting", version: "2", at: 60)
        fleet.lease("a", revision: 1, at: 100)
        #expect(verdict(fleet, 1, at: 200).outcome == .converged)
        #expect(verdict(fleet, 2, at: 200).outcome == .converged)
        #expect(verdict(fleet, 3, at: 200).outcome == .waiting)
        #expect(verdict(fleet, 4, at: 200).outcome == .waiting)
    }

    @Test("Nobody expected is nothing proven")
    func nobody() {
        let verdict = verdict(fleet(), 1, role: "model", at: 100)
        #expect(verdict.outcome == .waiting)
        #expect(verdict.summary.contains("role model"))
        #expect(verdict.json()["outcome"] == "waiting")
    }
}
