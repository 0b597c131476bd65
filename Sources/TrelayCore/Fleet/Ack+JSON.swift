import TrelayCrypto
public import TrelayFormat

extension Ack {
    /// The body of the ack event. Fields that are nil are left out.
    public func json() -> JSONValue {
        var object = JSONObject()
        object.set("worker", .string(worker))
        object.set("role", .string(role))
        object.set("labels", FleetRecord.json(of: labels))
        object.set("build", .string(build))
        object.set("incarnation", .string(incarnation))
        object.set("namespace", .string(namespace))
        object.set("fromRevision", JSONValue(fromRevision))
        object.set("toRevision", JSONValue(toRevision))
        object.set("outcome", .string(outcome.rawValue))
        if let refusal { object.set("refusal", refusal.json()) }
        if let digest { object.set("digest", .string(digest.description)) }
        object.set("unchanged", .bool(unchanged))
        object.set("stages", .array(stages.map { $0.json() }))
        if let source { object.set("source", source.json()) }
        object.set("receivedAt", JSONValue(exactly: receivedAt.milliseconds))
        return .object(object)
    }

    /// Reads the body of an ack event. Unknown fields are ignored: a newer worker may have added them.
    public static func decode(_ json: JSONValue) throws(FormatError) -> Ack {
        let fields = try FieldReader(json)
        return Ack(
            worker: try fields.string("worker"), role: try fields.string("role"), labels: try fields.strings("labels"),
            build: try fields.string("build"), incarnation: try fields.string("incarnation"),
            namespace: try fields.string("namespace"), fromRevision: try fields.count("fromRevision"),
            toRevision: try fields.count("toRevision"), outcome: try fields.choice("outcome"),
            refusal: try fields.nested("refusal", Refusal.init),
            digest: try fields.optionalDigest("digest"), unchanged: try fields.bool("unchanged", default: false),
            stages: try StageDuration.list(fields, "stages"),
            source: try fields.nested("source", AckSource.init),
            receivedAt: try fields.timestamp("receivedAt"))
    }

    /// The record of the ack: its key is the worker.
    public func record(metadata: EventMetadata) -> OutgoingRecord {
        EventCodec.encode(json(), key: worker, metadata: metadata)
    }

    /// Reads a record of the topic of acks.
    public static func decode(record: Record) throws(FormatError) -> Ack {
        try decode(try FleetRecord.body(of: record, type: EventType.ack))
    }
}

extension AckSource {
    fileprivate func json() -> JSONValue {
        .object([
            "partition": JSONValue(Int(partition)), "offset": JSONValue(exactly: offset),
            "timestamp": JSONValue(exactly: timestamp.milliseconds), "eventID": .string(eventID),
        ])
    }

    fileprivate init(_ fields: FieldReader) throws(FormatError) {
        self.init(
            partition: try fields.int32("partition"), offset: try fields.int64("offset"),
            timestamp: try fields.timestamp("timestamp"), eventID: try fields.string("eventID"))
    }
}

extension StageDuration {
    fileprivate func json() -> JSONValue {
        .object(["name": .string(name), "nanoseconds": JSONValue(exactly: Int64(clamping: nanoseconds))])
    }

    fileprivate static func list(_ fields: FieldReader, _ name: String) throws(FormatError) -> [StageDuration] {
        guard fields[name] != nil else { return [] }
        var stages: [StageDuration] = []
        for (index, element) in try fields.array(name).enumerated() {
            let stage = try FieldReader(element, at: fields.pointer.appending(name).appending(index))
            let nanoseconds = UInt64(clamping: try stage.int64("nanoseconds"))
            stages.append(StageDuration(name: try stage.string("name"), nanoseconds: nanoseconds))
        }
        return stages
    }
}

extension Refusal {
    func json() -> JSONValue {
        .object([
            "code": .string(code), "path": .string(path), "message": .string(message), "stage": .string(stage),
        ])
    }

    init(_ fields: FieldReader) throws(FormatError) {
        self.init(
            code: try fields.string("code"), path: try fields.string("path"), message: try fields.string("message"),
            stage: try fields.string("stage"))
    }
}
