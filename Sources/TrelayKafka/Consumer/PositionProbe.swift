import CRdKafka
import Synchronization
import TrelaySystem

/// Finds out the bounds of a consumer's partitions on a thread of its own, however long the brokers are away, so that
/// polling never blocks on a broker. It runs once: at opening, after a lost connection, and when a position was refused.
final class PositionProbe: Sendable {
    enum Finding: Sendable {
        case answered([Int32: KafkaWatermarks])
        /// Asking goes on; the brokers did not answer.
        case unreachable
        /// Asking has ended: no time will cure this.
        case refused(KafkaError)
    }

    private let lookup: TopicLookup
    private let partitions: [Int32]
    private let wakeUp: EventDescriptor
    private let cancelled: EventDescriptor
    private let state = Mutex(State())

    private struct State: Sendable {
        /// Only the latest finding counts.
        var latest: Finding?
        var isDone = false
    }

    /// - Parameter wakeUp: signalled with each finding.
    init(handle: ClientHandle, topic: String, partitions: [Int32], wakeUp: EventDescriptor) throws(SystemError) {
        lookup = TopicLookup(handle: handle, topic: topic, operation: .read)
        self.partitions = partitions
        self.wakeUp = wakeUp
        cancelled = try EventDescriptor()
        _ = try OSThread(name: "kafka-probe") { self.run() }
    }

    func takeFinding() -> Finding? {
        state.withLock { state in
            defer { state.latest = nil }
            return state.latest
        }
    }

    /// Asking has ended.
    var isDone: Bool { state.withLock { $0.isDone } }

    /// Ends asking after the attempt that is running.
    func cancel() { cancelled.signal() }

    private func run() {
        ask()
        state.withLock { $0.isDone = true }
        wakeUp.signal()
    }

    private func ask() {
        // An answer may have to wait for the consumer's own fetches on the same connection, each up to fetch.wait.max.ms;
        // brokers that are really away are known sooner, by the library's word that all of them are down.
        var patience = Duration.seconds(3)
        while true {
            do {
                let watermarks = try lookup.repeated(
                    deadline: Deadline(after: patience), total: patience, cancelled: cancelled
                ) { slice throws(KafkaError) in try lookup.watermarks(of: partitions, timeout: slice) }
                return report(.answered(watermarks))
            } catch {
                if error.code == .closed { return }
                guard error.isRetriable else { return report(.refused(error)) }
                report(.unreachable)
            }
            // The library's own reconnecting sets the pace; this only bounds how long one attempt holds the client.
            patience = min(patience * 2, .seconds(4))
        }
    }

    private func report(_ finding: Finding) {
        state.withLock { $0.latest = finding }
        wakeUp.signal()
    }
}
