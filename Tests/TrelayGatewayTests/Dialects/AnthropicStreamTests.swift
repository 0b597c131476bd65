import Testing

@testable import TrelayGateway

@Suite("Streams of Anthropic")
struct AnthropicStreamTests {
    static let events = [
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x",\
        "content":[],"usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":1}}}
        """,
        "event: ping\ndata: {\"type\": \"ping\"}",
        #"data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}"#,
        #"data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
        #"data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}"#,
        #"data: {"type":"content_block_stop","index":0}"#,
        #"data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
        #"data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Gr\u00fc\u00df \"Gott\""}}"#,
        #"data: {"type":"content_block_stop","index":1}"#,
        ": a comment",
        #"data: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}}}"#,
        #"data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":""}}"#,
        #"data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}"#,
        #"data: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":" 1}"}}"#,
        #"data: {"type":"content_block_stop","index":2}"#,
        #"data: {"type":"content_block_start","index":5,"content_block":{"type":"tool_use","id":"t2","name":"g","input":{}}}"#,
        #"data: {"type":"content_block_stop","index":5}"#,
        #"data: {"type":"an_event_of_the_future"}"#,
        #"data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":42}}"#,
        #"data: {"type":"message_stop"}"#,
    ]

    private static func chunk(_ delta: String, finishReason: String = "null") -> String {
        #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"claude-x","#
            + #""choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(finishReason)}],"usage":null}"# + "\n\n"
    }

    private static func call(_ index: Int, _ arguments: String) -> String {
        chunk(#"{"tool_calls":[{"index":\#(index),"function":{"arguments":\#(arguments)}}]}"#)
    }

    private static func firstCall(_ index: Int, _ identifier: String, _ name: String) -> String {
        chunk(
            #"{"tool_calls":[{"index":\#(index),"id":"\#(identifier)","type":"function","#
                + #""function":{"name":"\#(name)","arguments":""}}]}"#)
    }

    static let expected =
        chunk(#"{"role":"assistant","content":""}"#)
        + chunk(#"{"reasoning_content":"hm"}"#)
        + chunk(#"{"content":"Gr\u00fc\u00df \"Gott\""}"#)
        + firstCall(0, "t1", "f") + call(0, #""{\"a\":""#) + call(0, #"" 1}""#)
        + firstCall(1, "t2", "g") + call(1, #""{}""#)
        + chunk("{}", finishReason: #""tool_calls""#)
        + #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"claude-x","#
        + #""choices":[],"usage":{"prompt_tokens":15,"completion_tokens":42,"total_tokens":57,"#
        + #""prompt_tokens_details":{"cached_tokens":5,"cache_write_tokens":0}}}"# + "\n\n" + "data: [DONE]\n\n"

    @Test("Text, thoughts and calls of tools become chunks; the usage comes last")
    func translation() throws {
        let answer = Transcript(
            try Sample.context(.anthropic, isStreaming: true, wantsUsage: true), Sample.stream(Self.events))
        #expect(answer.text == Self.expected)
        #expect(answer.outcome == "complete" && answer.status == 200 && answer.contentLength == nil)
        #expect(answer.headers["content-type"] == "text/event-stream")
        #expect(answer.facts.usage == TokenUsage(input: 15, output: 42, cachedInput: 5))
        #expect(answer.facts.finishReasons == ["tool_calls"])
        #expect(answer.facts.contentEventCount == 6)
        #expect(answer.breaches.isEmpty)
    }

    @Test("Nobody who did not ask for the usage gets it, and the gateway knows it all the same")
    func withoutUsage() throws {
        let answer = Transcript(try Sample.context(.anthropic, isStreaming: true), Sample.stream(Self.events))
        #expect(!answer.text.contains("usage"))
        #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
        #expect(answer.facts.usage?.output == 42)
    }

    @Test("However the bytes are cut, the caller gets the same")
    func splits() throws {
        let context = try Sample.context(.anthropic, isStreaming: true, wantsUsage: true)
        let lineEnds = [
            Sample.stream(Self.events), Array(Self.events.map { $0 + "\n\n" }.joined().carriageReturns.utf8),
        ]
        var generator = SeededGenerator(seed: 6)
        for bytes in lineEnds {
            #expect(Transcript(context, pieces: bytes.singly).text == Self.expected)
            for _ in 0..<30 {
                let answer = Transcript(context, pieces: bytes.cut(&generator, longest: 200))
                #expect(answer.text == Self.expected)
                #expect(answer.breaches.isEmpty)
            }
        }
    }

    @Test("A stream that ends early at any byte is broken, and says so to a caller who has seen something")
    func truncation() throws {
        let context = try Sample.context(.anthropic, isStreaming: true, wantsUsage: true)
        let bytes = Sample.stream(Self.events)
        var begun = 0
        for length in stride(from: 0, to: bytes.count - 1, by: 7) {
            let answer = Transcript(context, Array(bytes.prefix(length)))
            #expect(answer.outcome == "truncatedStream")
            #expect(answer.failure?.isInsideStream == true && answer.failure?.isRetriable == true)
            #expect(!answer.text.contains("[DONE]"))
            guard answer.status != nil else {
                #expect(answer.text.isEmpty)
                continue
            }
            begun += 1
            #expect(answer.text.hasSuffix(Self.truncated))
            #expect(Self.expected.hasPrefix(answer.text.dropLast(Self.truncated.count)))
        }
        #expect(begun > 100)
    }

    private static let truncated =
        #"data: {"error":{"message":"the upstream's stream ended before its last event","type":"server_error","#
        + #""param":null,"code":"upstream_stream_truncated"}}"# + "\n\n"

    @Test("An error before any content leaves the attempt to be replaced; one behind it is told to the caller")
    func errors() throws {
        let context = try Sample.context(.anthropic, isStreaming: true)
        let error = #"data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#
        for count in [0, 1, 2] {
            let answer = Transcript(context, Sample.stream(Self.events.prefix(count) + [error]))
            #expect(answer.outcome == "overloaded" && answer.status == nil && answer.text.isEmpty)
            #expect(answer.failure?.isInsideStream == true)
        }
        let late = Transcript(context, Sample.stream(Self.events.prefix(8) + [error] + Self.events.suffix(2)))
        #expect(late.outcome == "overloaded" && late.status == 200)
        #expect(
            late.text.hasSuffix(
                #"data: {"error":{"message":"Overloaded","type":"server_error","param":null,"#
                    + #""code":"upstream_overloaded"}}"# + "\n\n"))
        #expect(!late.text.contains("[DONE]") && late.breaches.isEmpty)
    }

    @Test("A completion's stream carries the text only")
    func completion() throws {
        let answer = Transcript(
            try Sample.context(.anthropic, .completions, isStreaming: true), Sample.stream(Self.events))
        let front = #"data: {"id":"cmpl-1","object":"text_completion","created":1700000000,"model":"claude-x","#
        #expect(
            answer.text
                == front
                + #""choices":[{"text":"Gr\u00fc\u00df \"Gott\"","index":0,"logprobs":null,"finish_reason":null}]}"#
                + "\n\n" + front + #""choices":[{"text":"","index":0,"logprobs":null,"finish_reason":"tool_calls"}]}"#
                + "\n\ndata: [DONE]\n\n")
    }

    @Test(
        "What does not keep to the dialect is malformed",
        arguments: [
            "data: 7", "data: {", "data: {}", #"data: {"type":"message_start"}"#, #"data: {"type":"message_stop"}"#,
            #"data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}"#,
        ])
    func malformed(event: String) throws {
        let answer = Transcript(try Sample.context(.anthropic, isStreaming: true), Sample.stream([event]))
        #expect(answer.outcome == "malformedAnswer" && answer.status == nil)
    }

    @Test("A tool's input that comes at once is sent once")
    func wholeInput() throws {
        let events =
            [Self.events[0]] + [
                #"data: {"type":"content_block_start","index":0,"content_block":"#
                    + #"{"type":"tool_use","id":"t","name":"f","input":{"a":1}}}"#,
                #"data: {"type":"content_block_stop","index":0}"#,
            ] + Self.events.suffix(2)
        let answer = Transcript(
            try Sample.context(.anthropic, isStreaming: true, wantsUsage: true), Sample.stream(events))
        #expect(answer.text.contains(Self.call(0, #""{\"a\":1}""#)))
    }
}

extension String {
    /// With CRLF for LF.
    var carriageReturns: String { replacing("\n", with: "\r\n") }
}
