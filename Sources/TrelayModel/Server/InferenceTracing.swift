import TrelayCore
import TrelayHTTP
import TrelaySystem
import TrelayTelemetry

/// Follows each prediction: a span, by OpenTelemetry's HTTP conventions, and the metrics.
struct InferenceTracing: Sendable {
    let tracer: Tracer?
    let metrics: ModelMetrics

    /// A request without a trace costs nothing when nobody records.
    func begin(_ request: HTTPRequest, _ path: InferencePath, _ snapshot: ModelSnapshot) -> InferenceSpan {
        let start = SystemClock.monotonicNanoseconds()
        let parent = TraceContext(headers: request.headers)
        guard let tracer, tracer.isRecording else {
            return InferenceSpan(span: nil, metrics: metrics, startNanoseconds: start)
        }
        let span = tracer.startSpan("\(request.method) \(path.template)", kind: .server, parent: parent)
        if span.isRecording {
            span.setAttribute("http.request.method", .string(request.method))
            span.setAttribute("http.route", .string(path.template))
            span.setAttribute("url.path", .string(request.path))
            span.setAttribute("trelay.revision", .integer(Int64(snapshot.configuration.revision)))
            span.setAttribute("trelay.digest", .string(snapshot.digest))
            if let apply = snapshot.applyTrace {
                span.addLink(
                    apply, attributes: ["trelay.revision": .integer(Int64(snapshot.configuration.revision))])
            }
        }
        return InferenceSpan(span: span, metrics: metrics, startNanoseconds: start)
    }
}

/// One prediction while it lasts.
struct InferenceSpan: Sendable {
    let span: Span?
    let metrics: ModelMetrics
    let startNanoseconds: UInt64
    /// Nil until a model was found that serves it.
    private(set) var model: String?

    init(span: Span?, metrics: ModelMetrics, startNanoseconds: UInt64) {
        self.span = span
        self.metrics = metrics
        self.startNanoseconds = startNanoseconds
    }

    mutating func chose(_ model: ServedModel) {
        self.model = model.name
        guard let span else { return }
        span.setAttribute("trelay.model", .string(model.name))
        span.setAttribute("trelay.model.version", .string(model.version))
        span.setAttribute("trelay.model.engine", .string(model.declaration.engine))
    }

    func end(status: Int) {
        metrics.answered(
            model, status: status, nanoseconds: SystemClock.monotonicNanoseconds() - startNanoseconds)
        guard let span else { return }
        span.setAttribute("http.response.status_code", .integer(Int64(status)))
        if status >= 500 {
            span.setAttribute("error.type", .string(String(status)))
            span.setStatus(.error("answered with \(status)"))
        }
        span.end()
    }
}
