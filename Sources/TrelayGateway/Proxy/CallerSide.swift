import TrelayHTTP
import TrelaySystem
import TrelayTelemetry

/// The caller's side of one request: every answer goes through it, so that every answer is stamped and counted.
/// Confined to the shard's thread.
final class CallerSide {
    let exchange: HTTPExchange
    let identifier: String
    let snapshot: GatewaySnapshot
    let span: Span?
    let form: ErrorForm
    /// Monotonic nanoseconds.
    let began: UInt64
    private let operation: String
    private let tally: ShardTally

    var route: String?
    var target: String?
    var promptVersion: String?
    private(set) var isFinished = false
    private(set) var hasBegun = false
    private var status = 0

    init(
        _ exchange: HTTPExchange, identifier: String, snapshot: GatewaySnapshot, span: Span?, form: ErrorForm,
        operation: String, tally: ShardTally, began: UInt64
    ) {
        self.exchange = exchange
        self.identifier = identifier
        self.snapshot = snapshot
        self.span = span
        self.form = form
        self.operation = operation
        self.tally = tally
        self.began = began
    }

    // MARK: Answers

    /// A whole answer.
    func answer(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        guard !hasBegun, !isFinished else { return }
        hasBegun = true
        exchange.reply(HTTPResponse(status: status, headers: stamped(headers), body: body))
        finish(status: status)
    }

    func answer(_ fault: GatewayFault) { answer(ErrorAnswer(fault, form), errorType: fault.code.rawValue) }

    func answer(_ failure: UpstreamFailure) { answer(ErrorAnswer(failure, form), errorType: failure.errorType) }

    private func answer(_ error: ErrorAnswer, errorType: String) {
        if let span, span.isRecording { span.setAttribute("error.type", .string(errorType)) }
        answer(status: error.status, headers: error.headers, body: error.body)
    }

    /// The head of a stream.
    func begin(status: Int, headers: HTTPHeaders) {
        guard !hasBegun, !isFinished else { return }
        hasBegun = true
        self.status = status
        exchange.startStream(status: status, headers: stamped(headers))
    }

    /// False if the bytes were not taken: the caller is gone, or too much waits for it.
    func write(_ bytes: [UInt8]) -> Bool {
        bytes.isEmpty || exchange.write(bytes)
    }

    /// The end of a stream.
    func end() {
        guard !isFinished else { return }
        exchange.end()
        finish(status: status)
    }

    /// The caller went before its answer was complete. 499 is nginx' word for it.
    func abandon() {
        finish(status: 499)
    }

    // MARK: Stamp and account

    private func stamped(_ headers: HTTPHeaders) -> HTTPHeaders {
        var result = snapshot.stamp
        if let route { result.add(GatewayStamp.route, GatewayStamp.value(route)) }
        if let target { result.add(GatewayStamp.target, GatewayStamp.value(target)) }
        if let promptVersion { result.add(GatewayStamp.promptVersion, GatewayStamp.value(promptVersion)) }
        result.add(GatewayStamp.requestIdentifier, identifier)
        for field in headers { result.add(field.name, field.value) }
        return result
    }

    private func finish(status: Int) {
        guard !isFinished else { return }
        isFinished = true
        let elapsed = SystemClock.monotonicNanoseconds() &- began
        tally.answered(
            RequestKey(operation: operation, route: route ?? "", status: status), seconds: Double(elapsed) / 1e9)
        guard let span else { return }
        if span.isRecording { describe(span, status) }
        span.end()
    }

    private func describe(_ span: Span, _ status: Int) {
        span.setAttribute("http.response.status_code", .integer(Int64(status)))
        span.setAttribute("trelay.request.id", .string(identifier))
        if let route { span.setAttribute("trelay.route", .string(route)) }
        if let target { span.setAttribute("trelay.target", .string(target)) }
        if let promptVersion { span.setAttribute("gen_ai.prompt.version", .string(promptVersion)) }
        if status >= 500 { span.setStatus(.error("answered \(status)")) }
    }
}
