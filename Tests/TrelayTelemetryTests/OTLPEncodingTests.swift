import Testing
import TrelayFormat

@testable import TrelayTelemetry

@Suite("OTLP encoding")
struct OTLPEncodingTests {
    @Test("A request is as the protocol's JSON mapping wants it")
    func request() throws {
        var span = try Fixture.span("process trelay.changes")
        span.kind = .consumer
        span.parentSpanID = [0, 240, 103, 170, 11, 169, 2, 183]
        span.attributes = [
            "text": "a \"quote\"", "whole": .integer(.min), "real": 0.5, "flag": true, "none": .double(.nan),
            "most": .double(.infinity), "least": .double(-.infinity), "list": .strings(["a", "b"]),
        ]
        span.events = [
            SpanEvent(name: "changed", nanoseconds: .max, attributes: ["path": "/a"], droppedAttributes: 2)
        ]
        span.links = [SpanLink(context: span.context, attributes: [:])]
        span.status = .error("refused")
        span.droppedEvents = 3
        let expected: JSONValue = [
            "resourceSpans": [
                [
                    "resource": [
                        "attributes": [["key": "service.name", "value": ["stringValue": "trelay-worker"]]]
                    ],
                    "scopeSpans": [
                        [
                            "scope": ["name": "trelay"],
                            "spans": [
                                [
                                    "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331",
                                    "parentSpanId": "00f067aa0ba902b7", "traceState": "vendor=1", "flags": 1,
                                    "name": "process trelay.changes", "kind": 5,
                                    "startTimeUnixNano": "1700000000000000000",
                                    "endTimeUnixNano": "1700000000000000001",
                                    "attributes": [
                                        ["key": "flag", "value": ["boolValue": true]],
                                        ["key": "least", "value": ["doubleValue": "-Infinity"]],
                                        [
                                            "key": "list",
                                            "value": [
                                                "arrayValue": [
                                                    "values": [["stringValue": "a"], ["stringValue": "b"]]
                                                ]
                                            ],
                                        ],
                                        ["key": "most", "value": ["doubleValue": "Infinity"]],
                                        ["key": "none", "value": ["doubleValue": "NaN"]],
                                        ["key": "real", "value": ["doubleValue": 0.5]],
                                        ["key": "text", "value": ["stringValue": "a \"quote\""]],
                                        ["key": "whole", "value": ["intValue": "-9223372036854775808"]],
                                    ],
                                    "events": [
                                        [
                                            "name": "changed", "timeUnixNano": "18446744073709551615",
                                            "attributes": [["key": "path", "value": ["stringValue": "/a"]]],
                                            "droppedAttributesCount": 2,
                                        ]
                                    ],
                                    "links": [
                                        [
                                            "traceId": "0af7651916cd43dd8448eb211c80319c",
                                            "spanId": "b7ad6b7169203331", "traceState": "vendor=1", "flags": 1,
                                            "attributes": [],
                                        ]
                                    ],
                                    "status": ["code": 2, "message": "refused"], "droppedEventsCount": 3,
                                ]
                            ],
                        ]
                    ],
                ]
            ]
        ]
        let bytes = OTLPEncoding.request([span], resource: ["service.name": "trelay-worker"])
        #expect(try JSONParser.parse(bytes) == expected)
    }

    @Test("A span of which nothing is known says nothing")
    func bare() throws {
        let bytes = OTLPEncoding.request([try Fixture.span("bare")], resource: [:])
        let text = String(decoding: bytes, as: UTF8.self)
        for absent in ["parentSpanId", "events", "links", "status", "dropped"] { #expect(!text.contains(absent)) }
    }

    @Test("The number of refused spans is read from an answer in either form, and garbage is none")
    func refusal() {
        func count(_ text: String) -> Int { OTLPEncoding.refusal(in: Array(text.utf8)).count }
        #expect(count(#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}"#) == 3)
        #expect(count(#"{"partialSuccess":{"rejectedSpans":2}}"#) == 2)
        #expect(count(#"{"partialSuccess":{"rejectedSpans":-2}}"#) == 0)
        #expect(count(#"{"partialSuccess":{"rejectedSpans":[]}}"#) == 0)
        #expect(count("{}") == 0)
        #expect(count("") == 0)
        #expect(count("<html>") == 0)
    }
}
