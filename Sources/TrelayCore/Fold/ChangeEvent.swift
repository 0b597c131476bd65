import TrelayCrypto
import TrelayFormat

/// Reads a record as a change event.
enum ChangeEvent {
    /// Reads and checks a record, the cheapest checks first.
    ///
    /// - Parameters:
    ///   - namespace: what the record's key says.
    ///   - metadata: is set as soon as it is known, for the sake of those who look into a rejected record.
    ///   - changeSet: likewise.
    /// - Returns: the digest of the body as a value, and how many bytes its canonical form has.
    static func read(
        _ record: Record, _ headers: EventHeaders, namespace: String, limits: FoldLimits,
        _ metadata: inout EventMetadata?, _ changeSet: inout ChangeSet?
    ) throws(Rejection) -> (content: Digest, byteCount: Int) {
        guard record.byteCount <= limits.maximumRecordBytes else {
            throw Rejection(
                .tooLarge,
                "the record has \(record.byteCount) bytes, and at most \(limits.maximumRecordBytes) are read; "
                    + "split the change set, or refer to large values by digest")
        }
        let found = try EventCodec.metadata(of: headers)
        let (eventID, type, contentType) = (found.id, found.type, found.contentType)
        metadata = consume found
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
        let (value, content, byteCount) = try parse(body, encoding, limits.parse)
        let decoded = try ChangeSet.decode(value)
        changeSet = decoded
        try check(decoded, namespace: namespace, eventID: eventID)
        return (content, byteCount)
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
    ) throws(Rejection) -> (JSONValue, Digest, Int) {
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
