import TrelayCrypto
public import TrelayFormat

extension NamespaceState {
    static let encodedFormat = "trelay.state.v2"

    /// The whole state, for a file or a snapshot. `decode` gives an equal state back.
    public func encoded() -> JSONValue {
        var object = JSONObject()
        object.set("format", .string(Self.encodedFormat))
        object.set("namespace", .string(namespace))
        object.set("revision", JSONValue(revision))
        object.set("chain", .string(chain.description))
        object.set("digest", .string(digest().description))
        if let position { object.set("position", position.encoded()) }
        if let lastAccepted { object.set("lastAccepted", lastAccepted.encoded()) }
        object.set("recentEvents", .array(recentEvents.ordered.map { Self.encoded($0.eventID, $0.outcome) }))
        object.set("recentEventsOlder", JSONValue(recentEvents.olderCount))
        object.set("rejections", .array(rejections.map { $0.encoded() }))
        object.set("droppedRejections", JSONValue(droppedRejections))
        // Covers what no other digest covers; the resources are covered by "digest".
        object.set("checksum", .string(JSONValue.object(object).digest().description))
        object.set("resources", .array(resources.map { Self.encoded($0.key, $0.entry) }))
        return .object(object)
    }

    /// `[kind, name, created, changed, event, digest, value]`: a state has many of them.
    private static func encoded(_ key: ResourceKey, _ entry: ResourceEntry) -> JSONValue {
        .array([
            .string(key.kind), .string(key.name), JSONValue(entry.createdRevision), JSONValue(entry.changedRevision),
            .string(entry.changedBy), .string(entry.digest.description), entry.value,
        ])
    }

    /// `[id, revision]` or `[id, code, pointer, message]`.
    private static func encoded(_ eventID: String, _ outcome: Outcome) -> JSONValue {
        switch outcome {
        case .accepted(let revision): .array([.string(eventID), JSONValue(revision)])
        case .rejected(let rejection): .array([.string(eventID)] + rejection.encoded())
        }
    }
}

extension Rejection {
    fileprivate func encoded() -> [JSONValue] {
        [.string(code.rawValue), .string(pointer.description), .string(message)]
    }
}

extension LogPosition {
    fileprivate func encoded() -> JSONValue {
        .object([
            "partition": JSONValue(Int(partition)), "offset": JSONValue(exactly: offset),
            "recordDigest": .string(recordDigest.description),
        ])
    }
}

extension LastAccepted {
    fileprivate func encoded() -> JSONValue {
        .object([
            "offset": JSONValue(exactly: offset), "timestamp": JSONValue(exactly: timestamp.milliseconds),
            "eventID": .string(eventID), "author": .string(author),
        ])
    }
}

extension LedgerEntry {
    fileprivate func encoded() -> JSONValue {
        let id: JSONValue = eventID.map { .string($0) } ?? .null
        let place = [
            JSONValue(Int(partition)), JSONValue(exactly: offset), JSONValue(exactly: timestamp.milliseconds),
        ]
        return .array([id] + rejection.encoded() + place)
    }
}

extension JSONValue {
    private static let exactIntegers: ClosedRange<Int64> = -9_007_199_254_740_991...9_007_199_254_740_991

    /// A number, or the digits as a string where a number of JSON would not be exact (a producer may stamp a record
    /// with any time it likes).
    init(exactly integer: Int64) {
        self = Self.exactIntegers.contains(integer) ? JSONValue(Int(integer)) : .string(String(integer))
    }

    /// Reads what `init(exactly:)` wrote.
    var exactInteger: Int64? {
        if let number = integerValue { return Int64(number) }
        return stringValue.flatMap { Int64($0) }
    }
}
