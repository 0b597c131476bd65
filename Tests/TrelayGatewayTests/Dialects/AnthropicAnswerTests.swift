import Testing
import TrelayHTTP

@testable import TrelayGateway

@Suite("Whole answers of Anthropic")
struct AnthropicAnswerTests {
    private func message(
        content: String, stopReason: String = "\"end_turn\"", usage: String = #"{"input_tokens":1,"output_tokens":1}"#
    ) -> [UInt8] {
        Array(
            #"""
            {"id":"msg_01Ab","type":"message","role":"assistant","model":"claude-x","content":\#(content),
             "stop_reason":\#(stopReason),"stop_sequence":null,"usage":\#(usage)}
            """#.utf8)
    }

    @Test("Text, thoughts, calls of tools and usage")
    func translation() throws {
        let body = message(
            content: #"""
                [{"type":"thinking","thinking":"h\u006dm","signature":"s"},{"type":"text","text":"Hel"},
                 {"type":"redacted_thinking","data":"x"},{"type":"text","text":"lo\n\"you\""},
                 {"type":"tool_use","id":"toolu_1","name":"f","input":{"b": "x\n", "a": 1.0}},
                 {"type":"tool_use","id":"toolu_2","name":"g","input":{}}]
                """#, stopReason: #""tool_use""#,
            usage: #"""
                {"input_tokens":10,"cache_read_input_tokens":200,"cache_creation_input_tokens":30,"output_tokens":7,
                 "output_tokens_details":{"thinking_tokens":3}}
                """#)
        let answer = Transcript(try Sample.context(.anthropic), body)
        #expect(
            answer.text
                == #"{"id":"chatcmpl-01Ab","object":"chat.completion","created":1700000000,"model":"claude-x","#
                + #""choices":[{"index":0,"message":{"role":"assistant","content":"Hello\n\"you\"","refusal":null,"#
                + #""reasoning_content":"h\u006dm","tool_calls":["#
                + #"{"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{\"b\": \"x\\n\", \"a\": 1.0}"}},"#
                + #"{"id":"toolu_2","type":"function","function":{"name":"g","arguments":"{}"}}]},"#
                + #""logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":240,"completion_tokens":7,"#
                + #""total_tokens":247,"prompt_tokens_details":{"cached_tokens":200,"cache_write_tokens":30},"#
                + #""completion_tokens_details":{"reasoning_tokens":3}}}"#)
        #expect(answer.outcome == "complete" && answer.status == 200)
        #expect(answer.contentLength == answer.text.utf8.count)
        #expect(answer.headers["content-type"] == "application/json")
        #expect(
            answer.facts.usage
                == TokenUsage(input: 240, output: 7, cachedInput: 200, cacheWriteInput: 30, reasoning: 3))
        #expect(answer.facts.finishReasons == ["tool_calls"])
        #expect(answer.facts.responseIdentifier == "chatcmpl-01Ab")
        #expect(answer.facts.responseModel == "claude-x")
        #expect(answer.breaches.isEmpty)
    }

    @Test(
        "Stop reasons",
        arguments: [
            (#""end_turn""#, "stop"), (#""stop_sequence""#, "stop"), (#""pause_turn""#, "stop"),
            (#""max_tokens""#, "length"), (#""model_context_window_exceeded""#, "length"),
            (#""tool_use""#, "tool_calls"), (#""refusal""#, "content_filter"), (#""new_one""#, "stop"),
            ("null", "stop"),
        ])
    func stopReasons(reason: String, expected: String) throws {
        let body = message(content: #"[{"type":"text","text":"x"}]"#, stopReason: reason)
        let answer = Transcript(try Sample.context(.anthropic), body)
        #expect(answer.facts.finishReasons == [expected])
        #expect(answer.text.contains(#""finish_reason":"\#(expected)""#))
    }

    @Test("Calls without text have null for content, and nothing at all an empty text")
    func emptyContent() throws {
        let calls = Transcript(
            try Sample.context(.anthropic),
            message(content: #"[{"type":"tool_use","id":"t","name":"f"}]"#, stopReason: #""tool_use""#))
        #expect(calls.text.contains(#""content":null,"#) && calls.text.contains(#""arguments":"{}""#))
        let nothing = Transcript(try Sample.context(.anthropic), message(content: "[]"))
        #expect(nothing.text.contains(#""content":"","refusal":null}"#))
    }

    @Test("A completion, and the gateway's fingerprint")
    func completion() throws {
        var context = try Sample.context(.anthropic, .completions)
        context.systemFingerprint = "fp_1"
        let answer = Transcript(context, message(content: #"[{"type":"text","text":"x"}]"#))
        #expect(
            answer.text
                == #"{"id":"cmpl-01Ab","object":"text_completion","created":1700000000,"model":"claude-x","#
                + #""system_fingerprint":"fp_1","choices":[{"text":"x","index":0,"logprobs":null,"finish_reason":"stop"}],"#
                + #""usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2,"#
                + #""prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0}}}"#)
    }

    @Test("Rate limits come under OpenAI's names; cookies and identifiers stay behind")
    func headers() throws {
        let answer = Transcript(
            try Sample.context(.anthropic),
            headers: [
                "Content-Type": "application/json; charset=utf-8", "Set-Cookie": "a=b", "request-id": "req_1",
                "anthropic-ratelimit-requests-limit": "50",
                "anthropic-ratelimit-requests-reset": "2025-01-01T00:00:00Z",
                "anthropic-ratelimit-tokens-remaining": "9",
            ], pieces: [message(content: "[]")])
        #expect(
            answer.headers == [
                "content-type": "application/json", "x-ratelimit-limit-requests": "50",
                "x-ratelimit-remaining-tokens": "9",
            ])
    }

    @Test(
        "What is no message is no answer",
        arguments: [
            "", "<html>", "[]", "{}", #"{"type":"message"}"#, #"{"type":"message","content":[]}"#, #"{"type":"#,
        ])
    func malformed(body: String) throws {
        let answer = Transcript(try Sample.context(.anthropic), Array(body.utf8))
        #expect(answer.outcome == "malformedAnswer" && answer.status == nil && answer.text.isEmpty)
    }

    @Test("Counts that nobody can believe do not trap")
    func counts() throws {
        let body = message(
            content: "[]",
            usage: #"{"input_tokens":9223372036854775807,"cache_read_input_tokens":1e18,"output_tokens":-5}"#)
        let usage = try #require(Transcript(try Sample.context(.anthropic), body).facts.usage)
        #expect(usage.input == 9_007_199_254_740_991 && usage.output == 0 && usage.total == usage.input)
    }
}
