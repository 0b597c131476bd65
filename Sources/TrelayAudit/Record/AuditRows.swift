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

/// What one worker did with a revision.
public struct AuditedAck: Hashable, Sendable {
    public var timestamp: Timestamp
    public var worker: String
    public var role: String
    public var fromRevision: Int
    public var toRevision: Int
    public var outcome: String
    public var code: String?
    public var path: String?
    public var message: String?
    /// All stages of the worker's pipeline together.
    public var nanoseconds: Int64
}

/// Which changes to list.
public struct AuditFilter: Hashable, Sendable {
    public var namespace: String?
    public var revision: Int?
    /// The most lines, newest first.
    public var limit: Int

    public init(namespace: String? = nil, revision: Int? = nil, limit: Int = 50) {
        self.namespace = namespace
        self.revision = revision
        self.limit = limit
    }
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

    init(_ row: Row) {
        partition = Int32(clamping: row.integer(0))
        offset = row.integer(1)
        timestamp = Timestamp(milliseconds: row.integer(2))
        namespace = row.text(3)
        event = row.text(4)
        outcome = row.text(5) ?? ""
        revision = row.isNull(6) ? nil : Int(row.integer(6))
        code = row.text(7)
        pointer = row.text(8)
        message = row.text(9)
        author = row.text(10)
        reason = row.text(11)
        resources = (row.text(12) ?? "").split(separator: " ").map(String.init)
        chain = row.text(13)
        digest = row.text(14)
        isDuplicate = row.integer(15) != 0
    }
}

extension AuditedAck {
    init(_ row: Row) {
        timestamp = Timestamp(milliseconds: row.integer(0))
        worker = row.text(1) ?? ""
        role = row.text(2) ?? ""
        fromRevision = Int(row.integer(3))
        toRevision = Int(row.integer(4))
        outcome = row.text(5) ?? ""
        code = row.text(6)
        path = row.text(7)
        message = row.text(8)
        nanoseconds = row.integer(9)
    }
}

/// A record as it was stored, beside what was said about it when it was recorded.
struct StoredRecord {
    var record: Record?
    var partition: Int32
    var offset: Int64
    var digest: String
    /// False when the row about the fold's decision is missing.
    var hasDecision: Bool
    var revision: Int?
    var chain: String?
    var outcome: String?
    var code: String?
    var namespace: String?

    init(_ row: Row) {
        partition = Int32(clamping: row.integer(0))
        offset = row.integer(1)
        digest = row.text(6) ?? ""
        hasDecision = row.integer(7) != 0
        revision = row.isNull(8) ? nil : Int(row.integer(8))
        chain = row.text(9)
        outcome = row.text(10)
        code = row.text(11)
        namespace = row.text(12)
        record = HeaderBlob.decode(row.blob(5) ?? []).map { headers in
            Record(
                partition: Int32(clamping: row.integer(0)), offset: row.integer(1),
                timestamp: Timestamp(milliseconds: row.integer(2)), key: row.blob(3), value: row.blob(4),
                headers: headers)
        }
    }
}

/// Headers as one blob: for each its name and value, each with a length in front; -1 is a null value.
enum HeaderBlob {
    static func encode(_ headers: RecordHeaders) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in headers {
            append(Array(name.utf8), to: &bytes)
            append(value, to: &bytes)
        }
        return bytes
    }

    /// - Returns: nil when the bytes are not what `encode` wrote.
    static func decode(_ bytes: [UInt8]) -> RecordHeaders? {
        var headers = RecordHeaders()
        var rest = bytes[...]
        while !rest.isEmpty {
            guard case .some(.some(let name)) = take(&rest), let value = take(&rest),
                let text = String(validating: name, as: UTF8.self)
            else { return nil }
            headers.append(text, value)
        }
        return headers
    }

    private static func append(_ value: [UInt8]?, to bytes: inout [UInt8]) {
        let length = Int32(value?.count ?? -1)
        withUnsafeBytes(of: length.bigEndian) { bytes.append(contentsOf: $0) }
        if let value { bytes.append(contentsOf: value) }
    }

    /// - Returns: nil when there is no whole value; `.some(nil)` is a null value.
    private static func take(_ rest: inout ArraySlice<UInt8>) -> [UInt8]?? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        rest = rest.dropFirst(4)
        if length == UInt32.max { return .some(nil) }
        guard Int(length) <= rest.count else { return nil }
        defer { rest = rest.dropFirst(Int(length)) }
        return .some(Array(rest.prefix(Int(length))))
    }
}
