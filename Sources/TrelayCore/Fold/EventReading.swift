import TrelayCrypto
import TrelayFormat

/// A record as far as it can be read without a state: headers, body, digests, and what the built-in schemas say. That is
/// most of the work of folding it, and the same for every state.
///
/// So whoever replays a long log may read records on other threads than the one that folds (``EventReader``). Immutable;
/// any thread.
public final class EventReading: Sendable {
    /// Nil when the headers have no legal one.
    let eventID: String?
    let metadata: EventMetadata?
    let changeSet: ChangeSet?
    let body: Result<Body, Rejection>

    /// What a legal body says besides the change set.
    struct Body {
        /// The digest of the body as a value, which the chain covers: the same for every encoding.
        var content: Digest
        /// Bytes of the canonical form of the body.
        var byteCount: Int
        /// One for each change.
        var changes: [ChangeReading]
    }

    /// - Parameter namespace: what the record's key says.
    init(_ record: Record, _ headers: EventHeaders, namespace: String, _ limits: FoldLimits) {
        eventID = headers.eventID
        var metadata: EventMetadata?
        var changeSet: ChangeSet?
        do throws(Rejection) {
            let (content, byteCount) = try ChangeEvent.read(
                record, headers, namespace: namespace, limits: limits, &metadata, &changeSet)
            let readings = changeSet.map { ChangeReading.all(of: $0, limits) }
            body = .success(Body(content: content, byteCount: byteCount, changes: readings ?? []))
        } catch {
            body = .failure(error)
        }
        self.metadata = metadata
        self.changeSet = changeSet
    }
}

/// Reads records ahead of a fold with the same limits. A value that any thread may use.
public struct EventReader: Sendable {
    let limits: FoldLimits
    let namespace: [UInt8]?

    /// - Returns: nil for a record that the fold looks at no further than its key.
    public func read(_ record: Record) -> EventReading? {
        guard let key = record.key, Names.isValidNamespace(key), namespace == nil || namespace == key else {
            return nil
        }
        return EventReading(
            record, EventHeaders(record.headers), namespace: String(decoding: key, as: UTF8.self), limits)
    }
}

extension Fold {
    /// Reads records for this fold, on whatever thread.
    public var eventReader: EventReader { EventReader(limits: limits, namespace: only.map { Array($0.utf8) }) }
}
