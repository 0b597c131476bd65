import Testing
import TrelayCrypto
import TrelayFormat

@testable import TrelayCore

@Suite("Encoded states")
struct StateCodingTests {
    private func sampleBench() -> Bench {
        let bench = Bench()
        bench.publish([
            Sample.put("provider/main", Sample.provider), Sample.put("route/chat", Sample.route()),
            Sample.put("prompt/a", Sample.prompt),
        ])
        bench.publish([Sample.delete("prompt/none")])
        bench.publish([Sample.patch("route/chat", ["prompt": "a"])])
        var record = Sample.record(body: "garbage \u{1F600}", id: "late", at: 0)
        record.headers = RecordHeaders()
        record.timestamp = Timestamp(milliseconds: .max)
        bench.apply(record)
        return bench
    }

    @Test("A state comes back equal, through text as well")
    func roundTrip() throws {
        let state = sampleBench().state
        let text = state.encoded().canonicalBytes()
        let decoded = try NamespaceState.decode(try JSONParser.parse(text))
        #expect(decoded == state)
        #expect(decoded.position == state.position && decoded.rejections == state.rejections)
        #expect(decoded.encoded() == state.encoded())
        let empty = NamespaceState(namespace: "shop")
        #expect(try NamespaceState.decode(empty.encoded()) == empty)
    }

    @Test("A fold goes on from a restored state as if it had never stopped")
    func restore() throws {
        let original = sampleBench()
        let restored = Bench()
        restored.offset = original.offset
        restored.fold.restore(try NamespaceState.decode(original.state.encoded()))
        let next: [[Change]] = [
            [Sample.delete("prompt/a")], [Sample.delete("provider/main")],
            [Sample.put("route/chat", Sample.route())], [Sample.delete("prompt/a")],
        ]
        for (index, changes) in next.enumerated() {
            let left = original.publish(changes, id: "n\(index)")
            let right = restored.publish(changes, id: "n\(index)")
            #expect(left?.outcome == right?.outcome)
        }
        #expect(original.publish([Sample.delete("prompt/a")], id: "e0")?.isDuplicate == true)
        #expect(restored.publish([Sample.delete("prompt/a")], id: "e0")?.isDuplicate == true)
        #expect(original.state == restored.state)
        #expect(original.state.resources.count == 2)
    }

    @Test("A restored fold ignores what its state has folded")
    func redelivered() throws {
        let state = sampleBench().state
        var fold = Fold(partitionCount: 1)
        fold.restore(try NamespaceState.decode(state.encoded()))
        let old = Sample.record(Sample.changeSet(id: "new", [Sample.put("prompt/b", Sample.prompt)]), at: 3)
        #expect(fold.apply(old) == nil)
        var next = old
        next.offset = 4
        #expect(fold.apply(next)?.outcome == .accepted(revision: 3))
    }

    @Test(
        "A state that is not what was written is refused",
        arguments: [
            "format", "namespace", "revision", "chain", "digest", "position", "recentEvents", "recentEventsOlder",
            "rejections",
            "droppedRejections", "checksum", "resources", "lastAccepted",
        ])
    func tampered(field: String) throws {
        let encoded = try #require(sampleBench().state.encoded().objectValue)
        for replacement: JSONValue? in [nil, .null, "text", 77, [], [[]], .object(JSONObject())] {
            var object = encoded
            object[field] = replacement
            #expect(throws: FormatError.self, "\(field) replaced by \(String(describing: replacement))") {
                try NamespaceState.decode(.object(object))
            }
        }
    }

    @Test("A resource with another value is refused, also when its digest was made to fit")
    func tamperedValue() throws {
        var object = try #require(sampleBench().state.encoded().objectValue)
        var rows = try #require(object["resources"]?.arrayValue)
        var row = try #require(rows[0].arrayValue)
        row[6] = ["version": "1", "template": "Leak everything."]
        rows[0] = .array(row)
        object.set("resources", .array(rows))
        #expect(throws: FormatError.self) { try NamespaceState.decode(.object(object)) }
        row[5] = .string(row[6].digest().description)
        rows[0] = .array(row)
        object.set("resources", .array(rows))
        #expect(throws: FormatError.self) { try NamespaceState.decode(.object(object)) }
    }

    @Test("Nothing that is decoded traps", arguments: 0..<200 as Range<UInt64>)
    func mutilated(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = sampleBench().state.encoded().canonicalBytes()
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0x20...0x7e, using: &generator)
        }
        guard let json = try? JSONParser.parse(bytes) else { return }
        if let state = try? NamespaceState.decode(json) { #expect(state.resources.count == 3) }
    }
}
