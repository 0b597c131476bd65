import TrelayFormat

/// Spans as OTLP/JSON (opentelemetry-proto, trace.proto; ids in hexadecimal, 64-bit integers as strings).
enum OTLPEncoding {
    private static let statusOk = 1
    private static let statusError = 2

    /// The body of an export request (ExportTraceServiceRequest).
    static func request(_ spans: [SpanData], resource: [String: AttributeValue]) -> [UInt8] {
        let scope: JSONValue = ["scope": ["name": "trelay"], "spans": .array(spans.map(span))]
        let resourceSpans: JSONValue = [
            "resource": ["attributes": attributes(resource)], "scopeSpans": .array([scope]),
        ]
        let request: JSONValue = ["resourceSpans": .array([resourceSpans])]
        return request.canonicalBytes()
    }

    /// How many spans an answer says were refused (ExportTraceServiceResponse, partial_success), and why.
    static func refusal(in body: [UInt8]) -> (count: Int, message: String) {
        guard let partial = (try? JSONParser.parse(body))?["partialSuccess"] else { return (0, "") }
        let rejected = partial["rejectedSpans"]
        let count = rejected?.integerValue ?? rejected?.stringValue.flatMap { Int($0) } ?? 0
        return (max(0, count), partial["errorMessage"]?.stringValue ?? "")
    }

    private static func span(_ span: SpanData) -> JSONValue {
        var object: JSONObject = [
            "traceId": .string(Hexadecimal.text(span.context.traceID)),
            "spanId": .string(Hexadecimal.text(span.context.spanID)),
            "flags": JSONValue(Int(span.context.flags)),
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
        setCount("droppedAttributesCount", span.droppedAttributes, &object)
        setCount("droppedEventsCount", span.droppedEvents, &object)
        setCount("droppedLinksCount", span.droppedLinks, &object)
        switch span.status {
        case .unset: break
        case .ok: object.set("status", ["code": JSONValue(statusOk)])
        case .error(let message):
            object.set("status", ["code": JSONValue(statusError), "message": .string(message)])
        }
        return .object(object)
    }

    private static func event(_ event: SpanEvent) -> JSONValue {
        var object: JSONObject = [
            "name": .string(event.name), "timeUnixNano": .string(String(event.nanoseconds)),
            "attributes": attributes(event.attributes),
        ]
        setCount("droppedAttributesCount", event.droppedAttributes, &object)
        return .object(object)
    }

    private static func link(_ link: SpanLink) -> JSONValue {
        var object: JSONObject = [
            "traceId": .string(Hexadecimal.text(link.context.traceID)),
            "spanId": .string(Hexadecimal.text(link.context.spanID)),
            "flags": JSONValue(Int(link.context.flags)),
            "attributes": attributes(link.attributes),
        ]
        if let state = link.context.tracestate { object.set("traceState", .string(state)) }
        setCount("droppedAttributesCount", link.droppedAttributes, &object)
        return .object(object)
    }

    private static func setCount(_ name: String, _ count: Int, _ object: inout JSONObject) {
        if count > 0 { object.set(name, JSONValue(count)) }
    }

    private static func attributes(_ attributes: [String: AttributeValue]) -> JSONValue {
        let sorted = attributes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return .array(sorted.map { ["key": .string($0.key), "value": any($0.value)] })
    }

    private static func any(_ value: AttributeValue) -> JSONValue {
        switch value {
        case .string(let value): ["stringValue": .string(value)]
        case .integer(let value): ["intValue": .string(String(value))]
        case .double(let value): ["doubleValue": double(value)]
        case .bool(let value): ["boolValue": .bool(value)]
        case .strings(let values):
            ["arrayValue": ["values": .array(values.map { ["stringValue": .string($0)] })]]
        }
    }

    /// Numbers that JSON has not are words in protobuf's JSON mapping.
    private static func double(_ value: Double) -> JSONValue {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "Infinity" : "-Infinity" }
        return .number(value)
    }
}
