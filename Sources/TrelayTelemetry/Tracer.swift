import TrelaySystem

/// Takes finished spans. `export` must not block: it is called on the threads that do the work.
public protocol SpanExporter: Sendable {
    func export(_ span: SpanData)
    /// Sends what is left, for at most `deadline`.
    func flush(deadline: Duration)
    /// Spans that were thrown away because the queue was full or the collector did not take them.
    var droppedCount: UInt64 { get }
}

/// Which new traces are recorded; a parent's decision is always kept (OTEL_TRACES_SAMPLER, parent based).
public enum Sampler: Hashable, Sendable {
    case always
    case never
    /// A share of the traces, decided by the trace id, so that all who see the trace decide alike.
    case ratio(Double)

    func accepts(_ traceID: [UInt8]) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .ratio(let ratio):
            let low = traceID.suffix(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Double(low) < ratio * 72_057_594_037_927_936  // 2^56
        }
    }
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
        let context = parent?.child() ?? newTrace()
        let data = SpanData(
            name: name, kind: kind, context: context, parentSpanID: parent?.spanID,
            startNanoseconds: startNanoseconds ?? SystemClock.wallNanoseconds(), endNanoseconds: 0)
        let exporter = context.isSampled ? exporter : nil
        return Span(data) { exporter?.export($0) }
    }

    public func flush(deadline: Duration) {
        exporter?.flush(deadline: deadline)
    }

    public var droppedSpans: UInt64 { exporter?.droppedCount ?? 0 }

    private func newTrace() -> TraceContext {
        let context = TraceContext.random()
        return sampler.accepts(context.traceID) ? context : TraceContext(
            traceID: context.traceID, spanID: context.spanID, flags: 2, tracestate: nil)
    }
}
