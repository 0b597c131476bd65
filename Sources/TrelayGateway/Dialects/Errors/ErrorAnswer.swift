import TrelayHTTP

/// An error as it is answered to the caller: status, headers and body.
struct ErrorAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
    /// The error as it is written into a stream that has begun.
    var error: OpenAIErrorBody

    init(_ fault: GatewayFault, _ form: ErrorForm) {
        error = OpenAIErrorBody(message: fault.message, type: fault.type, param: fault.param, code: fault.code.rawValue)
        status = fault.status
        body = form.bytes(error)
        headers = ["Content-Type": "application/json"]
        if let allowed = fault.allowedMethods { headers.add("Allow", allowed) }
        addRetryAfter(fault.retryAfter)
    }

    /// The answer when no attempt is left.
    init(_ failure: UpstreamFailure, _ form: ErrorForm) {
        let shape = Shape(failure)
        error = OpenAIErrorBody(
            message: failure.message, type: shape.type, param: shape.isCallersFault ? failure.param : nil,
            code: shape.code)
        status = shape.status
        body = form.bytes(error)
        headers = ["Content-Type": "application/json"]
        if shape.isCallersFault, let upstream = failure.body, form.accepts(upstream) { body = upstream }
        if failure.kind == .rateLimited || failure.kind == .overloaded { addRetryAfter(failure.retryAfter) }
        // The official clients try every 429 again, unless they are told not to.
        if failure.kind == .quotaExhausted { headers.add("x-should-retry", "false") }
    }

    private mutating func addRetryAfter(_ duration: Duration?) {
        guard let duration else { return }
        let (seconds, attoseconds) = duration.components
        let limited = min(max(seconds, 0), 86_400)
        headers.add("retry-after", String(attoseconds > 0 ? limited + 1 : limited))
        headers.add("retry-after-ms", String(limited * 1_000 + max(attoseconds, 0) / 1_000_000_000_000_000))
    }
}

/// How a failure of the upstream looks from outside: status, type and code.
private struct Shape {
    var status: Int
    var type: String
    var code: String?
    /// Whether the request is at fault, so that the upstream's own words are for the caller.
    var isCallersFault = false

    init(_ failure: UpstreamFailure) {
        switch failure.kind {
        case .refused:
            // Inside a stream, the request was accepted first: then 400 is as near as it gets.
            let upstream = failure.status ?? 400
            self.init(
                upstream >= 400 ? upstream : 400, failure.type ?? "invalid_request_error", failure.code,
                isCallersFault: true)
        case .notFound:
            self.init(
                404, failure.type ?? "invalid_request_error", failure.code ?? "model_not_found", isCallersFault: true)
        case .rateLimited: self.init(429, failure.type ?? "requests", failure.code ?? "rate_limit_exceeded")
        case .quotaExhausted: self.init(429, "insufficient_quota", "insufficient_quota")
        case .overloaded: self.init(503, "server_error", "upstream_overloaded")
        case .serverError: self.init(502, "server_error", "upstream_error")
        // Not 401: nobody is to think that it is the caller's key.
        case .badCredential: self.init(502, "server_error", "upstream_authentication_failed")
        case .unreachable: self.init(502, "server_error", "upstream_unreachable")
        case .connectionLost: self.init(502, "server_error", "upstream_connection_lost")
        case .connectTimedOut, .firstByteTimedOut, .idleTimedOut, .totalTimedOut:
            self.init(504, "server_error", "upstream_timeout")
        case .redirected, .malformedAnswer: self.init(502, "server_error", "upstream_malformed_answer")
        case .answerTooLarge: self.init(502, "server_error", "upstream_answer_too_large")
        case .truncatedStream: self.init(502, "server_error", "upstream_stream_truncated")
        }
    }

    private init(_ status: Int, _ type: String, _ code: String?, isCallersFault: Bool = false) {
        self.status = status
        self.type = type
        self.code = code
        self.isCallersFault = isCallersFault
    }
}

extension ErrorForm {
    fileprivate func bytes(_ error: OpenAIErrorBody) -> [UInt8] {
        self == .openAI ? error.bytes : error.openInferenceBytes
    }

    /// Whether an upstream's body is in this form as it is.
    fileprivate func accepts(_ body: [UInt8]) -> Bool {
        guard let error = JSONSlice(body).flatMap({ UpstreamError($0) }) else { return false }
        return self == .openAI ? error.isOpenAI : error.isOpenInference
    }
}
