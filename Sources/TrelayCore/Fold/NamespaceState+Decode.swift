import TrelayCrypto
public import TrelayFormat

extension NamespaceState {
    /// Reads an encoded state, and computes every digest in it again.
    ///
    /// - Throws: a `FormatError` that names the place where the state is not what was written.
    public static func decode(_ json: JSONValue) throws(FormatError) -> NamespaceState {
        let fields = try FieldReader(json)
        guard try fields.string("format") == encodedFormat else {
            throw fields.error("format", "must be \"\(encodedFormat)\"; written by another version")
        }
        let namespace = try fields.string("namespace")
        guard Names.isValidNamespace(namespace) else { throw fields.error("namespace", "is not a namespace") }
        try checkChecksum(fields)
        var state = NamespaceState(namespace: namespace)
        state.revision = try fields.count("revision")
        state.chain = try fields.digest("chain")
        state.droppedRejections = try fields.count("droppedRejections")
        state.place = try fields.nested("position", LogPosition.init).map { .restored($0) } ?? .none
        state.lastAccepted = try fields.nested("lastAccepted", LastAccepted.init)
        state.recentEvents = try recentEvents(fields)
        for row in try fields.rows("rejections") { state.ledger.append(try LedgerEntry(row), capacity: .max) }
        state.resources = try resources(fields, revision: state.revision)
        state.references = ReferenceIndex(state.resources)
        do throws(KindCatalog.SchemaFailure) {
            state.kinds = try KindCatalog(state.resources.schemaValues)
        } catch {
            throw fields.error("resources", "has a schema that does not compile: \(error.fault.message)")
        }
        let digest = state.resources.refreshDigest()
        guard digest == (try fields.digest("digest")) else {
            throw fields.error("digest", "does not match the resources, whose digest is \(digest)")
        }
        return state
    }

    private static func checkChecksum(_ fields: FieldReader) throws(FormatError) {
        var covered = fields.object
        covered["resources"] = nil
        covered["checksum"] = nil
        guard JSONValue.object(covered).digest() == (try fields.digest("checksum")) else {
            throw fields.error("checksum", "does not match the rest of the state")
        }
    }

    private static func recentEvents(_ fields: FieldReader) throws(FormatError) -> RecentEvents {
        var events = RecentEvents()
        let older = try fields.count("recentEventsOlder")
        for (index, row) in try fields.rows("recentEvents").enumerated() {
            if index == older, index > 0 { events.startGeneration() }
            events.remember(try row.string(0), try outcome(row), capacity: .max)
        }
        guard events.olderCount == older else { throw fields.error("recentEventsOlder", "is not a number of events") }
        return events
    }

    private static func resources(_ fields: FieldReader, revision: Int) throws(FormatError) -> ResourceMap {
        var map = ResourceMap()
        for row in try fields.rows("resources") {
            let key = ResourceKey(kind: try row.string(0), name: try row.string(1))
            guard Names.isPossibleKind(key.kind), Names.isValidResourceName(key.name) else {
                throw row.error(1, "is not the name of a resource")
            }
            let value = try row.value(6)
            let digest = try row.digest(5)
            guard value.digest() == digest else { throw row.error(5, "does not match the value of \(key)") }
            map[key] = ResourceEntry(
                value: value, digest: digest, createdRevision: try row.count(2), changedRevision: try row.count(3),
                changedBy: try row.string(4))
        }
        return map
    }

    private static func outcome(_ row: RowReader) throws(FormatError) -> Outcome {
        if row.count == 2 { return .accepted(revision: try row.count(1)) }
        return .rejected(try Rejection(row))
    }
}

extension Rejection {
    /// From the elements 1 to 3 of a row.
    fileprivate init(_ row: RowReader) throws(FormatError) {
        guard let pointer = JSONPointer(try row.string(2)) else { throw row.error(2, "is not a JSON Pointer") }
        self.init(
            code: RejectionCode(rawValue: try row.string(1)), pointer: pointer, message: try row.string(3))
    }
}

extension LedgerEntry {
    fileprivate init(_ row: RowReader) throws(FormatError) {
        let id = try row.value(0)
        self.init(
            eventID: id.isNull ? nil : try row.string(0), rejection: try Rejection(row),
            partition: try row.int32(4), offset: try row.int64(5), timestamp: Timestamp(milliseconds: try row.int64(6)))
    }
}

extension LogPosition {
    fileprivate init(_ fields: FieldReader) throws(FormatError) {
        self.init(
            partition: try fields.int32("partition"), offset: try fields.int64("offset"),
            recordDigest: try fields.digest("recordDigest"))
    }
}

extension LastAccepted {
    fileprivate init(_ fields: FieldReader) throws(FormatError) {
        self.init(
            offset: try fields.int64("offset"), timestamp: Timestamp(milliseconds: try fields.int64("timestamp")),
            eventID: try fields.string("eventID"), author: try fields.string("author"))
    }
}
