import Testing
import TrelayCore
import TrelayFormat

@Suite("Events as records")
struct EventCodecTests {
    @Test("Metadata comes back from the headers that it was written to")
    func roundTrip() throws {
        let metadata = EventMetadata(
            id: "0192-a", source: "ci", type: EventType.change, subject: "shop", time: Timestamp(milliseconds: 42),
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", tracestate: "a=b")
        let record = EventCodec.encode(["b": 1, "a": 2], key: "shop", metadata: metadata)
        #expect(try EventCodec.metadata(of: record.headers) == metadata)
        #expect(record.key == Array("shop".utf8))
        #expect(record.value == Array(#"{"a":2,"b":1}"#.utf8))
        #expect(record.headers.text("content-type") == "application/json")
    }

    @Test(
        "A missing or empty required header is named", arguments: ["ce_specversion", "ce_id", "ce_source", "ce_type"])
    func missing(name: String) {
        let absent = Sample.headers(Sample.goodHeaders.filter { $0.0 != name })
        let null = Sample.headers(Sample.goodHeaders.map { $0.0 == name ? (name, nil) : $0 })
        for headers in [absent, null] {
            #expect {
                try EventCodec.metadata(of: headers)
            } throws: { error in
                (error as? Rejection)?.code == .malformed && "\(error)".contains(name)
            }
        }
    }

    @Test("Unknown headers are ignored, and no content type means JSON")
    func unknown() throws {
        let headers = Sample.headers(Sample.goodHeaders + [("x-anything", "1"), ("trelay-signature", nil)])
        let metadata = try EventCodec.metadata(of: headers)
        #expect(metadata.id == "e1")
        #expect(metadata.contentType == "application/json")
    }

    @Test(
        "Headers that cannot be trusted are refused",
        arguments: [
            ("ce_id", "e2", RejectionCode.malformed), ("ce_time", "yesterday", .malformed),
            ("ce_source", "again", .malformed),
        ])
    func refused(name: String, value: String, code: RejectionCode) {
        #expect {
            try EventCodec.metadata(of: Sample.headers(Sample.goodHeaders + [(name, value)]))
        } throws: { error in
            (error as? Rejection)?.code == code && "\(error)".contains(name)
        }
    }

    @Test("An event id with a space, a line break or beyond ASCII is refused", arguments: ["a b", "a\nb", "é", ""])
    func eventID(id: String) {
        #expect(throws: Rejection.self) {
            try EventCodec.metadata(
                of: Sample.headers(Sample.goodHeaders.map { $0.0 == "ce_id" ? ("ce_id", id) : $0 }))
        }
    }

    @Test("Another version of CloudEvents is told from a broken one")
    func specificationVersion() {
        #expect {
            try EventCodec.metadata(
                of: Sample.headers(Sample.goodHeaders.map { $0.0 == "ce_specversion" ? ($0.0, "2.0") : $0 }))
        } throws: { error in
            (error as? Rejection)?.code == .unsupportedVersion
        }
    }

    @Test("Trace context that is not text, or there twice, costs nobody a change")
    func traceContext() throws {
        var headers = Sample.headers(Sample.goodHeaders + [("tracestate", "a=1"), ("tracestate", "b=2")])
        headers.append("traceparent", [0xff, 0xfe])
        let metadata = try EventCodec.metadata(of: headers)
        #expect(metadata.traceparent == nil)
        #expect(metadata.tracestate == "a=1")
    }
}
