import TrelayHTTP

/// Reads the answer to one attempt at an upstream and tells what the caller is to get.
///
/// Feed it the head, then every piece of the body, then the end, or a failure of the transport; do what each step says.
/// After an outcome every further step is empty.
///
/// A whole answer is handed on when it has arrived. A stream is handed on event by event, from the first event on that
/// is no error; comments in front of it are dropped, so that the attempt can still be given up for another. A stream is
/// complete when its dialect's last event came (`[DONE]`, `message_stop`): one that ends without is broken, and the
/// caller gets an event with an error and no `[DONE]`.
struct AnswerReader: Sendable {
    struct Context: Sendable {
        var dialect: Dialect
        var endpoint: Endpoint
        var isStreaming: Bool
        /// Whether the caller asked for the usage at the end of the stream.
        var wantsUsage: Bool
        /// Seconds since 1970: for `created` in answers that are translated, and for dates in `retry-after`.
        var created: Int
        /// `system_fingerprint` in answers that are translated.
        var systemFingerprint: String?
        /// Bytes of a whole answer.
        var maximumAnswerBytes = 64 * 1_048_576
        /// Bytes of an error's body that are read; the rest is not.
        var maximumErrorBytes = 256 * 1_024
        var eventLimits = ServerSentEventDecoder.Limits()

        init(target: UpstreamTarget, request: CallerRequest, created: Int) {
            dialect = target.dialect
            endpoint = request.endpoint
            isStreaming = request.isStreaming
            wantsUsage = request.wantsUsage
            self.created = created
        }
    }

    enum State: Sendable {
        case awaitingHead
        case readingWhole
        case readingError
        case readingStream(AnswerStream)
        case ended
    }

    let context: Context
    /// What the answer has told about itself so far, also when the caller went away.
    var facts = AnswerFacts()
    /// Whether a head was given: from then on the attempt cannot be replaced by another.
    var hasBegun = false
    /// What the upstream calls the request.
    private(set) var upstreamRequestIdentifier: String?
    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    var state = State.awaitingHead
    /// A whole answer or an error's body, as far as it has come.
    var body: [UInt8] = []

    init(_ context: Context) {
        self.context = context
    }

    /// The upstream's status and headers; no interim answer (1xx).
    mutating func receiveHead(status: Int, headers: HTTPHeaders) {
        guard case .awaitingHead = state else { return }
        self.status = status
        self.headers = headers
        upstreamRequestIdentifier = AnswerHeaders.requestIdentifier(headers)
        guard 200..<300 ~= status else {
            state = .readingError
            return
        }
        state = context.isStreaming && !isJSON ? .readingStream(AnswerStream(context)) : .readingWhole
    }

    /// The next piece of the upstream's body.
    mutating func receive(_ bytes: [UInt8]) -> AnswerStep {
        switch state {
        case .readingWhole:
            guard bytes.count <= context.maximumAnswerBytes - body.count else {
                return end(UpstreamFailure(.answerTooLarge, status: status, tooLarge))
            }
            body.append(contentsOf: bytes)
            return AnswerStep()
        case .readingError:
            body.append(contentsOf: bytes.prefix(context.maximumErrorBytes - body.count))
            return AnswerStep()
        case .readingStream(var stream):
            state = .ended
            let result = stream.receive(bytes, &facts)
            state = .readingStream(stream)
            return step(result.output, result.verdict)
        case .awaitingHead, .ended:
            return AnswerStep()
        }
    }

    /// The upstream's body has ended as it should have.
    mutating func receiveEnd() -> AnswerStep {
        switch state {
        case .readingWhole: return endWhole()
        case .readingError:
            return end(UpstreamFailure(status: status, headers: headers, body: body, now: context.created))
        case .readingStream(var stream):
            state = .ended
            let result = stream.receiveEnd(&facts)
            return step(result.output, result.verdict)
        case .awaitingHead:
            return end(UpstreamFailure(.connectionLost, "the upstream ended without an answer"))
        case .ended:
            return AnswerStep()
        }
    }

    /// The transport failed, or a time-out passed.
    mutating func fail(_ failure: UpstreamFailure) -> AnswerStep {
        if case .ended = state { return AnswerStep() }
        return end(failure)
    }

    private var isJSON: Bool {
        let type = (headers[first: "content-type"] ?? "").lowercased()
        return type.utf8.starts(with: "application/json".utf8)
    }

    private var tooLarge: String {
        "the upstream's answer has more than \(context.maximumAnswerBytes) bytes"
    }
}

// MARK: - Steps

extension AnswerReader {
    private mutating func step(_ output: [UInt8], _ verdict: StreamVerdict) -> AnswerStep {
        var step = AnswerStep(head: output.isEmpty ? nil : begin(), bytes: output)
        switch verdict {
        case .goesOn:
            break
        case .isComplete:
            state = .ended
            step.outcome = .complete
        case .failed(let failure):
            let last = end(failure)
            step.bytes += last.bytes
            step.outcome = last.outcome
        }
        return step
    }

    /// The head of a stream, the first time.
    private mutating func begin() -> AnswerHead? {
        guard !hasBegun else { return nil }
        hasBegun = true
        var headers = AnswerHeaders.forCaller(headers, of: context.dialect)
        headers.set("content-type", "text/event-stream")
        headers.set("cache-control", "no-cache")
        return AnswerHead(status: 200, headers: headers)
    }

    /// The caller of a stream that has begun is told inside of it.
    private mutating func end(_ failure: UpstreamFailure) -> AnswerStep {
        state = .ended
        body = []
        let bytes = hasBegun ? ErrorAnswer(failure, .openAI).error.event : []
        return AnswerStep(bytes: bytes, outcome: .failed(failure))
    }

    private mutating func endWhole() -> AnswerStep {
        let answer: [UInt8]
        switch translate() {
        case .success(let translated): answer = translated
        case .failure(let failure): return end(failure)
        }
        state = .ended
        body = []
        hasBegun = true
        var headers = AnswerHeaders.forCaller(headers, of: context.dialect)
        if context.dialect == .anthropic || headers[first: "content-type"] == nil {
            headers.set("content-type", "application/json")
        }
        let head = AnswerHead(status: status, headers: headers, contentLength: answer.count)
        return AnswerStep(head: head, bytes: answer, outcome: .complete)
    }

    private mutating func translate() -> Result<[UInt8], UpstreamFailure> {
        switch context.dialect {
        case .openInference:
            return .success(body)
        case .openAI:
            if let failure = OpenAIAnswer.read(body, &facts) { return .failure(failure) }
            return context.isStreaming ? .failure(notStreamed) : .success(body)
        case .anthropic:
            if let error = JSONSlice(body).flatMap({ $0.present("error") == nil ? nil : UpstreamError($0) }) {
                return .failure(UpstreamFailure(event: error))
            }
            if context.isStreaming { return .failure(notStreamed) }
            guard let answer = AnthropicAnswer(AnswerWriter(context)).translate(body, &facts) else {
                return .failure(
                    UpstreamFailure(.malformedAnswer, status: status, "the upstream's answer is not a message"))
            }
            return .success(answer)
        }
    }

    private var notStreamed: UpstreamFailure {
        UpstreamFailure(.malformedAnswer, status: status, "the upstream was asked for a stream and sent a whole answer")
    }
}

extension AnswerWriter {
    init(_ context: AnswerReader.Context) {
        self.init(
            endpoint: context.endpoint, created: context.created, systemFingerprint: context.systemFingerprint,
            writesUsage: context.wantsUsage)
    }
}
