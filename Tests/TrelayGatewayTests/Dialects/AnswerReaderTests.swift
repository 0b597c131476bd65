import Testing
import TrelayHTTP

@testable import TrelayGateway

@Suite("Answers of upstreams")
struct AnswerReaderTests {
    static let answer =
        #"{ "id":"chatcmpl-1", "model":"gpt-x","choices":[{"index":0,"finish_reason":"stop","message":{"content":"é"}},"#
        + #"{"finish_reason":"length"}],"usage":{"prompt_tokens":1e1,"completion_tokens":2},"x":1.0 }"#

    @Test("A whole answer passes byte for byte, with the headers that are for callers")
    func whole() throws {
        let answer = Transcript(
            try Sample.context(.openAI),
            headers: [
                "Content-Type": "application/json; charset=utf-8", "openai-processing-ms": "12", "Server": "x",
                "x-ratelimit-remaining-tokens": "-1", "Connection": "close", "x-request-id": "r", "Set-Cookie": "c",
            ], pieces: Array(Self.answer.utf8).singly)
        #expect(answer.text == Self.answer)
        #expect(answer.contentLength == Self.answer.utf8.count)
        #expect(
            answer.headers == [
                "content-type": "application/json; charset=utf-8", "openai-processing-ms": "12",
                "x-ratelimit-remaining-tokens": "-1",
            ])
        #expect(
            answer.facts
                == AnswerFacts(
                    usage: TokenUsage(input: 10, output: 2), finishReasons: ["stop", "length"],
                    responseIdentifier: "chatcmpl-1", responseModel: "gpt-x"))
        #expect(answer.outcome == "complete" && answer.breaches.isEmpty)
    }

    @Test("What an upstream calls the request is for the log")
    func requestIdentifier() throws {
        var reader = AnswerReader(try Sample.context(.openAI))
        reader.receiveHead(status: 200, headers: ["x-request-id": "req-7"])
        #expect(reader.upstreamRequestIdentifier == "req-7")
    }

    @Test("Embeddings pass as they came, base64 and all")
    func embeddings() throws {
        let body =
            #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPw=="}],"model":"e","#
            + #""usage":{"prompt_tokens":5,"total_tokens":5}}"#
        let answer = Transcript(try Sample.context(.openAI, .embeddings), Array(body.utf8))
        #expect(answer.text == body && answer.facts.usage == TokenUsage(input: 5))
    }

    @Test("Inferences pass as they came, binary and all")
    func inference() throws {
        let body: [UInt8] = [0x7B, 0x7D, 0, 0xFF]
        let answer = Transcript(
            try Sample.context(.openInference, .infer(model: "m", version: nil)),
            headers: ["Content-Type": "application/octet-stream", "Inference-Header-Content-Length": "2"],
            pieces: [body])
        #expect(answer.contentLength == 4 && answer.outcome == "complete")
        #expect(answer.headers["inference-header-content-length"] == "2")
    }

    @Test("What is no JSON object is no answer", arguments: ["", "<html></html>", "[]", "{", #"{"a":1"#, #"{"a" 1}"#])
    func malformed(body: String) throws {
        let answer = Transcript(try Sample.context(.openAI), Array(body.utf8))
        #expect(answer.outcome == "malformedAnswer" && answer.status == nil)
        #expect(answer.failure?.isRetriable == true && answer.failure?.mayFallBack == true)
    }

    @Test("An answer that is asked for as a stream and comes whole is none")
    func notStreamed() throws {
        for dialect in [Dialect.openAI, .anthropic] {
            let answer = Transcript(
                try Sample.context(dialect, isStreaming: true), headers: ["Content-Type": "application/json"],
                pieces: [Array(Self.answer.utf8)])
            #expect(answer.outcome == "malformedAnswer" && answer.status == nil)
        }
    }

    @Test("Errors that come with 200 are errors")
    func errorWith200() throws {
        let body = Array(#"{"error":{"message":"no","type":"rate_limit_error"}}"#.utf8)
        for dialect in [Dialect.openAI, .anthropic] {
            for isStreaming in [false, true] {
                let answer = Transcript(
                    try Sample.context(dialect, isStreaming: isStreaming),
                    headers: ["Content-Type": "application/json"], pieces: [body])
                #expect(answer.outcome == "rateLimited" && answer.status == nil)
            }
        }
    }

    @Test("An answer beyond the limit is given up when it passes it")
    func tooLarge() throws {
        var context = try Sample.context(.openAI)
        context.maximumAnswerBytes = 100
        let fits = Array(#"{"a":"\#(String(repeating: "x", count: 92))"}"#.utf8)
        #expect(fits.count == 100)
        #expect(Transcript(context, fits).outcome == "complete")
        let answer = Transcript(context, pieces: [fits, [0x20]], ends: false)
        #expect(answer.outcome == "answerTooLarge" && answer.failure?.isRetriable == false)
    }

    @Test("A transport that fails is told to the caller only if the caller has seen something")
    func transport() throws {
        let failure = UpstreamFailure(.idleTimedOut, "the upstream was silent for 30 s")
        var reader = AnswerReader(try Sample.context(.openAI, isStreaming: true))
        reader.receiveHead(status: 200, headers: ["Content-Type": "text/event-stream"])
        var step = reader.receive(Array(": hello\n\n".utf8))
        #expect(step.head == nil && step.bytes.isEmpty)
        step = reader.fail(failure)
        #expect(step.bytes.isEmpty && step.outcome != nil && !reader.hasBegun)

        reader = AnswerReader(try Sample.context(.openAI, isStreaming: true))
        reader.receiveHead(status: 200, headers: ["Content-Type": "text/event-stream"])
        step = reader.receive(Sample.stream(Array(OpenAIStreamTests.chunks.prefix(1))))
        #expect(step.head?.status == 200 && step.outcome == nil)
        step = reader.fail(failure)
        #expect(
            String(decoding: step.bytes, as: UTF8.self)
                == #"data: {"error":{"message":"the upstream was silent for 30 s","type":"server_error","#
                + #""param":null,"code":"upstream_timeout"}}"# + "\n\n")
        step = reader.fail(failure)
        #expect(step.outcome == nil && step.bytes.isEmpty)
        step = reader.receiveEnd()
        #expect(step.outcome == nil && step.bytes.isEmpty)
    }

    @Test("An upstream that ends before it answered has lost the connection")
    func nothing() throws {
        var reader = AnswerReader(try Sample.context(.openAI))
        guard case .failed(let failure) = reader.receiveEnd().outcome else {
            Issue.record("no failure")
            return
        }
        #expect(failure.kind == .connectionLost)
    }
}
