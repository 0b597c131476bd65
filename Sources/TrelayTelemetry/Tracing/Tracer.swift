import TrelaySystem

/// Takes finished spans. `export` must not block: it is called on the threads that do the work.
public protocol SpanExporter: Sendable {
    func export(_ span: SpanData)
    /// Sends what is left, for at most `deadline`.
    func flush(deadline: Duration)
    /// Spans that were thrown away because the queue was full or the collector did not take them.
    var droppedCount: UInt64 { get }
}

/// Starts spans. Without an exporter it still makes contexts, so that traces pass through.
public final class Tracer: Sendable {
    private let exporter: (any SpanExporter)?
    private let sampler: Sampler

    public init(exporter: (any SpanExporter)?, sampler: Sampler = .always) {
        self.exporter = exporter
        self.sampler = sampler
    }

    /// - Parameters:
    ///   - parent: nil begins a new trace.
    ///   - startNanoseconds: since the Unix epoch; nil is now.
    public func startSpan(
        _ name: String, kind: SpanKind, parent: TraceContext?, startNanoseconds: UInt64? = nil
    ) -> Span {
        let origin = parent ?? TraceContext.random()
        let isSampled = sampler.accepts(origin.traceID, parent: parent)
        let data = SpanData(
            name: name, kind: kind, context: origin.child(isSampled: isSampled), parentSpanID: parent?.spanID,
            startNanoseconds: startNanoseconds ?? SystemClock.wallNanoseconds(), endNanoseconds: 0)
        guard isSampled, let exporter else { return Span(data, finish: nil) }
        return Span(data) { exporter.export($0) }
    }

    /// Whether finished spans go anywhere. Without, a trace that passes through still gets its contexts.
    public var isRecording: Bool { exporter != nil }

    /// Sends what is left, for at most `deadline`.
    public func flush(deadline: Duration) {
        exporter?.flush(deadline: deadline)
    }

    /// Spans that were started, ended and thrown away.
    public var droppedSpans: UInt64 { exporter?.droppedCount ?? 0 }
}
