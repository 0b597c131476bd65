import TrelayCrypto
import TrelayFormat

/// A record read as a change event: everything about it that does not depend on the state.
struct ChangeEvent {
    var changeSet: ChangeSet
    /// The digest of the body as a value, which the chain covers: the same for every encoding.
    var content: Digest

    /// Reads and checks a record, the cheapest checks first.
    ///
    /// - Parameters:
    ///   - namespace: what the record's key says.
    ///   - verdict: is given the metadata and the change set as soon as they are known, for the sake of those who
    ///     look into a rejected record.
    static func read(
        _ record: Record, _ headers: EventHeaders, namespace: String, limits: FoldLimits, verdict: inout Verdict
    ) throws(Rejection) -> ChangeEvent {
        guard record.byteCount <= limits.maximumRecordBytes else {
            throw Rejection(
                .tooLarge,
                "the record has \(record.byteCount) bytes, and at most \(limits.maximumRecordBytes) are read; "
                    + "split the change set, or refer to large values by digest")
        }
        let metadata = try EventCodec.metadata(of: headers)
        let (eventID, type, contentType) = (metadata.id, metadata.type, metadata.contentType)
        verdict.metadata = consume metadata
        try checkType(type)
        guard let encoding = BodyEncoding(contentType: contentType) else {
            throw Rejection(
                .malformed,
                "content-type is \(quoted(contentType)); send \(BodyEncoding.allNames) with CloudEvents in headers")
        }
        guard let body = record.value else {
            throw Rejection(
                .malformed, "the value is null; to delete a resource, publish a change with \"op\": \"delete\"")
        }
        let (value, content) = try parse(body, encoding, limits.parse)
        let changeSet = try ChangeSet.decode(value)
        verdict.changeSet = changeSet
        try check(changeSet, namespace: namespace, eventID: eventID)
        return ChangeEvent(changeSet: changeSet, content: content)
    }

    private static func checkType(_ type: String) throws(Rejection) {
        if type == EventType.change { return }
        let stem = EventType.change.dropLast(1)
        if type.hasPrefix(stem), type.dropFirst(stem.count).utf8.allSatisfy(Names.isDigit), type.count > stem.count {
            throw Rejection(
                .unsupportedVersion,
                "ce_type is \(quoted(type)), and this version reads \"\(EventType.change)\"; "
                    + "publish that, or upgrade the reader")
        }
        throw Rejection(
            .malformed, "ce_type is \(quoted(type)); on this topic the only type is \"\(EventType.change)\"")
    }

    private static func parse(
        _ body: [UInt8], _ encoding: BodyEncoding, _ limits: ParseLimits
    ) throws(Rejection) -> (JSONValue, Digest) {
        do throws(FormatError) {
            return try encoding.decode(body, limits: limits)
        } catch {
            let place = error.position.map { " (line \($0.line), column \($0.column))" } ?? ""
            throw Rejection(
                .malformed,
                "the body is not \(encoding.name) that can be read: \(singleLine(error.message, maximum: 300))\(place)",
                at: error.pointer)
        }
    }

    private static func check(_ changeSet: ChangeSet, namespace: String, eventID: String) throws(Rejection) {
        guard changeSet.namespace == namespace else {
            throw Rejection(
                .malformed,
                "the body is for namespace \(quoted(changeSet.namespace)) and the key for \(quoted(namespace)); "
                    + "make them the same",
                at: JSONPointer(tokens: ["namespace"]))
        }
        guard changeSet.id == eventID else {
            throw Rejection(
                .malformed,
                "the body has id \(quoted(changeSet.id)) and ce_id is \(quoted(eventID)); make them the same",
                at: JSONPointer(tokens: ["id"]))
        }
    }
}
