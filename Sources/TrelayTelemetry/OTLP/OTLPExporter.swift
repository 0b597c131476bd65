import Synchronization
import TrelayHTTP
import TrelaySystem

/// Sends spans to a collector by OTLP/HTTP with JSON, in batches, on a thread of its own.
///
/// The queue is bounded and never blocks those who fill it: spans beyond it are dropped and counted, as are those that
/// the collector does not take after a few attempts.
public final class OTLPExporter: SpanExporter {
    private static let maximumAttempts = 4
    private static let firstPause: Duration = .milliseconds(250)

    private struct Queue {
        var spans: [SpanData] = []
        var dropped: UInt64 = 0
        var isFlushing = false
        var isClosed = false
        var isSending = false
    }

    private let configuration: OTLPConfiguration
    private let resource: [String: AttributeValue]
    private let client: HTTPClient
    private let queue = Mutex(Queue())
    private let work: EventDescriptor
    private let idle: EventDescriptor
    private let thread = Mutex<OSThread?>(nil)

    /// Starts the exporter's thread.
    ///
    /// - Parameter resource: what the environment does not say of this process.
    public init(_ configuration: OTLPConfiguration, resource: [String: AttributeValue] = [:]) throws {
        self.configuration = configuration
        self.resource = resource.merging(configuration.resource) { $1 }
        client = try HTTPClient()
        work = try EventDescriptor()
        idle = try EventDescriptor()
        let started = try OSThread(name: "trelay-otlp") { [self] in run() }
        thread.withLock { $0 = started }
    }

    public func export(_ span: SpanData) {
        let isFull = queue.withLock { queue in
            guard !queue.isClosed, queue.spans.count < configuration.maximumQueue else {
                queue.dropped += 1
                return false
            }
            queue.spans.append(span)
            return queue.spans.count == configuration.maximumBatch
        }
        if isFull { work.signal() }
    }

    public var droppedCount: UInt64 { queue.withLock { $0.dropped } }

    public func flush(deadline: Duration) {
        let limit = Deadline(after: deadline)
        queue.withLock { $0.isFlushing = true }
        idle.drain()
        work.signal()
        while !limit.hasPassed {
            if queue.withLock({ $0.spans.isEmpty && !$0.isSending }) { return }
            _ = idle.wait(timeout: limit.remaining)
            idle.drain()
        }
    }

    /// Flushes for a moment, ends the thread and the client. Later spans are dropped.
    public func close() {
        flush(deadline: .seconds(2))
        queue.withLock { $0.isClosed = true }
        work.signal()
        thread.withLock { $0 }?.join()
        client.close()
    }

    // MARK: - The exporter's thread

    private func run() {
        while true {
            _ = work.wait(timeout: configuration.scheduleDelay)
            work.drain()
            while let batch = nextBatch() {
                send(batch)
                queue.withLock { $0.isSending = false }
            }
            let isClosed = queue.withLock { queue in
                queue.isFlushing = false
                return queue.isClosed
            }
            idle.signal()
            if isClosed { return }
        }
    }

    private func nextBatch() -> [SpanData]? {
        queue.withLock { queue in
            guard !queue.spans.isEmpty, !queue.isClosed else { return nil }
            let batch = Array(queue.spans.prefix(configuration.maximumBatch))
            queue.spans.removeFirst(batch.count)
            queue.isSending = true
            return batch
        }
    }

    private func send(_ batch: [SpanData]) {
        var request = HTTPClientRequest(method: "POST", url: configuration.tracesURL)
        request.headers.set("content-type", "application/json")
        for (name, value) in configuration.headers { request.headers.set(name, value) }
        request.body = OTLPEncoding.request(batch, resource: resource)
        request.totalTimeout = configuration.timeout
        var pause = Self.firstPause
        for attempt in 1...Self.maximumAttempts {
            if isTaken(request) { return }
            if attempt == Self.maximumAttempts || queue.withLock({ $0.isFlushing || $0.isClosed }) { break }
            _ = work.wait(timeout: pause)
            pause *= 2
        }
        queue.withLock { $0.dropped += UInt64(batch.count) }
    }

    /// - Returns: true when trying again would be wrong: taken, or refused for good (which counts as dropped).
    private func isTaken(_ request: HTTPClientRequest) -> Bool {
        guard let response = try? client.sendAndWait(request) else { return false }
        if (200..<300).contains(response.status) { return true }
        return false
    }
}
