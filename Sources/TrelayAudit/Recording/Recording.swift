import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayLog

/// One recording: an open file, two readers, a fold. Confined to one thread; an error ends it.
final class Recording {
    /// How many records one step brought.
    struct Step {
        var changes = 0
        var acks = 0
    }

    private let store: AuditStore
    private let timing: AuditRecorder.Timing
    private let changes: StreamSource
    private let acks: StreamSource
    private var fold: Fold

    init(
        path: String, topics: TopicNames, log: any EventLog, timing: AuditRecorder.Timing
    ) throws(AuditError) {
        self.timing = timing
        store = try storing { () throws(DatabaseError) in try AuditStore(recordingTo: path) }
        let partitionCount = try asking { () throws(LogError) in
            try log.partitionCount(of: topics.changes, timeout: timing.answer)
        }
        fold = try Self.restoredFold(store, topics, partitionCount)
        changes = try StreamSource(.changes, topics, log, store, timing)
        acks = try StreamSource(.acks, topics, log, store, timing)
    }

    /// Asks both topics for what is there, and writes it down. Waits a little when there is nothing.
    func step() throws(AuditError) -> Step {
        let changed = try keep(changes, timeout: .zero) { record throws(DatabaseError) in try recordChange(record) }
        let acked = try keep(acks, timeout: changed > 0 ? .zero : timing.poll) { record throws(DatabaseError) in
            try recordAck(record)
        }
        return Step(changes: changed, acks: acked)
    }

    /// Writes one batch down in one transaction, together with where it ended.
    private func keep(
        _ source: StreamSource, timeout: Duration, _ decide: (Record) throws(DatabaseError) -> JSONValue?
    ) throws(AuditError) -> Int {
        let batch = try source.poll(timeout: timeout, store)
        guard !batch.records.isEmpty else { return 0 }
        try storing { () throws(DatabaseError) in
            try store.transaction { () throws(DatabaseError) in
                for record in batch.records {
                    let decision = try decide(record)
                    try source.write(record, decision, to: store)
                }
                try source.writeHeads(batch.progress, to: store)
            }
        }
        return batch.records.count
    }

    private func recordChange(_ record: Record) throws(DatabaseError) -> JSONValue? {
        // Nil only for a record that was folded before, and the source lets none of those through.
        guard let verdict = fold.apply(record) else { return nil }
        let change = AuditedChange(verdict, record, after: verdict.namespace.map { fold.refreshedState(of: $0) })
        try store.insert(change)
        return change.json
    }

    private func recordAck(_ record: Record) throws(DatabaseError) -> JSONValue? {
        // What cannot be read as an ack is kept all the same, with nothing said about it.
        guard let ack = try? Ack.decode(record: record) else { return nil }
        let entry = AuditedAck(ack, record)
        try store.insert(entry)
        return entry.json
    }

    // MARK: - Going on where the file ends

    /// The fold stands where the file ends: it is computed again from the records in the file.
    private static func restoredFold(
        _ store: AuditStore, _ topics: TopicNames, _ partitionCount: Int32
    ) throws(AuditError) -> Fold {
        var fold = Fold(partitionCount: partitionCount)
        try storing { () throws(DatabaseError) in
            try store.transaction { () throws(DatabaseError) in
                for stream in AuditStream.allCases {
                    try store.settle("topic.\(stream.rawValue)", stream.topic(topics))
                }
                // Where a namespace belongs depends on it: with another number the same log means something else.
                try store.settle("partitionCount", "\(partitionCount)")
            }
            try store.eachRecord(.changes) { stored in
                if let record = stored.record { _ = fold.apply(record) }
                return true
            }
        }
        return fold
    }
}

/// Runs `body` and tells its error as one of the recorder.
func storing<Value>(_ body: () throws(DatabaseError) -> Value) throws(AuditError) -> Value {
    do throws(DatabaseError) { return try body() } catch { throw AuditError(error) }
}
