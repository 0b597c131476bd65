import Synchronization
import TrelaySystem

/// A piece of work while it lasts. Any thread may write to it; after `end` nothing changes any more.
public final class Span: Sendable {
    /// Beyond these, attributes are ignored, events and links counted as dropped.
    public static let maximumAttributes = 128
    public static let maximumEvents = 64
    public static let maximumLinks = 32

    /// For headers, and for children.
    public let context: TraceContext
    private let data: Mutex<SpanData?>
    private let finish: @Sendable (SpanData) -> Void

    init(_ data: SpanData, finish: @escaping @Sendable (SpanData) -> Void) {
        context = data.context
        self.data = Mutex(data)
        self.finish = finish
    }

    public func setAttribute(_ name: String, _ value: AttributeValue) {
        data.withLock { data in
            guard let count = data?.attributes.count, count < Self.maximumAttributes else { return }
            data?.attributes[name] = value
        }
    }

    /// - Parameter nanoseconds: since the Unix epoch; nil is now.
    public func addEvent(_ name: String, attributes: [String: AttributeValue] = [:], nanoseconds: UInt64? = nil) {
        let event = SpanEvent(
            name: name, nanoseconds: nanoseconds ?? SystemClock.wallNanoseconds(), attributes: attributes)
        data.withLock { data in
            guard let count = data?.events.count else { return }
            if count < Self.maximumEvents { data?.events.append(event) } else { data?.droppedEvents += 1 }
        }
    }

    public func addLink(_ context: TraceContext) {
        data.withLock { data in
            guard let count = data?.links.count else { return }
            if count < Self.maximumLinks { data?.links.append(context) } else { data?.droppedLinks += 1 }
        }
    }

    /// Marks the work as failed. One line, never a secret.
    public func recordError(_ message: String) {
        data.withLock { $0?.errorMessage = message }
    }

    /// Ends the span and hands it to the exporter. A second call does nothing.
    ///
    /// - Parameter nanoseconds: since the Unix epoch; nil is now.
    public func end(nanoseconds: UInt64? = nil) {
        let finished = data.withLock { data in
            defer { data = nil }
            return data
        }
        guard var finished else { return }
        finished.endNanoseconds = max(finished.startNanoseconds, nanoseconds ?? SystemClock.wallNanoseconds())
        finish(finished)
    }
}
