import TrelayCore
import TrelayCrypto
import TrelayFormat

/// Answers questions from an audit record, with no broker: what happened, and whether the record is sound.
public struct AuditReader {
    private let store: AuditStore

    /// - Throws: when there is no such file, or it is not an audit record.
    public init(path: String) throws(DatabaseError) {
        store = try AuditStore(reading: path)
    }

    /// Changes, newest first.
    public func changes(_ filter: AuditFilter) throws(DatabaseError) -> [AuditedChange] {
        var found: [AuditedChange] = []
        try store.changes(filter) { found.append($0) }
        return found
    }

    /// What workers did with a revision, in the order in which the broker heard of it.
    public func acks(namespace: String, revision: Int) throws(DatabaseError) -> [AuditedAck] {
        var found: [AuditedAck] = []
        try store.acks(namespace: namespace, revision: revision) { found.append($0) }
        return found
    }

    /// What `verify` found.
    public struct Verification: Hashable, Sendable {
        public var records = 0
        public var acks = 0
        /// For each namespace its last revision and the end of its hash chain.
        public var namespaces: [String: Head] = [:]
        /// The first record that is not what it should be; nil when the record is sound.
        public var firstBad: Finding?

        public struct Head: Hashable, Sendable {
            public var revision: Int
            public var chain: String
        }
    }

    /// A record that fails verification.
    public struct Finding: Hashable, Sendable {
        public var partition: Int32
        public var offset: Int64
        public var namespace: String?
        public var revision: Int?
        /// One line: what was stored, what was computed.
        public var message: String
    }

    /// Folds the stored records again from the first and compares every digest, decision and link of the hash chain
    /// with what was written down when they were recorded.
    public func verify(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws(DatabaseError) -> Verification {
        let total = try store.count(.records)
        let decisions = try store.count(.changes)
        var verifier = Verifier(partitionCount: Int32(clamping: try store.meta("partitionCount") ?? 1))
        try store.eachRecord { stored in
            verifier.check(stored)
            if verifier.result.records % 1_000 == 0 { progress(verifier.result.records, total) }
        }
        progress(total, total)
        verifier.result.acks = try store.count(.acks)
        if verifier.result.firstBad == nil, decisions != total {
            verifier.result.firstBad = Finding(
                partition: 0, offset: -1, message: "\(decisions) decisions are stored for \(total) records")
        }
        return verifier.result
    }
}

/// Walks stored records in order and stops believing at the first that does not fit.
private struct Verifier {
    var result = AuditReader.Verification()
    private var fold: Fold

    init(partitionCount: Int32) {
        fold = Fold(partitionCount: partitionCount)
    }

    mutating func check(_ stored: StoredRecord) {
        guard result.firstBad == nil else { return }
        result.records += 1
        guard let record = stored.record else { return fail(stored, "its headers cannot be read") }
        let digest = record.digest().description
        guard digest == stored.digest else {
            return fail(stored, "the record hashes to \(digest), stored was \(stored.digest)")
        }
        guard stored.hasDecision else { return fail(stored, "what the fold decided about it is missing") }
        guard let verdict = fold.apply(record) else { return fail(stored, "it is out of order") }
        compare(stored, AuditedChange(verdict, record, after: verdict.namespace.map { fold.state(of: $0) }))
    }

    private mutating func compare(_ stored: StoredRecord, _ computed: AuditedChange) {
        guard stored.outcome == computed.outcome, stored.code == computed.code, stored.namespace == computed.namespace
        else {
            return fail(
                stored,
                "stored as \(stored.outcome ?? "nothing") \(stored.code ?? ""), the fold says \(computed.outcome) "
                    + (computed.code ?? ""))
        }
        guard stored.revision == computed.revision else {
            return fail(
                stored, "stored as revision \(text(stored.revision)), the fold counts \(text(computed.revision))")
        }
        guard stored.chain == computed.chain else {
            return fail(
                stored, "the hash chain is \(computed.chain ?? "none"), stored was \(stored.chain ?? "none")")
        }
        guard let namespace = computed.namespace, let chain = computed.chain, let revision = computed.revision
        else { return }
        result.namespaces[namespace] = .init(revision: revision, chain: chain)
    }

    private func text(_ revision: Int?) -> String { revision.map(String.init) ?? "none" }

    private mutating func fail(_ stored: StoredRecord, _ message: String) {
        result.firstBad = .init(
            partition: stored.partition, offset: stored.offset, namespace: stored.namespace, revision: stored.revision,
            message: message)
    }
}
