import TrelayCore
import TrelayCrypto
import TrelayFormat

/// Walks stored records in order and stops believing at the first that does not fit.
struct Verifier {
    private(set) var result = AuditReader.Verification()
    /// Records looked at so far.
    private(set) var seen = 0
    private var fold: Fold
    /// Where the walk stands in each partition of the stream.
    private var walked: [Int32: StreamHead] = [:]

    init(partitionCount: Int32) {
        fold = Fold(partitionCount: partitionCount)
    }

    mutating func check(_ stored: StoredRecord, _ stream: AuditStream) {
        guard result.firstBad == nil else { return }
        seen += 1
        checkPlace(stored, stream)
        guard let record = stored.record else { return fail(stored, stream, "its headers cannot be read") }
        let digest = record.digest().description
        guard digest == stored.digest else {
            return fail(stored, stream, "the record hashes to \(digest), stored was \(stored.digest)")
        }
        switch stream {
        case .changes: checkChange(stored, record)
        case .acks: checkAck(stored, record)
        }
        checkSeal(stored, record, stream)
    }

    /// Nothing may be missing between the record before and this one.
    private mutating func checkPlace(_ stored: StoredRecord, _ stream: AuditStream) {
        let last = walked[stored.partition]?.last
        guard stored.previous != last else { return }
        if let previous = stored.previous, previous > last ?? -1, previous < stored.offset {
            missing(previous, stored.partition, stream, "the record at offset \(stored.offset) was written after it")
        } else {
            fail(
                stored, stream,
                "it says that it was written after offset \(text(stored.previous)), and offset \(text(last)) comes before it"
            )
        }
    }

    private mutating func checkChange(_ stored: StoredRecord, _ record: Record) {
        guard let change = stored.change else {
            return fail(stored, .changes, "what the fold decided about it is missing")
        }
        guard let verdict = fold.apply(record) else { return fail(stored, .changes, "it is out of order") }
        var computed = AuditedChange(verdict, record, after: verdict.namespace.map { fold.refreshedState(of: $0) })
        // Another version of the fold may word a rejection differently. The seal covers the words.
        computed.message = change.message
        compare(stored, .changes, change.json, computed.json)
        guard result.firstBad == nil else { return }
        result.records += 1
        guard let namespace = computed.namespace, let chain = computed.chain, let revision = computed.revision
        else { return }
        result.namespaces[namespace] = .init(revision: revision, chain: chain)
    }

    private mutating func checkAck(_ stored: StoredRecord, _ record: Record) {
        let computed = (try? Ack.decode(record: record)).map { AuditedAck($0, record) }
        switch (stored.ack, computed) {
        case (nil, nil): result.unreadableAcks += 1
        case (nil, .some): fail(stored, .acks, "what it says is missing")
        case (.some, nil): fail(stored, .acks, "it is no ack, and one was written down")
        case (let ack?, let computed?):
            compare(stored, .acks, ack.json, computed.json)
            if result.firstBad == nil { result.acks += 1 }
        }
    }

    private mutating func compare(
        _ stored: StoredRecord, _ stream: AuditStream, _ written: JSONValue, _ computed: JSONValue
    ) {
        guard let change = ValueDifference.changes(from: written, to: computed, limit: 1).first else { return }
        let name = change.pointer.tokens.first ?? "decision"
        fail(
            stored, stream,
            "its \(name) was written down as \(words(change.old)), and computed again it is \(words(change.new))")
    }

    private mutating func checkSeal(_ stored: StoredRecord, _ record: Record, _ stream: AuditStream) {
        guard result.firstBad == nil else { return }
        var head = walked[stored.partition] ?? StreamHead()
        head.advance(over: record, decision: stored.decision)
        guard head.seal.description == stored.seal else {
            return fail(
                stored, stream,
                "its seal is \(stored.seal), and what stands here and before it hashes to \(head.seal): it was altered")
        }
        walked[stored.partition] = head
    }

    /// After the last record of a stream: the file must end where its heads say.
    mutating func finish(
        _ stream: AuditStream, heads: [Int32: StreamHead], orphan: (partition: Int32, offset: Int64)?
    ) {
        defer { walked = [:] }
        for partition in Set(heads.keys).union(walked.keys).sorted() where result.firstBad == nil {
            let head = heads[partition]
            let end = walked[partition]
            if let last = head?.last, last > end?.last ?? -1 {
                missing(last, partition, stream, "the record of this partition ended with it")
            } else if head?.last != end?.last || head?.seal != end?.seal || head?.count != end?.count {
                found(
                    stream, partition, end?.last ?? -1,
                    "the partition ends here with seal \(end?.seal.description ?? "none"), and its head says offset "
                        + "\(text(head?.last)), seal \(head?.seal.description ?? "none")")
            }
        }
        if let orphan, result.firstBad == nil {
            missing(orphan.offset, orphan.partition, stream, "what was said about it is still there")
        }
    }

    // MARK: - Findings

    private mutating func fail(_ stored: StoredRecord, _ stream: AuditStream, _ message: String) {
        guard result.firstBad == nil else { return }
        result.firstBad = .init(
            stream: stream.rawValue, partition: stored.partition, offset: stored.offset,
            namespace: stored.change?.namespace ?? stored.ack?.namespace,
            revision: stored.change?.revision ?? stored.ack?.toRevision, message: prefix(stream) + message)
    }

    private mutating func missing(_ offset: Int64, _ partition: Int32, _ stream: AuditStream, _ proof: String) {
        found(stream, partition, offset, "it is missing: \(proof)")
    }

    private mutating func found(_ stream: AuditStream, _ partition: Int32, _ offset: Int64, _ message: String) {
        guard result.firstBad == nil else { return }
        result.firstBad = .init(
            stream: stream.rawValue, partition: partition, offset: offset, message: prefix(stream) + message)
    }

    /// Offsets of both topics look alike.
    private func prefix(_ stream: AuditStream) -> String { stream == .acks ? "ack: " : "" }

    private func text(_ offset: Int64?) -> String { offset.map(String.init) ?? "none" }

    private func words(_ value: JSONValue?) -> String { value?.canonicalString() ?? "nothing" }
}
