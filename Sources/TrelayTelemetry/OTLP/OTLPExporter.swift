import Synchronization
import TrelaySystem

/// Sends spans to a collector by OTLP/HTTP with JSON, in batches, on a thread of its own.
///
/// The queue is bounded and never blocks those who fill it: spans beyond it are dropped and counted, as are those that
/// the collector does not take after a few attempts. Someone must `close` it: until then its thread runs.
public final class OTLPExporter: SpanExporter {
    private static let firstPause: Duration = .milliseconds(250)

    private let configuration: OTLPConfiguration
    private let resource: [String: AttributeValue]
    private let transport: any OTLPTransport
    private let firstPause: Duration
    private let queue: Mutex<SpanQueue>
    /// Wakes the thread: a full batch, a flush, the end.
    private let work: EventDescriptor
    /// Ends a pause between attempts.
    private let stop: EventDescriptor
    private let thread = Mutex<OSThread?>(nil)

    /// Starts the exporter's thread.
    ///
    /// - Parameter resource: what describes this process; the configuration's attributes come before these.
    public convenience init(
        _ configuration: OTLPConfiguration, resource: [String: AttributeValue] = [:]
    ) throws(TelemetryError) {
        let transport = try OTLPHTTPTransport(configuration)
        do throws(TelemetryError) {
            try self.init(configuration, resource: resource, transport: transport, firstPause: Self.firstPause)
        } catch {
            transport.close()
            throw error
        }
    }

    init(
        _ configuration: OTLPConfiguration, resource: [String: AttributeValue], transport: any OTLPTransport,
        firstPause: Duration
    ) throws(TelemetryError) {
        self.configuration = configuration
        self.resource = resource.merging(configuration.resource) { $1 }
        self.transport = transport
        self.firstPause = firstPause
        queue = Mutex(SpanQueue(capacity: configuration.maximumQueue, batchSize: configuration.maximumBatch))
        do throws(SystemError) {
            work = try EventDescriptor()
            stop = try EventDescriptor()
            let started = try OSThread(name: "otlp-export", stackBytes: OSThread.smallStackBytes) { [self] in run() }
            thread.withLock { $0 = started }
        } catch {
            throw TelemetryError(message: "spans cannot be exported: \(error)")
        }
    }

    /// Queues a span. Any thread; never waits for the network.
    public func export(_ span: SpanData) {
        if queue.withLock({ $0.add(span) }) { work.signal() }
    }

    public var droppedCount: UInt64 { queue.withLock { $0.dropped } }

    /// Why spans were last dropped by the collector or on the way to it.
    public var lastFailure: String? { queue.withLock { $0.lastFailure } }

    /// Sends what was queued before the call; returns when that is done or given up, or at the deadline.
    public func flush(deadline: Duration) {
        guard let settled = try? EventDescriptor() else { return }
        queue.withLock { $0.notify(settled) }
        work.signal()
        _ = settled.wait(timeout: deadline)
        queue.withLock { $0.forget(settled) }
    }

    /// Flushes for at most `deadline`, drops what is left, ends the thread and the connections. Later spans are dropped.
    /// A second call does nothing.
    public func close(deadline: Duration = .seconds(2)) {
        let thread = thread.withLock { $0.take() }
        guard let thread else { return }
        flush(deadline: deadline)
        queue.withLock { $0.close() }
        stop.signal()
        work.signal()
        transport.close()
        thread.join()
    }

    // MARK: - The exporter's thread

    private func run() {
        while !queue.withLock({ $0.isClosed }) {
            _ = work.wait(timeout: configuration.scheduleDelay)
            work.drain()
            while let batch = queue.withLock({ $0.takeBatch() }) { send(batch) }
        }
    }

    private func send(_ batch: [SpanData]) {
        let body = OTLPEncoding.request(batch, resource: resource)
        let deadline = Deadline(after: configuration.exportTimeout)
        var schedule = RetrySchedule(firstPause: firstPause)
        while true {
            let timeout = min(configuration.timeout, max(deadline.remaining, .milliseconds(1)))
            switch transport.post(body, timeout: timeout) {
            case .taken(let rejected, let message):
                let lost = min(rejected, batch.count)
                return settle(
                    batch, dropped: lost, failure: lost > 0 ? "the collector rejected spans: \(message)" : nil)
            case .refused(let message):
                return settle(batch, dropped: batch.count, failure: message)
            case .later(let requested, let message):
                guard let pause = schedule.next(requested: requested, remaining: deadline.remaining),
                    !stop.wait(timeout: pause)
                else { return settle(batch, dropped: batch.count, failure: message) }
            }
        }
    }

    private func settle(_ batch: [SpanData], dropped: Int, failure: String?) {
        queue.withLock { $0.settle(batch.count, dropped: dropped, failure: failure) }
    }
}
