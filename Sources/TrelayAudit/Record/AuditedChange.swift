public import TrelayCore
import TrelayCrypto
import TrelayFormat

/// One line of `trelay audit log`: a record of the changes topic and what became of it.
public struct AuditedChange: Hashable, Sendable {
    public var partition: Int32
    public var offset: Int64
    public var timestamp: Timestamp
    public var namespace: String?
    public var event: String?
    /// `accepted` or `rejected`.
    public var outcome: String
    public var revision: Int?
    public var code: String?
    public var pointer: String?
    public var message: String?
    public var author: String?
    public var reason: String?
    /// `kind/name` of what the change set touches.
    public var resources: [String]
    /// The hash chain after an accepted change.
    public var chain: String?
    /// The digest of the namespace's state after an accepted change.
    public var digest: String?
    public var isDuplicate: Bool
}

extension AuditedChange {
    /// What the fold said about a record, with the namespace's chain and digest after it.
    init(_ verdict: Verdict, _ record: Record, after state: NamespaceState?) {
        partition = record.partition
        offset = record.offset
        timestamp = record.timestamp
        namespace = verdict.namespace
        event = verdict.eventID
        author = verdict.changeSet?.author
        reason = verdict.changeSet?.reason
        resources = verdict.changeSet?.changes.map(\.key.description) ?? []
        isDuplicate = verdict.isDuplicate
        switch verdict.outcome {
        case .accepted(let revision):
            outcome = "accepted"
            self.revision = revision
            chain = isDuplicate ? nil : state?.chain.description
            digest = isDuplicate ? nil : state?.digest().description
        case .rejected(let rejection):
            outcome = "rejected"
            code = rejection.code.rawValue
            pointer = rejection.pointer.description
            message = rejection.message
        }
    }

    /// The columns of the table `changes`, in the order in which `init(_:from:)` reads them.
    static let columns = [
        "partition", "offset", "timestamp", "namespace", "event", "outcome", "revision", "code", "pointer", "message",
        "author", "reason", "resources", "chain", "digest", "duplicate",
    ]

    var values: [DatabaseValue] {
        [
            .integer(Int64(partition)), .integer(offset), .integer(timestamp.milliseconds), .optional(namespace),
            .optional(event), .text(outcome), .optional(revision.map(Int64.init)), .optional(code), .optional(pointer),
            .optional(message), .optional(author), .optional(reason), .text(resources.joined(separator: " ")),
            .optional(chain), .optional(digest), .integer(isDuplicate ? 1 : 0),
        ]
    }

    /// - Parameter first: the column in which the entry begins.
    init(_ row: Row, from first: Int32 = 0) {
        partition = Int32(clamping: row.integer(first))
        offset = row.integer(first + 1)
        timestamp = Timestamp(milliseconds: row.integer(first + 2))
        namespace = row.text(first + 3)
        event = row.text(first + 4)
        outcome = row.text(first + 5) ?? ""
        revision = row.isNull(first + 6) ? nil : Int(row.integer(first + 6))
        code = row.text(first + 7)
        pointer = row.text(first + 8)
        message = row.text(first + 9)
        author = row.text(first + 10)
        reason = row.text(first + 11)
        resources = (row.text(first + 12) ?? "").split(separator: " ").map(String.init)
        chain = row.text(first + 13)
        digest = row.text(first + 14)
        isDuplicate = row.integer(first + 15) != 0
    }

    /// The entry as a value, for comparing and sealing: texts are compared by their bytes there.
    var json: JSONValue {
        var object: JSONObject = [
            "partition": JSONValue(Int(partition)), "offset": .string("\(offset)"),
            "timestamp": .string("\(timestamp.milliseconds)"), "outcome": .string(outcome),
            "resources": .array(resources.map { .string($0) }), "duplicate": .bool(isDuplicate),
        ]
        if let revision { object.set("revision", .string("\(revision)")) }
        let texts = [
            ("namespace", namespace), ("event", event), ("code", code), ("pointer", pointer), ("message", message),
            ("author", author), ("reason", reason), ("chain", chain), ("digest", digest),
        ]
        for (name, text) in texts { if let text { object.set(name, .string(text)) } }
        return .object(object)
    }
}
