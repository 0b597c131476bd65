import Synchronization
import TrelayCore
import TrelayLog
import TrelaySystem

/// Publishes acks in order, and keeps those that the broker does not take for the time when it does.
///
/// The queue is bounded: with the broker away for long, the oldest acks are dropped and counted. The state of this
/// worker is not lost with them, because every heartbeat carries it.
final class Acknowledger: Sendable {
    static let maximumQueued = 1_000

    private struct Queue {
        var waiting: [OutgoingRecord] = []
        var isSending = false
        var dropped: UInt64 = 0
    }

    private let queue = Mutex(Queue())
    private let writer: any LogWriter
    private let topic: String
    /// Signalled when nothing waits any more.
    private let settled: EventDescriptor

    init(writer: any LogWriter, topic: String) throws(SystemError) {
        self.writer = writer
        self.topic = topic
        settled = try EventDescriptor()
    }

    /// Any thread. Never blocks.
    func publish(_ record: OutgoingRecord) {
        queue.withLock { queue in
            if queue.waiting.count >= Self.maximumQueued {
                queue.waiting.removeFirst()
                queue.dropped += 1
            }
            queue.waiting.append(record)
        }
        sendNext()
    }

    /// Called at every heartbeat: tries again what the broker did not take.
    func retry() {
        sendNext()
    }

    /// Waits until every ack is delivered, at most until the deadline. For the end of the worker.
    ///
    /// - Returns: how many are left.
    func flush(until deadline: Deadline) -> Int {
        var backoff = Backoff()
        while true {
            settled.drain()
            let left = queuedCount
            guard left > 0, !deadline.hasPassed else { return left }
            sendNext()
            _ = settled.wait(timeout: min(deadline.remaining, backoff.next()))
        }
    }

    var droppedCount: UInt64 { queue.withLock { $0.dropped } }
    var queuedCount: Int { queue.withLock { $0.waiting.count } }

    /// One record is on its way at a time: an ack that failed is sent again before the ones behind it.
    private func sendNext() {
        let record: OutgoingRecord? = queue.withLock { queue in
            guard !queue.isSending, let first = queue.waiting.first else { return nil }
            queue.isSending = true
            return first
        }
        guard let record else { return }
        writer.append(record, to: topic, partition: nil) { [weak self] result in
            self?.finish(record, result)
        }
    }

    private func finish(_ record: OutgoingRecord, _ result: Result<Delivery, LogError>) {
        let isSettled = queue.withLock { queue -> Bool? in
            queue.isSending = false
            switch result {
            case .success: break
            case .failure(let error):
                // An ack that no broker will ever take must not hold up all that come after it.
                guard error.code == .tooLarge else { return nil }
                queue.dropped += 1
            }
            // The queue may have dropped its oldest meanwhile: remove what was sent, not whatever is first.
            if queue.waiting.first == record { queue.waiting.removeFirst() }
            return queue.waiting.isEmpty
        }
        guard let isSettled else { return }
        if isSettled { settled.signal() } else { sendNext() }
    }
}
