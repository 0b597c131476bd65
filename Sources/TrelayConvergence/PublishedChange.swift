public import TrelayCore

/// One change record of the log, with the verdict of the fold.
public struct PublishedChange: Hashable, Sendable {
    public var outcome: Outcome
    /// Nil when the record carried none that could be read.
    public var eventID: String?
    public var author: String?
    public var reason: String?
    public var partition: Int32
    public var offset: Int64
    /// When the broker appended it.
    public var timestamp: Timestamp
    /// When the publisher says that it was made (`ce_time`), by the publisher's clock.
    public var publishedAt: Timestamp?
    /// The trace context that the publisher gave it.
    public var traceparent: String?
    /// The resources that it changed; empty for a rejected one.
    public var keys: [ResourceKey]
    /// The kinds of these resources whose value is another one than before.
    var changedKinds: Set<String>

    /// The revision that it became; nil when it was rejected.
    ///
    /// Not inlined: Swift 6.3.1's optimiser crashes (CopyPropagation) on functions of other modules that read both.
    @inline(never)
    public var revision: Int? { outcome.revision }

    /// Nil when it was accepted.
    @inline(never)
    public var rejection: Rejection? { outcome.rejection }

    /// The trace id in the `traceparent` (W3C trace context: version, trace id, parent id, flags), if it is one.
    public var traceID: String? {
        guard let traceparent else { return nil }
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[1].utf8.count == 32, parts[1].utf8.contains(where: { $0 != UInt8(ascii: "0") }),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return String(parts[1])
    }

    init(_ verdict: Verdict, _ record: Record) {
        outcome = verdict.outcome
        eventID = verdict.eventID
        author = verdict.changeSet?.author
        reason = verdict.changeSet?.reason
        partition = record.partition
        offset = record.offset
        timestamp = record.timestamp
        publishedAt = verdict.metadata?.time
        traceparent = record.headers.text("traceparent")
        keys = verdict.changes.map(\.key)
        changedKinds = Set(verdict.changes.filter(\.changesValue).map(\.key.kind))
    }

    /// True when a role that consumes `kinds` (nil: all) has another configuration after it.
    func concerns(_ kinds: Set<String>?) -> Bool {
        guard let kinds else { return !changedKinds.isEmpty }
        return !changedKinds.isDisjoint(with: kinds)
    }
}

/// Names a change: by the revision that it became, or by its event id.
public enum ChangeReference: Hashable, Sendable {
    case revision(Int)
    case event(String)

    /// A number is a revision, anything else an event id.
    public init(_ text: String) {
        if let revision = Int(text) { self = .revision(revision) } else { self = .event(text) }
    }
}
