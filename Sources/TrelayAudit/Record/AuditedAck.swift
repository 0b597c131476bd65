public import TrelayCore
import TrelayCrypto
import TrelayFormat

/// What one worker did with a revision.
public struct AuditedAck: Hashable, Sendable {
    public var partition: Int32
    public var offset: Int64
    public var timestamp: Timestamp
    public var worker: String
    public var role: String
    public var namespace: String
    public var fromRevision: Int
    public var toRevision: Int
    public var outcome: String
    public var code: String?
    public var path: String?
    public var message: String?
    /// The stage of the pipeline that refused.
    public var stage: String?
    /// What the worker computed from what it served.
    public var digest: String?
    /// The worker's projection did not change.
    public var isUnchanged: Bool
    /// All stages of the worker's pipeline together.
    public var nanoseconds: Int64
    /// The event that led to the revision.
    public var event: String?
}

extension AuditedAck {
    init(_ ack: Ack, _ record: Record) {
        partition = record.partition
        offset = record.offset
        timestamp = record.timestamp
        worker = ack.worker
        role = ack.role
        namespace = ack.namespace
        fromRevision = ack.fromRevision
        toRevision = ack.toRevision
        outcome = ack.outcome.rawValue
        code = ack.refusal?.code
        path = ack.refusal?.path
        message = ack.refusal?.message
        stage = ack.refusal?.stage
        digest = ack.digest?.description
        isUnchanged = ack.unchanged
        // Anybody can write an ack: its durations may add up to more than there is.
        nanoseconds = ack.stages.reduce(Int64(0)) { sum, stage in
            let (next, overflow) = sum.addingReportingOverflow(Int64(clamping: stage.nanoseconds))
            return overflow ? .max : next
        }
        event = ack.source?.eventID
    }

    /// The columns of the table `acks`, in the order in which `init(_:from:)` reads them.
    static let columns = [
        "partition", "offset", "timestamp", "worker", "role", "namespace", "from_revision", "to_revision", "outcome",
        "code", "path", "message", "stage", "digest", "unchanged", "nanoseconds", "event",
    ]

    var values: [DatabaseValue] {
        [
            .integer(Int64(partition)), .integer(offset), .integer(timestamp.milliseconds), .text(worker), .text(role),
            .text(namespace), .integer(Int64(fromRevision)), .integer(Int64(toRevision)), .text(outcome),
            .optional(code), .optional(path), .optional(message), .optional(stage), .optional(digest),
            .integer(isUnchanged ? 1 : 0), .integer(nanoseconds), .optional(event),
        ]
    }

    /// - Parameter first: the column in which the entry begins.
    init(_ row: Row, from first: Int32 = 0) {
        partition = Int32(clamping: row.integer(first))
        offset = row.integer(first + 1)
        timestamp = Timestamp(milliseconds: row.integer(first + 2))
        worker = row.text(first + 3) ?? ""
        role = row.text(first + 4) ?? ""
        namespace = row.text(first + 5) ?? ""
        fromRevision = Int(row.integer(first + 6))
        toRevision = Int(row.integer(first + 7))
        outcome = row.text(first + 8) ?? ""
        code = row.text(first + 9)
        path = row.text(first + 10)
        message = row.text(first + 11)
        stage = row.text(first + 12)
        digest = row.text(first + 13)
        isUnchanged = row.integer(first + 14) != 0
        nanoseconds = row.integer(first + 15)
        event = row.text(first + 16)
    }

    /// The entry as a value, for comparing and sealing: texts are compared by their bytes there.
    var json: JSONValue {
        var object: JSONObject = [
            "partition": JSONValue(Int(partition)), "offset": .string("\(offset)"),
            "timestamp": .string("\(timestamp.milliseconds)"), "worker": .string(worker), "role": .string(role),
            "namespace": .string(namespace), "fromRevision": .string("\(fromRevision)"),
            "toRevision": .string("\(toRevision)"), "outcome": .string(outcome), "unchanged": .bool(isUnchanged),
            "nanoseconds": .string("\(nanoseconds)"),
        ]
        let texts = [
            ("code", code), ("path", path), ("message", message), ("stage", stage), ("digest", digest),
            ("event", event),
        ]
        for (name, text) in texts { if let text { object.set(name, .string(text)) } }
        return .object(object)
    }
}
