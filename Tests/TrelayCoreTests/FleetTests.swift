import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat

@Suite("Acks and leases")
struct FleetTests {
    private let ack = Ack(
        worker: "gw-1", role: "gateway", labels: ["region": "eu", "zone": "a"], build: "0.1.0", incarnation: "i-1",
        namespace: "shop", fromRevision: 3, toRevision: 5, outcome: .nacked,
        refusal: Refusal(code: "schema", path: "/route/chat", message: "no", stage: Stage.prepared),
        digest: SHA256.hash([1]), unchanged: true,
        stages: [
            StageDuration(name: Stage.folded, nanoseconds: 12), StageDuration(name: Stage.probed, nanoseconds: .max),
        ],
        source: AckSource(partition: 2, offset: 9, timestamp: Timestamp(milliseconds: 8), eventID: "e1"),
        receivedAt: Timestamp(milliseconds: 7))

    private let lease = Lease(
        worker: "m-1", role: "model", labels: [:], build: "b", incarnation: "i", namespace: "shop", status: .catchingUp,
        statusSince: Timestamp(milliseconds: 5), revision: 1, targetRevision: 2, stage: Stage.committed,
        refusal: Refusal(code: "c", path: "", message: "m", stage: Stage.probed), quarantinedRevision: 2,
        digest: .zero, position: 77, endpoint: "http://h:1", detail: "d", heartbeatMilliseconds: 1_000)

    @Test("An ack comes back from its record; durations beyond 63 bits are cut")
    func ackRoundTrip() throws {
        let record = Sample.received(ack.record(metadata: Sample.metadata(id: "a", type: EventType.ack)), at: 1)
        var expected = ack
        expected.stages[1].nanoseconds = UInt64(Int64.max)
        #expect(try Ack.decode(record: record) == expected)
        #expect(record.key == Array("gw-1".utf8))
    }

    @Test("The shortest ack and lease come back as well")
    func shortest() throws {
        var ack = ack
        ack.refusal = nil
        ack.digest = nil
        ack.source = nil
        ack.stages = []
        ack.outcome = .effective
        #expect(try Ack.decode(ack.json()) == ack)
        var lease = lease
        lease.stage = nil
        lease.refusal = nil
        lease.quarantinedRevision = nil
        lease.digest = nil
        lease.position = nil
        lease.endpoint = nil
        lease.detail = nil
        #expect(try Lease.decode(lease.json()) == lease)
        #expect(lease.json()["endpoint"] == nil)
    }

    @Test("A lease comes back from its record, and what a newer worker adds is ignored")
    func leaseRoundTrip() throws {
        let record = Sample.received(lease.record(metadata: Sample.metadata(id: "a", type: EventType.lease)), at: 1)
        #expect(try Lease.decode(record: record) == lease)
        #expect(record.key == Array("shop:m-1".utf8))
        var object = try #require(lease.json().objectValue)
        object.set("novelty", [1, 2])
        #expect(try Lease.decode(.object(object)) == lease)
    }

    @Test("The key of a lease tells namespaces apart and comes back whatever the worker is called")
    func leaseKey() throws {
        let key = Lease.key(namespace: "shop/eu", worker: "a:b/c")
        let decoded = try #require(Lease.decode(key: Array(key.utf8)))
        #expect(decoded == ("shop/eu", "a:b/c"))
        for wrong in ["", "gw", ":gw", "shop:"] {
            #expect(Lease.decode(key: Array(wrong.utf8)) == nil, "\(wrong)")
        }
    }

    @Test("The wire names are the documented ones")
    func names() throws {
        let fields = try #require(ack.json().objectValue).keys
        #expect(
            fields == [
                "build", "digest", "fromRevision", "incarnation", "labels", "namespace", "outcome", "receivedAt",
                "refusal", "role", "source", "stages", "toRevision", "unchanged", "worker",
            ])
        #expect(lease.json()["status"] == "catchingUp")
    }

    @Test("Records that are no acks are errors: tombstones, other types, garbage, wrong fields")
    func garbage() throws {
        let good = Sample.received(ack.record(metadata: Sample.metadata(id: "a", type: EventType.ack)), at: 1)
        var tombstone = good
        tombstone.value = nil
        var other = good
        other.headers = RecordHeaders()
        var garbage = good
        garbage.value = [0xff, 0x00]
        for record in [tombstone, other, garbage] {
            #expect(throws: FormatError.self) { try Ack.decode(record: record) }
        }
        #expect(throws: FormatError.self) { try Lease.decode(record: good) }
        for (name, value) in [("outcome", "fine"), ("toRevision", -1), ("digest", "x"), ("labels", ["a": 1])]
            as [(String, JSONValue)]
        {
            var object = try #require(ack.json().objectValue)
            object.set(name, value)
            #expect(throws: FormatError.self, "\(name)") { try Ack.decode(.object(object)) }
        }
    }
}

@Suite("Projections")
struct ProjectionTests {
    private func state() -> NamespaceState {
        let bench = Bench()
        bench.publish([
            Sample.put("provider/main", Sample.provider), Sample.put("route/chat", Sample.route()),
            Sample.put("prompt/a", Sample.prompt), Sample.put("model/m", Sample.model),
        ])
        return bench.state
    }

    @Test("Each role gets its kinds, and a role of one's own gets all")
    func roles() {
        let state = state()
        func keys(_ role: String) -> [String] { Projection.project(state, role: role).resources.map(\.key.description) }
        #expect(keys("gateway") == ["prompt/a", "provider/main", "route/chat"])
        #expect(keys("model") == ["model/m"])
        #expect(keys("audit").count == 4)
        #expect(keys("mine").count == 4)
    }

    @Test("The digest of what is held equals the digest that anyone can project")
    func digest() {
        let state = state()
        let all = Projection.project(state, role: "audit")
        #expect(all.digest() == state.digest())
        let gateway = Projection.project(state, role: "gateway")
        #expect(gateway.digest() == gateway.resources.digest())
        #expect(gateway.digest() != all.digest())
        #expect(gateway.revision == 1)
    }

    @Test("A digest of the values finds an entry that lies about its value")
    func liar() {
        var configuration = Projection.project(state(), role: "model")
        let honest = configuration.digest()
        configuration.resources[Sample.key("model/m")] = ResourceEntry(
            value: ["version": "6.6.6"], digest: Sample.model.digest(), createdRevision: 1, changedRevision: 1,
            changedBy: "e0")
        #expect(configuration.resources.digest() == honest)
        #expect(configuration.digest() != honest)
    }

    @Test("The JSON has resources by kind and name")
    func json() {
        let configuration = Projection.project(state(), role: "gateway")
        let json = configuration.json()
        #expect(json["namespace"] == "shop" && json["revision"] == 1)
        #expect(json["digest"] == .string(configuration.digest().description))
        #expect(json["resources"]?["route"]?["chat"] == Sample.route())
        #expect(json["resources"]?["model"] == nil)
    }
}
