/// An upstream's stream on its way to the caller: cut into events, and each of them read in its dialect.
struct AnswerStream: Sendable {
    private enum Dialect: Sendable {
        case openAI(OpenAIStream)
        case anthropic(AnthropicStream)
    }

    typealias Result = (output: [UInt8], verdict: StreamVerdict)

    private var decoder: ServerSentEventDecoder
    private var dialect: Dialect
    /// Whether anything but comments has come.
    private var hasBegun = false

    init(_ context: AnswerReader.Context) {
        decoder = ServerSentEventDecoder(limits: context.eventLimits)
        dialect =
            context.dialect == .anthropic
            ? .anthropic(AnthropicStream(AnswerWriter(context)))
            : .openAI(OpenAIStream(dropsUsage: !context.wantsUsage))
    }

    /// - Returns: what the caller is to see, and what became of the stream.
    mutating func receive(_ bytes: [UInt8], _ facts: inout AnswerFacts) -> Result {
        var output: [UInt8] = []
        decoder.append(bytes)
        do {
            while let event = try decoder.next() {
                switch read(event, &facts, &output) {
                case .goesOn: continue
                case let verdict: return (output, verdict)
                }
            }
        } catch {
            return (output, .malformed("the upstream's stream has an event that is longer than the limit"))
        }
        return (output, .goesOn)
    }

    /// The stream's bytes have ended, and it was not complete. A last event may lack the blank line that ends it; if it
    /// is not what ends a stream, it may be half of one.
    mutating func receiveEnd(_ facts: inout AnswerFacts) -> Result {
        var output: [UInt8] = []
        if case .openAI = dialect, let event = decoder.takePartialEvent(), event.says("[DONE]") {
            let verdict = read(event, &facts, &output)
            return (output, verdict)
        }
        var failure = UpstreamFailure(
            .truncatedStream, status: 200, "the upstream's stream ended before its last event")
        failure.isInsideStream = true
        return (output, .failed(failure))
    }

    private mutating func read(
        _ event: ServerSentEvent, _ facts: inout AnswerFacts, _ output: inout [UInt8]
    ) -> StreamVerdict {
        guard event.hasData || hasBegun else { return .goesOn }
        hasBegun = true
        switch dialect {
        case .openAI(let stream):
            return stream.read(event, &facts, &output)
        case .anthropic(var stream):
            let verdict = stream.read(event, &facts, &output)
            dialect = .anthropic(stream)
            return verdict
        }
    }
}
