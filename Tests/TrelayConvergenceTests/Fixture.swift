import TrelayConvergence
import TrelayCore
import TrelayCrypto
import TrelayFormat

/// A small fleet, told record by record. Times are milliseconds after the start of its log.
struct Fixture {
    static let namespace = "shop/eu"
    static let start: Int64 = 1_700_000_000_000

    var model: ConvergenceModel
    /// Folds the same log, to know what an honest worker would report.
    private var fold = Fold(partitionCount: 1)
    private var offset: Int64 = 0
    private var states: [NamespaceState] = []

    init(expected: [DeclaredMember] = [], limits: ConvergenceLimits = ConvergenceLimits()) {
        model = ConvergenceModel(namespace: Self.namespace, partitionCount: 1, expected: expected, limits: limits)
        states.append(fold.state(of: Self.namespace))
    }

    static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: start + milliseconds) }

    func view(at milliseconds: Int64) -> FleetView { model.view(at: Self.time(milliseconds)) }

    func state(of worker: String, at milliseconds: Int64) -> MemberState? {
        view(at: milliseconds).member(worker)?.state
    }

    /// The digest that a role ought to serve at a revision.
    func digest(_ role: String, _ revision: Int) -> Digest {
        guard revision < states.count else { return .zero }
        return Projection.project(states[revision], role: role).digest()
    }

    /// Puts a prompt (a gateway's business) or a model (a model worker's).
    @discardableResult
    mutating func publish(
        _ key: String, version: String, at milliseconds: Int64, id: String? = nil, base: Int? = nil,
        publishedAt: Int64? = nil, traceparent: String? = nil
    ) -> Verdict? {
        guard let key = ResourceKey(key) else { return nil }
        let value: JSONValue =
            key.kind == "model" ? ["version": .string(version)] : ["version": .string(version), "template": "hello"]
        let changeSet = ChangeSet(
            namespace: Self.namespace, id: id ?? "event-\(offset)", author: "ann@shop", reason: "because",
            base: base.map { ChangeSet.Base(revision: $0) }, changes: [.put(key, value)])
        let metadata = EventMetadata(
            id: changeSet.id, source: "test", type: EventType.change, time: publishedAt.map(Self.time),
            traceparent: traceparent)
        return append(EventCodec.encode(changeSet.json(), key: Self.namespace, metadata: metadata), at: milliseconds)
    }

    @discardableResult
    mutating func append(_ outgoing: OutgoingRecord, at milliseconds: Int64) -> Verdict? {
        let record = record(outgoing, at: milliseconds)
        let verdict = model.observe(change: record)
        if case .accepted = fold.apply(record)?.outcome { states.append(fold.state(of: Self.namespace)) }
        return verdict
    }

    mutating func record(_ outgoing: OutgoingRecord, at milliseconds: Int64) -> Record {
        defer { offset += 1 }
        return Record(
            partition: 0, offset: offset, timestamp: Self.time(milliseconds), key: outgoing.key, value: outgoing.value,
            headers: outgoing.headers)
    }

    /// An ack of an honest worker; `digest` makes it lie.
    mutating func ack(
        _ worker: String, _ role: String = "gateway", from: Int, to: Int, at milliseconds: Int64,
        _ outcome: AckOutcome = .effective, refusal: Refusal? = nil, digest: Digest? = nil,
        incarnation: String = "first", stages: [StageDuration] = [], unchanged: Bool = false
    ) {
        let effective = outcome == .effective ? to : from
        let ack = Ack(
            worker: worker, role: role, labels: [:], build: "1.0.0", incarnation: incarnation,
            namespace: Self.namespace, fromRevision: from, toRevision: to, outcome: outcome, refusal: refusal,
            digest: digest ?? (effective < states.count ? self.digest(role, effective) : nil), unchanged: unchanged,
            stages: stages, source: nil, receivedAt: Self.time(milliseconds))
        let metadata = EventMetadata(id: "ack-\(offset)", source: "test", type: EventType.ack)
        model.observe(ack: record(ack.record(metadata: metadata), at: milliseconds))
    }

    /// A lease of an honest worker; `digest` makes it lie.
    mutating func lease(
        _ worker: String, _ role: String = "gateway", revision: Int, target: Int? = nil, at milliseconds: Int64,
        status: LeaseStatus = .serving, stage: String? = nil, refusal: Refusal? = nil, quarantined: Int? = nil,
        digest: Digest? = nil, incarnation: String = "first", heartbeat: Int = 1_000, labels: [String: String] = [:]
    ) {
        let lease = Lease(
            worker: worker, role: role, labels: labels, build: "1.0.0", incarnation: incarnation,
            namespace: Self.namespace, status: status, statusSince: Self.time(milliseconds), revision: revision,
            targetRevision: target ?? revision, stage: stage, refusal: refusal, quarantinedRevision: quarantined,
            digest: digest ?? (revision < states.count ? self.digest(role, revision) : nil), position: nil,
            endpoint: nil, detail: nil, heartbeatMilliseconds: heartbeat)
        let metadata = EventMetadata(id: "lease-\(offset)", source: "test", type: EventType.lease)
        model.observe(lease: record(lease.record(metadata: metadata), at: milliseconds))
    }
}

extension Refusal {
    static let schema = Refusal(
        code: "schemaInvalid", path: "/targets/0/provider", message: "no such provider", stage: "validated")
}
