import TrelayFormat

/// A record read as a change event: everything about it that does not depend on the state.
struct ChangeEvent {
    var changeSet: ChangeSet
    /// The exact bytes of the body, which the chain covers.
    var body: [UInt8]

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
        try checkContentType(contentType)
        guard let body = record.value else {
            throw Rejection(
                .malformed, "the value is null; to delete a resource, publish a change with \"op\": \"delete\"")
        }
        let changeSet = try ChangeSet.decode(try parse(body, limits.parse))
        verdict.changeSet = changeSet
        try check(changeSet, namespace: namespace, eventID: eventID)
        return ChangeEvent(changeSet: changeSet, body: body)
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

    private static func checkContentType(_ contentType: String) throws(Rejection) {
        if contentType == "application/json" { return }
        let media = contentType.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        let isJSON = media.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }.elementsEqual("application/json".utf8)
        guard isJSON else {
            throw Rejection(
                .malformed,
                "content-type is \(quoted(contentType)); send \"application/json\" with CloudEvents in headers")
        }
    }

    private static func parse(_ body: [UInt8], _ limits: ParseLimits) throws(Rejection) -> JSONValue {
        do throws(FormatError) {
            return try JSONParser.parse(body, limits: limits)
        } catch {
            let place = error.position.map { " (line \($0.line), column \($0.column))" } ?? ""
            throw Rejection(
                .malformed, "the body is not JSON that can be read: \(singleLine(error.message, maximum: 300))\(place)",
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
