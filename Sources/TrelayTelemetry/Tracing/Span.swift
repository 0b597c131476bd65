import Synchronization
import TrelaySystem

/// A piece of work while it lasts. Any thread may write to it; after `end` nothing changes any more.
///
/// A span of a trace that is not sampled has a context and takes no notes.
public final class Span: Sendable {
    /// What is beyond these is dropped and counted.
    public static let maximumAttributes = 128
    public static let maximumEvents = 64
    public static let maximumLinks = 32
    /// Of one event or link.
    public static let maximumEventAttributes = 32

    /// For headers, and for children.
    public let context: TraceContext
    private let data: Mutex<SpanData?>
    private let finish: @Sendable (SpanData) -> Void

    /// - Parameter finish: nil for a span that takes no notes.
    init(_ data: SpanData, finish: (@Sendable (SpanData) -> Void)?) {
        context = data.context
        self.data = Mutex(finish == nil ? nil : data)
        self.finish = finish ?? { _ in }
    }

    /// Whether notes are taken: what is costly to find out can be left out otherwise.
    public var isRecording: Bool { data.withLock { $0 != nil } }

    /// Sets an attribute, or changes one that is there.
    public func setAttribute(_ name: String, _ value: AttributeValue) {
        change { data in
            if data.attributes[name] == nil, data.attributes.count >= Self.maximumAttributes {
                data.droppedAttributes += 1
            } else {
                data.attributes[name] = value.limited
            }
        }
    }

    /// - Parameter nanoseconds: since the Unix epoch; nil is now.
    public func addEvent(_ name: String, attributes: [String: AttributeValue] = [:], nanoseconds: UInt64? = nil) {
        change { data in
            guard data.events.count < Self.maximumEvents else {
                data.droppedEvents += 1
                return
            }
            let kept = Self.limited(attributes)
            data.events.append(
                SpanEvent(
                    name: name, nanoseconds: nanoseconds ?? SystemClock.wallNanoseconds(), attributes: kept,
                    droppedAttributes: attributes.count - kept.count))
        }
    }

    /// Names another span that has to do with this one.
    public func addLink(_ context: TraceContext, attributes: [String: AttributeValue] = [:]) {
        change { data in
            guard data.links.count < Self.maximumLinks else {
                data.droppedLinks += 1
                return
            }
            let kept = Self.limited(attributes)
            data.links.append(
                SpanLink(context: context, attributes: kept, droppedAttributes: attributes.count - kept.count))
        }
    }

    /// Says how the work ended. `ok` is final, and nothing goes back to `unset` (OpenTelemetry, tracing API).
    public func setStatus(_ status: SpanStatus) {
        change { data in
            guard data.status != .ok, status != .unset else { return }
            data.status = status
        }
    }

    /// Marks the work as failed. One line, never a secret.
    public func recordError(_ message: String) {
        setStatus(.error(message))
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

    private func change(_ body: (inout SpanData) -> Void) {
        data.withLock { data in
            // Taken out and put back: changing it through the optional would copy its dictionaries.
            guard var taken = data.take() else { return }
            body(&taken)
            data = taken
        }
    }

    /// The first in the order of names, so that the same input keeps the same.
    private static func limited(_ attributes: [String: AttributeValue]) -> [String: AttributeValue] {
        guard attributes.count > maximumEventAttributes else { return attributes.mapValues(\.limited) }
        let kept = attributes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .prefix(maximumEventAttributes)
        return Dictionary(kept.map { ($0.key, $0.value.limited) }) { first, _ in first }
    }
}
