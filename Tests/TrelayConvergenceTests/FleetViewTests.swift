import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat

@testable import TrelayConvergence

@Suite("The view of the fleet")
struct FleetViewTests {
    @Test("A worker is current only with the projected digest")
    func digestProves() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.publish("prompt/greeting", version: "2", at: 10)
        fleet.lease("honest", revision: 2, at: 100)
        fleet.lease("liar", revision: 2, at: 100, digest: fleet.digest("gateway", 1))
        fleet.lease("broken", revision: 2, at: 100, digest: SHA256.hash(utf8: "anything"))
        let view = fleet.view(at: 200)
        #expect(view.member("honest")?.state == .current)
        // The digest of an older revision tells which resource was left behind.
        #expect(
            view.member("liar")?.state == .diverged(key: ResourceKey(kind: "prompt", name: "greeting"), revision: 2))
        #expect(view.member("broken")?.state == .diverged(key: nil, revision: 2))
        #expect(view.current == 1)
    }

    @Test("Silent and never seen workers count in the denominator")
    func denominator() {
        let roster = ["a", "b", "c", "d"].map { DeclaredMember(worker: $0, role: "gateway") }
        var fleet = Fixture(expected: roster)
        fleet.publish("prompt/greeting", version: "1", at: 0)
        for worker in ["a", "b", "stranger"] { fleet.lease(worker, revision: 1, at: 100) }
        fleet.lease("a", revision: 1, at: 9_000)
        fleet.lease("c", revision: 0, at: 9_000)
        fleet.lease("stranger", revision: 1, at: 9_000)
        let view = fleet.view(at: 9_500)
        #expect(view.member("a")?.state == .current)
        #expect(view.member("b")?.state == .silent(since: Fixture.time(100)))
        #expect(view.member("c")?.state.name == .lagging)
        #expect(view.member("d")?.state == .neverSeen)
        #expect(view.member("stranger")?.isExpected == false)
        #expect(view.expected == 4)
        #expect(view.ratio == 0.25)
    }

    @Test("Without a roster every lease counts until it is retired")
    func leasesAreTheRoster() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.lease("a", revision: 1, at: 100)
        fleet.lease("gone", revision: 1, at: 100)
        fleet.lease("left", revision: 1, at: 100, status: .retired)
        let soon = fleet.view(at: 60_000)
        #expect(soon.expected == 2)
        #expect(soon.member("left")?.state == .retired)
        let later = fleet.view(at: 2 * 3_600_000)
        #expect(later.member("left") == nil)
        // A worker that vanished is still a row, however long ago.
        #expect(later.member("gone")?.state.name == .silent)
        #expect(later.expected == 2)
    }

    @Test("Silence is three heartbeats of the worker's own interval")
    func silence() {
        var fleet = Fixture()
        fleet.lease("slow", revision: 0, at: 0, heartbeat: 10_000)
        fleet.lease("quick", revision: 0, at: 0)
        #expect(fleet.state(of: "quick", at: 3_000)?.name != .silent)
        #expect(fleet.state(of: "quick", at: 3_001)?.name == .silent)
        #expect(fleet.state(of: "slow", at: 30_000)?.name != .silent)
        #expect(fleet.state(of: "slow", at: 30_001)?.name == .silent)
    }

    @Test("Lag runs from the broker's timestamp of the oldest change that is missing")
    func lag() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.publish("prompt/greeting", version: "2", at: 1_000)
        fleet.publish("prompt/greeting", version: "3", at: 2_000)
        fleet.lease("gw", revision: 1, at: 2_500)
        let view = fleet.view(at: 3_500)
        #expect(view.member("gw")?.state == .lagging(revisions: 2, milliseconds: 2_500))
        #expect(view.member("gw")?.since == Fixture.time(1_000))
        #expect(view.debtMilliseconds == 2_500)
        #expect(view.maximumLagMilliseconds == 2_500)
    }

    @Test("A clock behind the broker's makes no lag negative and nobody silent")
    func slowClock() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 10_000)
        fleet.lease("gw", revision: 0, at: 10_500)
        let view = fleet.view(at: 0)
        #expect(view.at == Fixture.time(10_500))
        #expect(view.member("gw")?.state == .lagging(revisions: 1, milliseconds: 500))
    }

    @Test("A revision that does not concern a role is no lag for it")
    func projectedTarget() {
        var fleet = Fixture()
        fleet.publish("model/ranker", version: "1.0.0", at: 0)
        fleet.publish("prompt/greeting", version: "1", at: 1_000)
        fleet.lease("m", "model", revision: 1, at: 2_000)
        fleet.lease("gw", "gateway", revision: 1, at: 2_000)
        let view = fleet.view(at: 2_100)
        #expect(view.member("m")?.state == .current)
        #expect(view.member("gw")?.state.name == .lagging)
        #expect(view.roles.map(\.role) == ["gateway", "model"])
        #expect(view.roles.map(\.targetRevision) == [2, 1])
    }

    @Test("A refusal is shown until the worker gets past it")
    func refusal() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.lease("gw", revision: 0, at: 50)
        fleet.ack("gw", from: 0, to: 1, at: 100, .nacked, refusal: .schema)
        #expect(fleet.state(of: "gw", at: 200) == .nacked(code: "schemaInvalid", path: "/targets/0/provider"))
        #expect(fleet.view(at: 200).member("gw")?.since == Fixture.time(100))
        fleet.lease("gw", revision: 0, target: 1, at: 1_100, refusal: .schema)
        #expect(fleet.view(at: 1_200).member("gw")?.since == Fixture.time(100))
        fleet.publish("prompt/greeting", version: "2", at: 2_000)
        fleet.ack("gw", from: 0, to: 2, at: 2_100)
        #expect(fleet.state(of: "gw", at: 2_200) == .current)
    }

    @Test("Words that cannot be read are counted and shown")
    func undecodable() {
        var fleet = Fixture()
        for bytes in [[], [0xff, 0x00], Array("{}".utf8)] as [[UInt8]] {
            let record = fleet.record(OutgoingRecord(key: Array("gw".utf8), value: bytes), at: 10)
            fleet.model.observe(ack: record)
            fleet.model.observe(lease: record)
        }
        let view = fleet.view(at: 20)
        #expect(view.counters.undecodableAcks == 3)
        #expect(view.counters.undecodableLeases == 3)
        #expect(view.counters.lastUndecodable?.contains("lease at partition 0 offset 2") == true)
        #expect(view.members.isEmpty)
    }

    @Test("No bytes on any topic make it fail", arguments: 1...20 as ClosedRange<UInt64>)
    func garbage(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.lease("gw", revision: 1, at: 10)
        let valid = fleet.model
        for _ in 0..<200 {
            var headers = RecordHeaders()
            headers.append("ce_type", [EventType.ack, EventType.lease, EventType.change, "?"][random(4)])
            let bytes = (0..<random(40)).map { _ in UInt8(random(256)) }
            let record = Record(
                partition: Int32(random(3)), offset: Int64(random(1_000)),
                timestamp: Timestamp(milliseconds: [Int64.min, -1, 0, 1_700_000_000_020, .max][random(5)]),
                key: random(3) == 0 ? nil : bytes, value: random(4) == 0 ? nil : bytes.reversed(), headers: headers)
            fleet.model.observe(change: record)
            fleet.model.observe(ack: record)
            fleet.model.observe(lease: record)
            _ = fleet.model.view(at: record.timestamp).json()
        }
        #expect(fleet.model.revision == 1)
        #expect(fleet.model.state.digest() == valid.state.digest())
        #expect(fleet.view(at: 20).members.map(\.worker) == ["gw"])
        #expect(fleet.state(of: "gw", at: 20) == .current)
    }

    @Test("Rejected changes are among the recent ones, newest first, and change no revision")
    func rejectedChanges() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.publish("prompt/greeting", version: "2", at: 10, base: 7)
        fleet.append(OutgoingRecord(key: Array(Fixture.namespace.utf8), value: nil), at: 20)
        fleet.publish("prompt/greeting", version: "3", at: 30)
        let view = fleet.view(at: 40)
        #expect(view.revision == 2)
        #expect(view.recentChanges.map(\.change.revision) == [2, nil, nil, 1])
        #expect(view.recentChanges.map(\.change.rejection?.code) == [nil, .malformed, .conflict, nil])
        #expect(view.counters.rejectedChanges == 2)
    }

    @Test("The times to a share of the fleet come from the acks")
    func propagation() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 1_000)
        for (index, worker) in ["a", "b", "c", "d"].enumerated() {
            fleet.ack(worker, from: 0, to: 1, at: 1_000 + 10 * Int64(index + 1))
            fleet.lease(worker, revision: 1, at: 1_100)
        }
        fleet.lease("m", "model", revision: 1, at: 1_100)
        let all = fleet.view(at: 1_200).recentChanges.first?.propagation
        #expect(all == Propagation(expected: 4, effective: 4, toHalf: 20, toNinety: 40, toNinetyNine: 40, toAll: 40))
        fleet.lease("late", revision: 0, at: 1_200)
        let most = fleet.view(at: 1_300).recentChanges.first?.propagation
        #expect(
            most == Propagation(expected: 5, effective: 4, toHalf: 30, toNinety: nil, toNinetyNine: nil, toAll: nil))
    }

    @Test("A worker of another namespace is not of this fleet")
    func otherNamespace() {
        var fleet = Fixture()
        var other = ConvergenceModel(namespace: "shop/us", partitionCount: 1)
        fleet.lease("gw", revision: 0, at: 0)
        #expect(fleet.view(at: 10).members.count == 1)
        let lease = Lease(
            worker: "gw", role: "gateway", labels: [:], build: "", incarnation: "a", namespace: Fixture.namespace,
            status: .serving, statusSince: Fixture.time(0), revision: 0, targetRevision: 0, heartbeatMilliseconds: 1_000
        )
        let metadata = EventMetadata(id: "x", source: "test", type: EventType.lease)
        other.observe(lease: fleet.record(lease.record(metadata: metadata), at: 0))
        #expect(other.view(at: Fixture.time(10)).members.isEmpty)
    }

    @Test("The JSON has the documented names")
    func json() {
        var fleet = Fixture()
        fleet.publish("prompt/greeting", version: "1", at: 0)
        fleet.lease("gw", revision: 1, at: 100, labels: ["zone": "a"])
        let json = fleet.view(at: 200).json()
        #expect(json["ratio"] == .number(1))
        #expect(json["revision"] == 1)
        let worker = json["workers"]?.arrayValue?.first
        #expect(worker?["state"] == "CURRENT")
        #expect(worker?["liveDigest"] == worker?["expectedDigest"])
        #expect(worker?["labels"]?["zone"] == "a")
        #expect(worker?["code"] == JSONValue.null)
        #expect(json["roles"]?.arrayValue?.first?["states"]?["CURRENT"] == 1)
        #expect(json["recentChanges"]?.arrayValue?.first?["outcome"] == "accepted")
    }

    @Test("Nobody expected is no ratio at all")
    func emptyFleet() {
        let view = Fixture().view(at: 0)
        #expect(view.ratio == nil)
        #expect(view.json()["ratio"] == JSONValue.null)
    }
}
