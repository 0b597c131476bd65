import Testing

@testable import TrelayGateway

@Suite("Streams of OpenAI's dialect")
struct OpenAIStreamTests {
    static let chunks = [
        #"data: {"id":"chatcmpl-9","object":"chat.completion.chunk","model":"gpt-x","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}"#,
        ": keep-alive",
        #"data: {"id":"chatcmpl-9","choices":[{"index":0,"delta":{"content":"\"usage\": {"},"finish_reason":null}],"usage":null}"#,
        #"data:{"id":"chatcmpl-9", "choices" : [ {"index":0,"delta":{ },"finish_reason" : "stop"}],"novelty":1.0}"#,
    ]
    static let usage =
        #"data: {"id":"chatcmpl-9","choices":[],"usage" : {"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,"#
        + #""prompt_tokens_details":{"cached_tokens":2},"completion_tokens_details":{"reasoning_tokens":1}}}"#
    static let done = "data: [DONE]"

    @Test("Events pass byte for byte and tell the gateway what it must know")
    func passing() throws {
        let bytes = Sample.stream(Self.chunks + [Self.usage, Self.done])
        let answer = Transcript(try Sample.context(.openAI, isStreaming: true, wantsUsage: true), bytes)
        #expect(answer.text == String(decoding: bytes, as: UTF8.self))
        #expect(answer.outcome == "complete" && answer.status == 200 && answer.breaches.isEmpty)
        #expect(answer.headers == ["content-type": "text/event-stream", "cache-control": "no-cache"])
        #expect(
            answer.facts
                == AnswerFacts(
                    usage: TokenUsage(input: 7, output: 3, cachedInput: 2, reasoning: 1), finishReasons: ["stop"],
                    responseIdentifier: "chatcmpl-9", responseModel: "gpt-x", contentEventCount: 1))
    }

    @Test("The chunk with the usage stays here if only the gateway asked for it")
    func strippingUsage() throws {
        let answer = Transcript(
            try Sample.context(.openAI, isStreaming: true), Sample.stream(Self.chunks + [Self.usage, Self.done]))
        #expect(answer.text == String(decoding: Sample.stream(Self.chunks + [Self.done]), as: UTF8.self))
        #expect(answer.facts.usage?.total == 10)
    }

    @Test("A usage beside choices is not taken away from them, and no choices are no usage")
    func usageBesideChoices() throws {
        let events = [
            #"data: {"choices":[],"prompt_filter_results":[]}"#,
            #"data: {"choices":[{"delta":{"content":"x"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#,
            Self.done,
        ]
        let answer = Transcript(try Sample.context(.openAI, isStreaming: true), Sample.stream(events))
        #expect(answer.text == String(decoding: Sample.stream(events), as: UTF8.self))
        #expect(answer.facts.usage == TokenUsage(input: 1, output: 1))
    }

    @Test("However the bytes are cut and the lines end, the caller gets the same")
    func splits() throws {
        let context = try Sample.context(.openAI, isStreaming: true)
        let text = (Self.chunks + [Self.usage, Self.done]).map { $0 + "\n\n" }.joined()
        var generator = SeededGenerator(seed: 7)
        for variant in [text, text.carriageReturns, text.replacing("\n", with: "\r"), "\u{FEFF}" + text] {
            let bytes = Array(variant.utf8)
            let whole = Transcript(context, bytes)
            #expect(whole.outcome == "complete")
            #expect(Transcript(context, pieces: bytes.singly) == whole)
            for split in 0...bytes.count {
                #expect(Transcript(context, pieces: [Array(bytes[..<split]), Array(bytes[split...])]) == whole)
            }
            for _ in 0..<50 { #expect(Transcript(context, pieces: bytes.cut(&generator, longest: 90)) == whole) }
        }
    }

    @Test("A stream that ends early at any byte is broken; what had come whole is not lost")
    func truncation() throws {
        let context = try Sample.context(.openAI, isStreaming: true)
        let bytes = Sample.stream(Self.chunks + [Self.done])
        // The last line end may be missing: what it says is clear.
        let complete = bytes.count - 2
        for length in 0..<complete {
            let answer = Transcript(context, Array(bytes.prefix(length)))
            #expect(answer.outcome == "truncatedStream")
            #expect(!answer.text.contains("[DONE]"))
            if answer.status == nil {
                #expect(answer.text.isEmpty)
            } else {
                #expect(answer.text.hasSuffix(Self.truncated))
            }
        }
        for length in complete...bytes.count {
            let answer = Transcript(context, Array(bytes.prefix(length)))
            #expect(answer.outcome == "complete" && answer.text == String(decoding: bytes, as: UTF8.self))
        }
    }

    private static let truncated =
        #"data: {"error":{"message":"the upstream's stream ended before its last event","type":"server_error","#
        + #""param":null,"code":"upstream_stream_truncated"}}"# + "\n\n"

    @Test("The caller's answer is complete with [DONE], whatever comes behind it")
    func behindDone() throws {
        let answer = Transcript(
            try Sample.context(.openAI, isStreaming: true),
            pieces: [Sample.stream(Self.chunks + [Self.done] + Self.chunks), Sample.stream(Self.chunks)])
        #expect(answer.text == String(decoding: Sample.stream(Self.chunks + [Self.done]), as: UTF8.self))
        #expect(answer.outcome == "complete" && answer.breaches.isEmpty)
    }

    @Test(
        "Errors in events, in the forms in which servers write them",
        arguments: [
            (#"{"error":{"message":"m","type":"server_error","param":null,"code":null}}"#, "serverError", "m"),
            (#"{"error":{"message":"m","code":"rate_limit_exceeded"}}"#, "rateLimited", "m"),
            (#"{"error":{"message":"m","type":"insufficient_quota"}}"#, "quotaExhausted", "m"),
            (#"{"error":{"message":"m","type":"invalid_request_error"}}"#, "refused", "m"),
            (#"{ "error" : "plain" }"#, "serverError", "plain"),
            (#"{"object":"error","message":"m","type":"BadRequestError","code":400}"#, "refused", "m"),
            (#"{"\u0065rror":{"message":"m"},"choices":[]}"#, "serverError", "m"),
            (#"{"error":{}}"#, "serverError", "the upstream broke the stream off with an error"),
        ])
    func errors(data: String, kind: String, message: String) throws {
        let context = try Sample.context(.openAI, isStreaming: true)
        let first = Transcript(context, Sample.stream([": hello", "data: \(data)"]))
        #expect(first.outcome == kind && first.status == nil && first.text.isEmpty)
        #expect(first.failure?.message == message && first.failure?.isInsideStream == true)
        let late = Transcript(context, Sample.stream([Self.chunks[0], "data: \(data)", Self.done]))
        #expect(late.outcome == kind && late.status == 200)
        let error = try #require(JSONSlice(Array(late.text.split(separator: "data: ")[1].utf8))?["error"])
        #expect(error["message"]?.string == message)
        for key: StaticString in ["type", "param", "code"] { #expect(error[key] != nil) }
        #expect(!late.text.contains("[DONE]"))
    }

    @Test("An error of null is none")
    func nullError() throws {
        let events = [#"data: {"error":null,"choices":[]}"#, Self.done]
        #expect(Transcript(try Sample.context(.openAI, isStreaming: true), Sample.stream(events)).outcome == "complete")
    }

    @Test("Data that is no object is malformed, and so is an event without end")
    func malformed() throws {
        var context = try Sample.context(.openAI, isStreaming: true)
        for data in ["data: {\"id\":", "data: 1", "data:", "data: <html>", "data: {\"a\" 1}"] {
            #expect(Transcript(context, Sample.stream([data])).outcome == "malformedAnswer")
        }
        context.eventLimits.maximumLineBytes = 1_000
        let endless = Array("data: ".utf8) + [UInt8](repeating: 0x20, count: 2_000)
        #expect(Transcript(context, pieces: [endless], ends: false).outcome == "malformedAnswer")
    }

    @Test("Choices that end and carry content are counted, in chats and in completions")
    func contentEvents() throws {
        let events = [
            #"data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null}},{"index":1,"delta":{"reasoning_content":"x"}}]}"#,
            #"data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0}]},"finish_reason":"tool_calls"},{"finish_reason":"length"}]}"#,
            #"data: {"choices":[{"text":"x"}]}"#, #"data: {"choices":[{"text":""}]}"#, Self.done,
        ]
        let facts = Transcript(try Sample.context(.openAI, isStreaming: true), Sample.stream(events)).facts
        #expect(facts.contentEventCount == 3 && facts.finishReasons == ["tool_calls", "length"])
    }
}
