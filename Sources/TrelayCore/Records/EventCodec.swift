public import TrelayFormat

/// Events as records: the CloudEvents 1.0 Kafka binding in binary mode, with W3C trace context.
///
/// Source: CloudEvents "Kafka Protocol Binding" 1.0.2 section 3.2.
public enum EventCodec {
    /// Makes a record with the body in the encoding that the metadata's content type names: the canonical form of JSON
    /// (RFC 8785), or deterministic CBOR (RFC 8949, section 4.2.1).
    ///
    /// - Parameter key: the namespace for a change set, the worker for an ack or a lease.
    public static func encode(_ body: JSONValue, key: String, metadata: EventMetadata) -> OutgoingRecord {
        var headers = RecordHeaders()
        headers.append("ce_specversion", "1.0")
        headers.append("ce_id", metadata.id)
        headers.append("ce_source", metadata.source)
        headers.append("ce_type", metadata.type)
        if let subject = metadata.subject { headers.append("ce_subject", subject) }
        if let time = metadata.time { headers.append("ce_time", time.description) }
        headers.append("content-type", metadata.contentType)
        if let traceparent = metadata.traceparent { headers.append("traceparent", traceparent) }
        if let tracestate = metadata.tracestate { headers.append("tracestate", tracestate) }
        let encoding = BodyEncoding(contentType: metadata.contentType) ?? .json
        return OutgoingRecord(key: Array(key.utf8), value: encoding.encode(body), headers: headers)
    }

    /// Reads and checks the headers. Unknown headers are ignored.
    ///
    /// - Throws: `malformed` for a header that is missing, doubled or not text; `unsupportedVersion` for another
    ///   version of CloudEvents.
    public static func metadata(of headers: RecordHeaders) throws(Rejection) -> EventMetadata {
        try metadata(of: EventHeaders(headers))
    }

    static func metadata(of found: EventHeaders) throws(Rejection) -> EventMetadata {
        guard let version = try found.text(.specificationVersion, usual: "1.0") else {
            throw missing(.specificationVersion)
        }
        guard version == "1.0" else {
            throw Rejection(
                .unsupportedVersion, "header ce_specversion is \(quoted(version)), and this version reads \"1.0\"")
        }
        let id = try eventID(found)
        guard let source = try found.text(.source), !source.isEmpty else { throw missing(.source) }
        guard let type = try found.text(.type, usual: EventType.change), !type.isEmpty else { throw missing(.type) }
        return EventMetadata(
            id: id, source: source, type: type, subject: try found.text(.subject), time: try time(found),
            contentType: try found.text(.contentType, usual: BodyEncoding.json.contentType)
                ?? BodyEncoding.json.contentType,
            traceparent: try found.text(.traceparent), tracestate: try found.text(.tracestate))
    }

    private static func eventID(_ found: EventHeaders) throws(Rejection) -> String {
        if let id = found.eventID { return id }
        guard let id = try found.text(.id), !id.isEmpty else { throw missing(.id) }
        throw Rejection(.malformed, "header ce_id is \(quoted(id)); use \(Names.eventIDRule)")
    }

    private static func time(_ found: EventHeaders) throws(Rejection) -> Timestamp? {
        guard let text = try found.text(.time) else { return nil }
        guard let time = Timestamp(iso8601: text) else {
            throw Rejection(
                .malformed, "header ce_time is \(quoted(text)); use RFC 3339, for example 2026-01-31T12:00:00Z")
        }
        return time
    }

    private static func missing(_ header: EventHeaders.Name) -> Rejection {
        Rejection(.malformed, "header \(header.text) is missing or empty; events carry CloudEvents 1.0 headers")
    }
}
