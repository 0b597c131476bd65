public import TrelayCore

/// The way of one change: from the publisher over the broker to every worker.
public struct ChangeTrace: Hashable, Sendable {
    /// One worker's part. Times are milliseconds.
    public struct Row: Hashable, Sendable {
        public enum Outcome: Hashable, Sendable {
            /// What its ack says of the change; `isUnchanged`: it did not concern what the worker serves.
            case acknowledged(AckOutcome, isUnchanged: Bool)
            /// No ack covers the change, and the worker is in this state.
            case missing(MemberState)
        }

        public var worker: String
        public var role: String
        public var outcome: Outcome
        /// Why it refused.
        public var refusal: Refusal?
        /// The ack covers these revisions: more than one when the worker caught up.
        public var fromRevision: Int?
        public var toRevision: Int?
        /// When the worker received the change, by its own clock.
        public var receivedAt: Timestamp?
        /// When the broker appended the ack.
        public var acknowledgedAt: Timestamp?
        /// Broker timestamp of the ack minus broker timestamp of the change: includes the ack's own trip.
        public var propagation: Int64?
        /// How long each stage took, by the worker's monotonic clock.
        public var stages: [StageDuration]
        /// Acks of this worker that cover the change: more than one after a retry or a restart.
        public var attempts: Int
        /// Why there is no ack, in one line; empty when there is one.
        public var reason: String
    }

    public var change: PublishedChange
    /// Missing workers first, then the slowest.
    public var rows: [Row]
    /// True when acks that old may have been forgotten (`ConvergenceLimits.maximumAcks`).
    public var isPartial: Bool

    /// The start of the trace: the publisher's time when it is known and not later than the broker's.
    public var startedAt: Timestamp {
        guard let published = change.publishedAt, published <= change.timestamp else { return change.timestamp }
        return published
    }

    /// Milliseconds from the publisher to the broker. Two clocks: an indication only.
    public var publishMilliseconds: Int64 { max(0, change.timestamp - startedAt) }

    /// Milliseconds from the broker to the slowest ack; nil without acks.
    public var spread: Int64? { rows.compactMap(\.propagation).max() }
}

extension ConvergenceModel {
    /// Draws the trace of a change from the acks that were read.
    ///
    /// - Parameter now: the broker's time, which tells who is silent; the newest broker timestamp if nil.
    /// - Returns: nil when no such change is remembered.
    public func trace(of reference: ChangeReference, at now: Timestamp? = nil) -> ChangeTrace? {
        guard let change = change(reference) else { return nil }
        guard let revision = change.revision else { return ChangeTrace(change: change, rows: [], isPartial: false) }
        var ackedBy: [String: [ObservedAck]] = [:]
        for observed in acks where observed.ack.covers(revision) {
            ackedBy[observed.ack.worker, default: []].append(observed)
        }
        var rows = ackedBy.values.compactMap { Self.row($0, of: change) }
        let moment = now ?? newestTimestamp ?? change.timestamp
        for member in view(at: moment).members where member.isExpected && ackedBy[member.worker] == nil {
            rows.append(Self.row(missing: member, revision: revision))
        }
        rows.sort(by: Self.isSlower)
        return ChangeTrace(change: change, rows: rows, isPartial: acks.dropped > 0)
    }

    /// The change that is meant, if it is remembered.
    public func change(_ reference: ChangeReference) -> PublishedChange? {
        switch reference {
        case .revision(let revision): accepted.last { $0.revision == revision }
        case .event(let id):
            accepted.last { $0.eventID?.utf8.elementsEqual(id.utf8) ?? false }
                ?? rejected.last { $0.eventID?.utf8.elementsEqual(id.utf8) ?? false }
        }
    }

    private static func row(_ acks: [ObservedAck], of change: PublishedChange) -> ChangeTrace.Row? {
        let ordered = acks.sorted { $0.timestamp < $1.timestamp }
        guard let shown = mostTelling(ordered, of: change) else { return nil }
        let ack = shown.ack
        return ChangeTrace.Row(
            worker: ack.worker, role: ack.role,
            outcome: .acknowledged(ack.outcome, isUnchanged: ack.unchanged), refusal: ack.refusal,
            fromRevision: ack.fromRevision, toRevision: ack.toRevision, receivedAt: ack.receivedAt,
            acknowledgedAt: shown.timestamp, propagation: max(0, shown.timestamp - change.timestamp),
            stages: ack.stages, attempts: ordered.count, reason: "")
    }

    /// The first time that it became effective; if it never did, the last word on it.
    ///
    /// A revision that was refused is not made good by a later one that was taken: that one's ack spans both.
    private static func mostTelling(_ ordered: [ObservedAck], of change: PublishedChange) -> ObservedAck? {
        let exact = ordered.filter { $0.ack.toRevision == change.revision }
        for candidates in [exact, ordered] {
            let effective = candidates.first { $0.ack.outcome == .effective }
            if let found = effective ?? candidates.last { return found }
        }
        return nil
    }

    private static func row(missing member: MemberView, revision: Int) -> ChangeTrace.Row {
        let hasIt = member.facts.effectiveRevision >= revision
        let reason =
            hasIt ? "it serves revision \(member.facts.effectiveRevision); its ack is no longer known" : member.reason
        return ChangeTrace.Row(
            worker: member.worker, role: member.role, outcome: .missing(member.state), refusal: nil,
            fromRevision: nil, toRevision: nil, receivedAt: nil, acknowledgedAt: nil, propagation: nil, stages: [],
            attempts: 0, reason: reason)
    }

    private static func isSlower(_ left: ChangeTrace.Row, _ right: ChangeTrace.Row) -> Bool {
        let times = (left.propagation ?? .max, right.propagation ?? .max)
        if times.0 != times.1 { return times.0 > times.1 }
        return left.worker < right.worker
    }
}

extension Ack {
    /// True when the ack tells of `revision`. A word about leaving tells of none.
    fileprivate func covers(_ revision: Int) -> Bool {
        outcome != .retired && fromRevision < revision && revision <= toRevision
    }
}
