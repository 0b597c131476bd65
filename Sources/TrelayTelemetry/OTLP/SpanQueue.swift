import TrelaySystem

/// The spans between those who do the work and the exporter's thread. A plain value: the exporter locks it.
struct SpanQueue {
    let capacity: Int
    let batchSize: Int
    private var spans: [SpanData] = []
    /// Spans that came, and those of them that were sent or dropped. The difference waits or is under way.
    private(set) var accepted: UInt64 = 0
    private(set) var settled: UInt64 = 0
    private(set) var dropped: UInt64 = 0
    private(set) var isClosed = false
    private(set) var lastFailure: String?
    private var waiters: [Waiter] = []

    private struct Waiter {
        var mark: UInt64
        var event: EventDescriptor
    }

    init(capacity: Int, batchSize: Int) {
        self.capacity = max(1, capacity)
        self.batchSize = min(max(1, batchSize), self.capacity)
    }

    /// - Returns: true when a batch has become full: the exporter's thread is to be woken.
    mutating func add(_ span: SpanData) -> Bool {
        guard !isClosed, spans.count < capacity else {
            dropped += 1
            return false
        }
        spans.append(span)
        accepted += 1
        return spans.count == batchSize
    }

    /// The oldest spans; nil when there are none or the queue is closed.
    mutating func takeBatch() -> [SpanData]? {
        guard !spans.isEmpty, !isClosed else { return nil }
        let batch = Array(spans.prefix(batchSize))
        spans.removeFirst(batch.count)
        return batch
    }

    /// A batch that was taken is done with.
    mutating func settle(_ count: Int, dropped lost: Int, failure: String?) {
        settled += UInt64(count)
        dropped += UInt64(lost)
        if let failure { lastFailure = failure }
        waiters.removeAll { waiter in
            guard waiter.mark <= settled else { return false }
            waiter.event.signal()
            return true
        }
    }

    /// Signals `event` when all that was accepted so far is settled; at once if it is.
    mutating func notify(_ event: EventDescriptor) {
        if settled >= accepted { event.signal() } else { waiters.append(Waiter(mark: accepted, event: event)) }
    }

    mutating func forget(_ event: EventDescriptor) {
        waiters.removeAll { $0.event === event }
    }

    /// Takes nothing more and drops what waits.
    mutating func close() {
        guard !isClosed else { return }
        isClosed = true
        let rest = spans.count
        spans = []
        settle(rest, dropped: rest, failure: nil)
    }
}
