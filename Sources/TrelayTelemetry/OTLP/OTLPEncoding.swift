import TrelayFormat

/// Spans as OTLP/JSON (opentelemetry-proto, trace.proto; ids in hexadecimal, 64-bit integers as strings).
enum OTLPEncoding {
    private static let statusError = 2

    static func request(_ spans: [SpanData], resource: [String: AttributeValue]) -> [UInt8] {
        let scope: JSONValue = ["scope": ["name": "trelay"], "spans": .array(spans.map(span))]
        let resourceSpans: JSONValue = ["resource": ["attributes": attributes(resource)], "scopeSpans": .array([scope])]
        return JSONValue.object(["resourceSpans": .array([resourceSpans])]).canonicalBytes()
    }

    private static func span(_ span: SpanData) -> JSONValue {
        var object: JSONObject = [
            "traceId": .string(Hexadecimal.text(span.context.traceID)),
            "spanId": .string(Hexadecimal.text(span.context.spanID)),
            "flags": span.context.isSampled ? 1 : 0,
            "name": .string(span.name),
            "kind": JSONValue(span.kind.rawValue),
            "startTimeUnixNano": .string(String(span.startNanoseconds)),
            "endTimeUnixNano": .string(String(span.endNanoseconds)),
            "attributes": attributes(span.attributes),
        ]
        if let parent = span.parentSpanID { object.set("parentSpanId", .string(Hexadecimal.text(parent))) }
        if let state = span.context.tracestate { object.set("traceState", .string(state)) }
        if !span.events.isEmpty { object.set("events", .array(span.events.map(event))) }
        if !span.links.isEmpty { object.set("links", .array(span.links.map(link))) }
        if span.droppedEvents > 0 { object.set("droppedEventsCount", JSONValue(span.droppedEvents)) }
        if span.droppedLinks > 0 { object.set("droppedLinksCount", JSONValue(span.droppedLinks)) }
        if let message = span.errorMessage {
            object.set("status", ["code": JSONValue(statusError), "message": .string(message)])
        }
        return .object(object)
    }

    private static func event(_ event: SpanEvent) -> JSONValue {
        [
            "name": .string(event.name), "timeUnixNano": .string(String(event.nanoseconds)),
            "attributes": attributes(event.attributes),
        ]
    }

    private static func link(_ context: TraceContext) -> JSONValue {
        ["traceId": .string(Hexadecimal.text(context.traceID)), "spanId": .string(Hexadecimal.text(context.spanID))]
    }

    private static func attributes(_ attributes: [String: AttributeValue]) -> JSONValue {
        .array(
            attributes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, value in
                ["key": .string(name), "value": any(value)]
            })
    }

    private static func any(_ value: AttributeValue) -> JSONValue {
        switch value {
        case .string(let value): ["stringValue": .string(value)]
        case .integer(let value): ["intValue": .string(String(value))]
        case .double(let value): ["doubleValue": .number(value)]
        case .bool(let value): ["boolValue": .bool(value)]
        }
    }
}
