public import TrelayCore
import TrelayCrypto
import TrelayFormat
public import TrelayLog
import TrelaySystem

/// Publishes change sets and learns what the fold makes of them.
///
/// A delivery report only says that Kafka has the record. The publisher folds the namespace up to its own record and
/// tells the verdict. When the delivery is in doubt it reads the log until it knows. Blocks the calling thread.
public struct Publisher: Sendable {
    /// What became of a change set.
    public enum Outcome: Sendable {
        /// The fold has decided. `isDuplicate` says that the event was in the log before, and this is its first outcome.
        case decided(Decision)
        /// The fold would reject it whatever happens meanwhile, or as far as the log says now: nothing was published.
        case refused(Rejection)
        /// The delivery failed for sure: nothing was published, trying again with the same id is safe.
        case notPublished(reason: String)
        /// Nobody knows yet: Kafka stayed away, or the delivery is in doubt and the log does not show the record (so
        /// far). The same id may be published again, or looked up in history.
        case unknown(reason: String)
    }

    /// The fold's decision about one event.
    public struct Decision: Sendable {
        /// For a duplicate, the outcome of the first event with the id.
        public var outcome: TrelayCore.Outcome
        /// True for an event whose id was in the log before: it changed nothing now.
        public var isDuplicate: Bool
        /// The place of the record that was published; nil when the event was in the log before and none was written.
        public var partition: Int32?
        public var offset: Int64?
        /// The broker's timestamp of that record.
        public var timestamp: Timestamp?
        /// The namespace after the decision.
        public var state: NamespaceState
        /// What an accepted change set did; empty for a duplicate.
        public var changes: [ResourceChange]
    }

    private let log: any EventLog
    private let topics: TopicNames
    private let timeout: Duration
    private let progress: (@Sendable (_ read: Int64, _ total: Int64) -> Void)?

    /// - Parameter timeout: for all of it: reading the namespace, the delivery and the verdict.
    public init(
        log: any EventLog, topics: TopicNames, timeout: Duration,
        progress: (@Sendable (_ read: Int64, _ total: Int64) -> Void)? = nil
    ) {
        self.log = log
        self.topics = topics
        self.timeout = timeout
        self.progress = progress
    }

    /// Publishes `changeSet` under `metadata.id` and returns what the fold decided.
    ///
    /// - Throws: when nothing was published because the log cannot be read or written at all.
    public func publish(_ changeSet: ChangeSet, metadata: EventMetadata) throws(ClientError) -> Outcome {
        do throws(LogError) {
            var session = try Session(self, changeSet.namespace)
            defer { session.close() }
            try session.catchUp(progress)
            if let decision = session.earlierDecision(metadata.id) { return .decided(decision) }
            if let rejection = session.unknownKind(in: changeSet) { return .refused(rejection) }
            let record = EventCodec.encode(changeSet.json(), key: changeSet.namespace, metadata: metadata)
            return try session.publish(record, id: metadata.id)
        } catch {
            throw ClientError(error)
        }
    }

    /// One publication: a reader that has folded the namespace to its end, and a writer.
    private struct Session {
        private let log: any EventLog
        private let topics: TopicNames
        private let namespace: String
        private let partition: Int32
        private let deadline: Deadline
        private var fold: Fold
        private var reader: any LogReader
        private var isConnected = true

        init(_ publisher: Publisher, _ namespace: String) throws(LogError) {
            log = publisher.log
            topics = publisher.topics
            self.namespace = namespace
            deadline = Deadline(after: publisher.timeout)
            let count = try log.partitionCount(of: topics.changes, timeout: deadline.remaining)
            partition = JavaPartitioner.partition(key: Array(namespace.utf8), count: count)
            fold = Fold(partitionCount: count, only: namespace)
            reader = ReadAhead(
                try log.openReader(of: topics.changes, from: [partition: .beginning]), events: fold.eventReader)
        }

        func close() { reader.close() }

        mutating func catchUp(_ progress: (@Sendable (Int64, Int64) -> Void)?) throws(LogError) {
            var end: Int64?
            while true {
                let batch = try poll()
                for (index, record) in batch.records.enumerated() {
                    _ = fold.apply(record, batch.reading(at: index))
                }
                guard let place = batch.progress(of: partition) else { continue }
                try WholeHistory.require(place.watermarks, topic: topics.changes, partition: partition)
                let captured = end ?? place.watermarks.high
                end = captured
                progress?(min(place.next, captured) - place.watermarks.low, captured - place.watermarks.low)
                if place.next >= captured { return }
            }
        }

        /// Publishing the same event again is answered with the outcome of the first.
        func earlierDecision(_ id: String) -> Decision? {
            let state = fold.state(of: namespace)
            guard let outcome = state.recentEvents.outcome(of: id) else { return nil }
            return Decision(outcome: outcome, isDuplicate: true, state: state, changes: [])
        }

        /// A mistyped kind is told before anything is written. A kind whose schema somebody publishes at this very moment
        /// is refused, too: then try again.
        func unknownKind(in changeSet: ChangeSet) -> Rejection? {
            do throws(Rejection) {
                try changeSet.checkKinds(on: fold.state(of: namespace))
                return nil
            } catch {
                return error
            }
        }

        mutating func publish(_ record: OutgoingRecord, id: String) throws(LogError) -> Outcome {
            let delivery: Delivery
            do throws(LogError) {
                delivery = try deliver(record)
            } catch {
                return findOut(id, after: error)
            }
            return awaitVerdict(of: delivery, id)
        }

        /// The writer is closed before anything is concluded from what the log holds: it must not try any longer.
        private func deliver(_ record: OutgoingRecord) throws(LogError) -> Delivery {
            // The last seconds belong to reading the verdict, or to finding out what became of the record.
            let reserve = min(Duration.seconds(5), deadline.remaining / 4)
            var options = WriterOptions()
            options.deliveryTimeout = max(.milliseconds(100), deadline.remaining - reserve)
            let writer = try log.openWriter(options)
            defer { _ = writer.close(deadline: min(deadline.remaining / 2, .milliseconds(200))) }
            return try writer.appendAndWait(
                record, to: topics.changes, partition: partition, timeout: options.deliveryTimeout + reserve / 2)
        }

        /// Kafka has the record: whatever goes wrong now, the change is published.
        private mutating func awaitVerdict(of delivery: Delivery, _ id: String) -> Outcome {
            let hasOffset = delivery.offset >= 0
            do throws(LogError) {
                while true {
                    let batch = try poll()
                    let decision = decide(batch) { hasOffset ? $0.offset == delivery.offset : $0.eventID == id }
                    if let decision { return .decided(decision) }
                }
            } catch {
                return .unknown(reason: "Kafka has the record, but its verdict could not be read: \(error.message)")
            }
        }

        /// The delivery failed or is in doubt. The log can prove that it has the record, never that it has not: a
        /// request that is still on its way may be appended after any look, and a record that the replicas have not all
        /// got yet is not shown.
        private mutating func findOut(_ id: String, after failure: LogError) -> Outcome {
            guard failure.code == .inDoubt || failure.code == .fatal else {
                return .notPublished(reason: failure.message)
            }
            do throws(LogError) {
                // Asked after the writer has given up: most records that were written are below this end.
                let end = try log.watermarks(
                    of: topics.changes, partition: partition, timeout: deadline.remaining
                ).high
                while true {
                    let batch = try poll()
                    if let decision = decide(batch, where: { $0.eventID == id }) { return .decided(decision) }
                    if let place = batch.progress(of: partition), place.next >= end {
                        return .unknown(reason: failure.message)
                    }
                }
            } catch {
                return .unknown(reason: failure.message)
            }
        }

        /// Folds a batch; the decision about the first record in it that `isWanted`.
        private mutating func decide(_ batch: LogBatch, where isWanted: (Verdict) -> Bool) -> Decision? {
            var found: Decision?
            for (index, record) in batch.records.enumerated() {
                guard let verdict = fold.apply(record, batch.reading(at: index)), found == nil, isWanted(verdict) else {
                    continue
                }
                found = Decision(
                    outcome: verdict.outcome, isDuplicate: verdict.isDuplicate, partition: verdict.partition,
                    offset: verdict.offset, timestamp: verdict.timestamp, state: fold.state(of: namespace),
                    changes: verdict.changes)
            }
            return found
        }

        private mutating func poll() throws(LogError) -> LogBatch {
            guard !deadline.hasPassed else {
                throw LogError(
                    code: .timedOut,
                    message: isConnected
                        ? "topic '\(topics.changes)' could not be read to its end in time; allow more with --timeout"
                        : "no broker answered in time; check --bootstrap and that Kafka runs")
            }
            let batch = try reader.poll(timeout: min(deadline.remaining, .seconds(1)))
            isConnected = batch.isConnected
            return batch
        }
    }
}
