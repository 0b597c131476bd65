import TrelayHTTP
import TrelayTelemetry

/// The spans of one request: a server span, and a client span for each attempt (GenAI conventions, in development). A
/// request without a trace costs nothing when nobody records.
struct GatewayTracing: Sendable {
    let tracer: Tracer

    /// The span of a caller's request; nil when nobody records and the caller has no trace.
    ///
    /// - Parameter endpoint: nil for a path that is none. The span's name is the endpoint's, not the path's, which may
    ///   hold any number of names.
    func begin(_ request: HTTPRequest, _ endpoint: Endpoint?) -> Span? {
        let parent = TraceContext(headers: request.headers)
        guard parent != nil || tracer.isRecording else { return nil }
        let name = endpoint.map { "\($0.method) \($0.template)" } ?? "HTTP"
        let span = tracer.startSpan(name, kind: .server, parent: parent)
        guard span.isRecording else { return span }
        span.setAttribute("http.request.method", .string(request.method))
        span.setAttribute("url.path", .string(request.path))
        if let endpoint {
            span.setAttribute("http.route", .string(endpoint.template))
            span.setAttribute("gen_ai.operation.name", .string(endpoint.operationName))
        }
        return span
    }

    /// Names the configuration that serves the request, and the span that put it in place.
    func serve(_ span: Span?, by snapshot: GatewaySnapshot) {
        guard let span, span.isRecording else { return }
        span.setAttribute("trelay.revision", .integer(Int64(snapshot.revision)))
        span.setAttribute("trelay.digest", .string(snapshot.table?.digest ?? ""))
        if let apply = snapshot.applyTrace {
            span.addLink(apply, attributes: ["trelay.revision": .integer(Int64(snapshot.revision))])
        }
    }

    /// The span of one attempt.
    ///
    /// - Parameters:
    ///   - system: the upstream's dialect, which is what the convention calls the provider.
    ///   - number: counted from 1.
    func attempt(_ parent: Span?, _ caller: CallerRequest, _ key: TargetKey, system: String, number: Int) -> Span? {
        guard let parent else { return nil }
        let span = tracer.startSpan("\(key.operation) \(key.model)", kind: .client, parent: parent.context)
        guard span.isRecording else { return span }
        span.setAttribute("gen_ai.operation.name", .string(key.operation))
        span.setAttribute("gen_ai.provider.name", .string(system))
        span.setAttribute("trelay.provider", .string(key.provider))
        span.setAttribute("gen_ai.request.model", .string(key.model))
        span.setAttribute("gen_ai.request.stream", .bool(caller.isStreaming))
        if caller.choiceCount != 1 {
            span.setAttribute("gen_ai.request.choice.count", .integer(Int64(caller.choiceCount)))
        }
        span.setAttribute("trelay.attempt", .integer(Int64(number)))
        return span
    }

    func end(_ span: Span?, _ record: AttemptRecord, _ facts: AnswerFacts, failure: UpstreamFailure?) {
        guard let span else { return }
        defer { span.end() }
        guard span.isRecording else { return }
        if let model = facts.responseModel { span.setAttribute("gen_ai.response.model", .string(model)) }
        if let name = facts.responseIdentifier { span.setAttribute("gen_ai.response.id", .string(name)) }
        if !facts.finishReasons.isEmpty {
            span.setAttribute("gen_ai.response.finish_reasons", .strings(facts.finishReasons))
        }
        if let seconds = record.firstByteSeconds {
            span.setAttribute("gen_ai.response.time_to_first_chunk", .double(seconds))
        }
        describe(facts.usage, on: span)
        if let type = record.errorType { span.setAttribute("error.type", .string(type)) }
        if let failure { span.recordError(failure.message) }
    }

    private func describe(_ usage: TokenUsage?, on span: Span) {
        guard let usage else { return }
        span.setAttribute("gen_ai.usage.input_tokens", .integer(Int64(usage.input)))
        span.setAttribute("gen_ai.usage.output_tokens", .integer(Int64(usage.output)))
        if usage.cachedInput > 0 {
            span.setAttribute("gen_ai.usage.cache_read.input_tokens", .integer(Int64(usage.cachedInput)))
        }
        if usage.cacheWriteInput > 0 {
            span.setAttribute("gen_ai.usage.cache_creation.input_tokens", .integer(Int64(usage.cacheWriteInput)))
        }
        if let reasoning = usage.reasoning {
            span.setAttribute("gen_ai.usage.reasoning.output_tokens", .integer(Int64(reasoning)))
        }
    }
}

extension Endpoint {
    /// `http.route`: the path with its variables.
    fileprivate var template: String {
        switch self {
        case .chatCompletions: "/v1/chat/completions"
        case .completions: "/v1/completions"
        case .embeddings: "/v1/embeddings"
        case .models: "/v1/models"
        case .model: "/v1/models/{model}"
        case .infer(_, nil): "/v2/models/{model}/infer"
        case .infer: "/v2/models/{model}/versions/{version}/infer"
        }
    }
}
