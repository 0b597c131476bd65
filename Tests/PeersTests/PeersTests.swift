import Testing
import TrelayCore
import TrelayFormat

/// Each test runs once per peer, and only with the peers that are on this machine.
@Suite("Foreign clients", .serialized, .reportsPeers)
struct PeersTests {
    static let present = Peer.allCases.filter(\.isPresent)
    static let value: JSONValue = ["version": "1", "template": "Grüße an {{name}} – 你好", "variables": ["name"]]
    static let traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
    static let traceparent = "00-\(traceID)-00f067aa0ba902b7-01"

    /// A change by the documented wire format: the key is the namespace, the body is JSON, the rest is headers.
    private func change(_ event: String, name: String = "greeting") -> ForeignRecord {
        let body: JSONValue = [
            "namespace": "default", "id": .string(event), "author": "a peer", "reason": "from another program",
            "changes": [["op": "put", "kind": "prompt", "name": .string(name), "value": Self.value]],
        ]
        return ForeignRecord(
            key: "default", value: Array(body.prettyString().utf8),
            headers: [
                ("ce_specversion", "1.0"), ("ce_id", event), ("ce_source", "peers/tests"),
                ("ce_type", "dev.trelay.change.v1"), ("content-type", "application/json"),
                ("traceparent", Self.traceparent),
            ])
    }

    @Test(
        "A change that a peer publishes is applied, joins its trace, and the peer can read the ack",
        .enabled(if: !present.isEmpty, "neither kcat nor confluent-kafka is here"), arguments: present)
    func publishes(peer: Peer) throws {
        let stage = try PeerStage()
        defer { stage.close() }
        let event = PeerStage.newID()
        try peer.publish(change(event), to: stage.topics.changes, on: stage)

        let ack = try stage.ack(of: event, readBy: peer)
        #expect(ack.key == PeerStage.worker)
        #expect(ack.headers["ce_specversion"] == "1.0" && ack.headers["ce_type"] == "dev.trelay.ack.v1")
        #expect(ack.headers["ce_id"]?.isEmpty == false && ack.headers["ce_source"]?.isEmpty == false)
        #expect(ack.headers["content-type"] == "application/json")
        // The same trace, another span.
        let trace = ack.headers["traceparent"]?.split(separator: "-").map(String.init) ?? []
        #expect(trace.count == 4 && trace.dropFirst().first == Self.traceID, "\(ack.headers)")
        #expect(ack.headers["traceparent"] != Self.traceparent)
        expectFields(ack.body)
    }

    /// The fields that are documented for an ack.
    private func expectFields(_ ack: JSONValue) {
        #expect(ack["worker"] == "gateway-1" && ack["role"] == "gateway" && ack["namespace"] == "default")
        #expect(ack["outcome"] == "effective" && ack["refusal"] == nil && ack["unchanged"] == false)
        #expect(ack["fromRevision"] == 0 && ack["toRevision"] == 1)
        for name in ["build", "incarnation"] { #expect(ack[name]?.stringValue?.isEmpty == false) }
        #expect(ack["labels"]?.objectValue != nil && ack["receivedAt"]?.integerValue != nil)
        let stages = ack["stages"]?.arrayValue ?? []
        #expect(!stages.isEmpty)
        for stage in stages {
            #expect(stage["name"]?.stringValue != nil && stage["nanoseconds"]?.integerValue != nil)
        }
        for name in ["partition", "offset", "timestamp"] { #expect(ack["source"]?[name]?.integerValue != nil) }
        // What serves is what the peer sent: the digest of the gateway's part of the configuration.
        var serving = ResourceMap()
        serving[ResourceKey(kind: "prompt", name: "greeting")] = ResourceEntry(
            value: Self.value, digest: Self.value.digest(), createdRevision: 1, changedRevision: 1, changedBy: "peer")
        #expect(ack["digest"]?.stringValue == "\(serving.digestOfValues())")
    }

    @Test(
        "Garbage that a peer publishes is rejected and shown, and the change after it is applied",
        .enabled(if: !present.isEmpty, "neither kcat nor confluent-kafka is here"), arguments: present)
    func garbage(peer: Peer) throws {
        let stage = try PeerStage()
        defer { stage.close() }
        let home = try home(of: "default", peer: peer, stage)
        let good = change(PeerStage.newID())
        var headless = good
        headless.headers = [("ce_id", PeerStage.newID())]
        var misplaced = change(PeerStage.newID())
        misplaced.partition = (home + 1) % 5
        let garbage = [
            ForeignRecord(key: "default", value: (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ 128) }),
            ForeignRecord(key: "default", value: nil), ForeignRecord(key: nil, value: nil, partition: home), headless,
            misplaced,
            ForeignRecord(key: "default", value: [UInt8](repeating: UInt8(ascii: "{"), count: 950_000)),
        ]
        for record in garbage { try peer.publish(record, to: stage.topics.changes, on: stage) }

        let event = PeerStage.newID()
        try peer.publish(change(event, name: "after"), to: stage.topics.changes, on: stage)
        let ack = try stage.ack(of: event, readBy: peer)
        #expect(ack.body["outcome"] == "effective" && ack.body["toRevision"] == 2)
        let history = try stage.ask(["history", "--limit", "100"])
        let outcomes = history.arrayValue?.compactMap { $0["outcome"]?.stringValue } ?? []
        #expect(outcomes.count { $0 == "accepted" } == 2, "\(history.prettyString())")
        // The record without a key and the misplaced one belong to no namespace's history.
        #expect(outcomes.count { $0 == "rejected" } >= 4, "\(history.prettyString())")
    }

    /// Publishes a first change and asks on which partition it came to lie.
    private func home(of namespace: String, peer: Peer, _ stage: PeerStage) throws -> Int32 {
        let event = PeerStage.newID()
        try peer.publish(change(event, name: "before"), to: stage.topics.changes, on: stage)
        let ack = try stage.ack(of: event, readBy: peer)
        return Int32(try #require(ack.body["source"]?["partition"]?.integerValue))
    }
}
