import Testing
import TrelayCore
import TrelayFormat
import TrelayKafka
import TrelaySystem

@testable import trelay

@Suite("Garbage on the log")
struct GarbageTests {
    private static let namespace = "garbage"

    private func headers(_ pairs: [(String, String)]) -> RecordHeaders {
        var headers = RecordHeaders()
        for (name, text) in pairs { headers.append(name, text) }
        return headers
    }

    private func event(_ id: String, version: String = "1") -> RecordHeaders {
        headers([
            ("ce_specversion", "1.0"), ("ce_id", id), ("ce_source", "foreign"),
            ("ce_type", "dev.trelay.change.v\(version)"), ("content-type", "application/json"),
        ])
    }

    @Test("It is rejected and shown with the reason, workers go on, and the next change converges")
    func garbage() throws {
        let broker = try Broker(prefix: "two.", changePartitions: 2)
        defer { broker.cluster.close() }
        let worker = try WorkerUnderTest(
            "model", "model-1", namespace: Self.namespace, options: broker.options,
            stateDirectory: Program.newPath("garbage"))
        try broker.publish(
            Changes.prompt("greeting", "hello"), namespace: Self.namespace, "--wait", "effective", "--expect",
            "model-1:model")

        let key = Array(Self.namespace.utf8)
        let own = JavaPartitioner.partition(key: key, count: 2)
        let body = Array(#"{"namespace":"garbage","id":"x","author":"a","reason":"","changes":[]}"#.utf8)
        let noise = SystemRandom.bytes(512)
        try broker.append([
            (OutgoingRecord(key: key, value: noise, headers: RecordHeaders()), own),
            (OutgoingRecord(key: key, value: noise, headers: event("noise")), own),
            (OutgoingRecord(key: key, value: nil, headers: event("tombstone")), own),
            (OutgoingRecord(key: key, value: body, headers: headers([("ce_id", "half")])), own),
            (OutgoingRecord(key: key, value: body, headers: event("future", version: "9")), own),
            (OutgoingRecord(key: key, value: [UInt8](repeating: 0x20, count: 921_600), headers: event("large")), own),
            (OutgoingRecord(key: key, value: body, headers: event("astray")), 1 - own),
            (OutgoingRecord(key: noise, value: noise, headers: event("nowhere")), own),
        ])

        let history = try #require(try broker.json("history", namespace: Self.namespace).arrayValue)
        var codes: [String: String] = [:]
        for line in history where line["outcome"]?.stringValue == "rejected" {
            codes[line["eventID"]?.stringValue ?? "offset \(line["offset"]?.integerValue ?? -1)"] =
                line["code"]?.stringValue
        }
        #expect(codes["noise"] == "malformed")
        #expect(codes["tombstone"] == "malformed")
        #expect(codes["half"] == "malformed")
        #expect(codes["future"] == "unsupportedVersion")
        #expect(codes["large"] == "tooLarge")
        #expect(codes["astray"] == "misplaced")
        #expect(codes["offset 1"] == "malformed")
        #expect(codes.count >= 7)

        let revision = try broker.publish(
            Changes.prompt("greeting", "still here"), namespace: Self.namespace, "--wait", "effective")
        #expect(revision == 2)
        let current = try broker.waitFor("model-1", "CURRENT", namespace: Self.namespace)
        #expect(current["revision"]?.integerValue == 2)
        let table = try broker.run("history", namespace: Self.namespace)
        #expect(!table.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        worker.process.signal(SystemSignal.terminate)
        #expect(worker.process.wait(timeout: patience) == .exited(0))
    }
}
