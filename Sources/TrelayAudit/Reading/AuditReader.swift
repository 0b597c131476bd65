import TrelayCore
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
        /// Records of the changes topic.
        public var records = 0
        /// Records of the acks topic that are acks.
        public var acks = 0
        /// Records of the acks topic that nobody could read as an ack.
        public var unreadableAcks = 0
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
        /// `changes` or `acks`.
        public var stream: String
        public var partition: Int32
        public var offset: Int64
        public var namespace: String?
        public var revision: Int?
        /// One line: what was stored, what was computed.
        public var message: String
    }

    /// Folds the stored records again from the first and compares every digest, decision and link of both hash chains
    /// (the namespaces' own, and the seal over the whole record) with what was written down when they were recorded.
    ///
    /// What it cannot notice is a record whose every row was computed anew: compare `namespaces` with the chain that
    /// a worker reports.
    ///
    /// - Parameter progress: told at the start, now and then, and at the end, how many records have been looked at.
    public func verify(
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(DatabaseError) -> Verification {
        var result = Verification()
        // In one transaction, so that a recorder that writes meanwhile does not look like a forger.
        try store.reading { () throws(DatabaseError) in
            let total = try store.countRecords(.changes) + store.countRecords(.acks)
            let partitionCount = Int32(try store.meta("partitionCount") ?? "1") ?? 1
            progress(0, total)
            var verifier = Verifier(partitionCount: max(1, partitionCount))
            for stream in AuditStream.allCases where verifier.result.firstBad == nil {
                let heads = try store.heads(stream)
                try store.eachRecord(stream) { stored in
                    verifier.check(stored, stream)
                    if verifier.seen % 1_000 == 0 { progress(verifier.seen, total) }
                    return verifier.result.firstBad == nil
                }
                verifier.finish(stream, heads: heads, orphan: try store.firstOrphan(stream))
            }
            progress(verifier.seen, total)
            result = verifier.result
        }
        return result
    }
}
