public import TrelayCrypto
public import TrelayFormat

/// What a worker says of itself at a heartbeat.
public enum LeaseStatus: String, Hashable, Sendable, CaseIterable {
    case starting
    /// It reads towards the end of the log.
    case catchingUp
    case serving
    /// It has lost the broker and serves what it has.
    case stale
    /// The log is not the one that it has read: it applies nothing any more and serves what it has.
    case logDiverged
    /// It has left in order.
    case retired
}

/// A worker's heartbeat: who it is, how far it is, what it runs. The topic of workers keeps the last one of each.
public struct Lease: Hashable, Sendable {
    public var worker: String
    public var role: String
    public var labels: [String: String]
    /// Version of the program.
    public var build: String
    /// One life of the process; a restart is another.
    public var incarnation: String
    public var namespace: String
    public var status: LeaseStatus
    /// The worker's wall clock.
    public var statusSince: Timestamp
    /// What is effective.
    public var revision: Int
    /// What the worker has folded up to.
    public var targetRevision: Int
    /// The stage in which a change is at this moment: one of `Stage`.
    public var stage: String?
    /// Why `targetRevision` is not effective.
    public var refusal: Refusal?
    public var quarantinedRevision: Int?
    /// Digest of what serves.
    public var digest: Digest?
    /// Offset of the last record that was folded.
    public var position: Int64?
    /// Where the worker answers: `http://host:port`.
    public var endpoint: String?
    /// More about the status, for people.
    public var detail: String?
    /// The interval at which to expect the next one.
    public var heartbeatMilliseconds: Int

    public init(
        worker: String, role: String, labels: [String: String], build: String, incarnation: String, namespace: String,
        status: LeaseStatus, statusSince: Timestamp, revision: Int, targetRevision: Int, stage: String? = nil,
        refusal: Refusal? = nil, quarantinedRevision: Int? = nil, digest: Digest? = nil, position: Int64? = nil,
        endpoint: String? = nil, detail: String? = nil, heartbeatMilliseconds: Int
    ) {
        self.worker = worker
        self.role = role
        self.labels = labels
        self.build = build
        self.incarnation = incarnation
        self.namespace = namespace
        self.status = status
        self.statusSince = statusSince
        self.revision = revision
        self.targetRevision = targetRevision
        self.stage = stage
        self.refusal = refusal
        self.quarantinedRevision = quarantinedRevision
        self.digest = digest
        self.position = position
        self.endpoint = endpoint
        self.detail = detail
        self.heartbeatMilliseconds = heartbeatMilliseconds
    }
}

extension Lease {
    /// The body of the lease event. Fields that are nil are left out.
    public func json() -> JSONValue {
        var object = JSONObject()
        object.set("worker", .string(worker))
        object.set("role", .string(role))
        object.set("labels", FleetRecord.json(of: labels))
        object.set("build", .string(build))
        object.set("incarnation", .string(incarnation))
        object.set("namespace", .string(namespace))
        object.set("status", .string(status.rawValue))
        object.set("statusSince", JSONValue(exactly: statusSince.milliseconds))
        object.set("revision", JSONValue(revision))
        object.set("targetRevision", JSONValue(targetRevision))
        if let stage { object.set("stage", .string(stage)) }
        if let refusal { object.set("refusal", refusal.json()) }
        if let quarantinedRevision { object.set("quarantinedRevision", JSONValue(quarantinedRevision)) }
        if let digest { object.set("digest", .string(digest.description)) }
        if let position { object.set("position", JSONValue(exactly: position)) }
        if let endpoint { object.set("endpoint", .string(endpoint)) }
        if let detail { object.set("detail", .string(detail)) }
        object.set("heartbeatMilliseconds", JSONValue(heartbeatMilliseconds))
        return .object(object)
    }

    /// Reads the body of a lease event. Unknown fields are ignored: a newer worker may have added them.
    public static func decode(_ json: JSONValue) throws(FormatError) -> Lease {
        let fields = try FieldReader(json)
        return Lease(
            worker: try fields.string("worker"), role: try fields.string("role"), labels: try fields.strings("labels"),
            build: try fields.string("build"), incarnation: try fields.string("incarnation"),
            namespace: try fields.string("namespace"), status: try fields.choice("status"),
            statusSince: try fields.timestamp("statusSince"), revision: try fields.count("revision"),
            targetRevision: try fields.count("targetRevision"), stage: try fields.optionalString("stage"),
            refusal: try fields.nested("refusal", Refusal.init),
            quarantinedRevision: try fields.optionalCount("quarantinedRevision"),
            digest: try fields.optionalDigest("digest"), position: try fields.optionalInt64("position"),
            endpoint: try fields.optionalString("endpoint"), detail: try fields.optionalString("detail"),
            heartbeatMilliseconds: try fields.count("heartbeatMilliseconds"))
    }

    /// The record of the lease: its key is the namespace and the worker, because compaction keeps one record per key
    /// and one worker may live in several namespaces.
    public func record(metadata: EventMetadata) -> OutgoingRecord {
        EventCodec.encode(json(), key: Self.key(namespace: namespace, worker: worker), metadata: metadata)
    }

    /// The key of a worker's leases: `<namespace>:<worker>`.
    public static func key(namespace: String, worker: String) -> String {
        namespace + ":" + worker
    }

    /// Reads the key of a lease or of its tombstone. No namespace has a colon: the first one separates.
    ///
    /// - Returns: nil when it is not such a key.
    public static func decode(key: [UInt8]) -> (namespace: String, worker: String)? {
        guard let colon = key.firstIndex(of: UInt8(ascii: ":")),
            let namespace = String(validating: key[..<colon], as: UTF8.self),
            let worker = String(validating: key[(colon + 1)...], as: UTF8.self), !namespace.isEmpty, !worker.isEmpty
        else { return nil }
        return (namespace, worker)
    }

    /// Reads a record of the topic of workers.
    public static func decode(record: Record) throws(FormatError) -> Lease {
        try decode(try FleetRecord.body(of: record, type: EventType.lease))
    }
}
