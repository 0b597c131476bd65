import Testing
import TrelayFormat

@testable import TrelayGateway

@Suite("What is not sent to Anthropic")
struct AnthropicRefusalTests {
    @Test(
        "What would change the answer is refused, and the part of the request is named",
        arguments: [
            (#""n":2"#, "n"), (#""logprobs":true"#, "logprobs"), (#""top_logprobs":3"#, "top_logprobs"),
            (#""logit_bias":{"50256":-100}"#, "logit_bias"), (#""presence_penalty":0.5"#, "presence_penalty"),
            (#""frequency_penalty":-1"#, "frequency_penalty"), (#""temperature":1.5"#, "temperature"),
            (#""temperature":"hot""#, "temperature"), (#""audio":{"voice":"a"}"#, "audio"),
            (#""modalities":["text","audio"]"#, "modalities"), (#""functions":[]"#, "functions"),
            (#""function_call":"auto""#, "function_call"), (#""web_search_options":{}"#, "web_search_options"),
            (#""moderation":{}"#, "moderation"), (#""stop":5"#, "stop"), (#""stop":[1]"#, "stop"),
            (#""max_tokens":"many""#, "max_tokens"), (#""max_completion_tokens":1.5"#, "max_completion_tokens"),
            (#""response_format":{"type":"json_object"}"#, "response_format"),
            (#""response_format":{"type":"json_schema"}"#, "response_format.json_schema.schema"),
            (#""reasoning_effort":"huge""#, "reasoning_effort"), (#""tools":{}"#, "tools"),
            (#""tools":[{"type":"custom","custom":{"name":"c"}}]"#, "tools[0].type"),
            (#""tools":[{"type":"function"}]"#, "tools[0].function.name"),
            (#""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"any""#, "tool_choice"),
            (
                #""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"allowed_tools"}"#,
                "tool_choice"
            ),
            (
                #""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function"}"#,
                "tool_choice.function.name"
            ),
        ])
    func parameters(member: String, param: String) {
        let fault = Sample.fault(#"{"model":"m","messages":[{"role":"user","content":"q"}],\#(member)}"#, .anthropic)
        #expect(fault?.param == param)
        #expect(fault?.status == 400)
    }

    @Test(
        "Messages that have no counterpart are refused by their place",
        arguments: [
            (#"{"role":"function","name":"f","content":"x"}"#, "messages[1].role"),
            (#"{"role":"critic","content":"x"}"#, "messages[1].role"),
            (#"{"role":"user","content":5}"#, "messages[1].content"),
            (#"{"role":"user","content":[{"text":"x"}]}"#, "messages[1].content[0].type"),
            (#"{"role":"user","content":[{"type":"text"}]}"#, "messages[1].content[0].text"),
            (#"{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}"#, "messages[1].content[0]"),
            (#"{"role":"user","content":[{"type":"video"}]}"#, "messages[1].content[0].type"),
            (#"{"role":"user","content":[{"type":"image_url"}]}"#, "messages[1].content[0].image_url.url"),
            (
                #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/bmp;base64,QQ=="}}]}"#,
                "messages[1].content[0].image_url.url"
            ),
            (
                #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}]}"#,
                "messages[1].content[0].image_url.url"
            ),
            (#"{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}"#, "messages[1].content[0].file"),
            (
                #"{"role":"user","content":[{"type":"file","file":{"file_data":"data:text/plain;base64,QQ=="}}]}"#,
                "messages[1].content[0].file.file_data"
            ),
            (#"{"role":"system","content":[{"type":"image_url"}]}"#, "messages[1].content[0]"),
            (#"{"role":"tool","content":"x"}"#, "messages[1].tool_call_id"),
            (#"{"role":"assistant","function_call":{"name":"f","arguments":""}}"#, "messages[1].function_call"),
            (#"{"role":"assistant","audio":{"id":"a"}}"#, "messages[1].audio"),
            (#"{"role":"assistant","tool_calls":[{"type":"custom","id":"i"}]}"#, "messages[1].tool_calls[0].type"),
            (#"{"role":"assistant","tool_calls":[{"type":"function"}]}"#, "messages[1].tool_calls[0].id"),
            (
                #"{"role":"assistant","tool_calls":[{"id":"i","function":{"arguments":"{}"}}]}"#,
                "messages[1].tool_calls[0].function.name"
            ),
            (
                #"{"role":"assistant","tool_calls":[{"id":"i","function":{"name":"f","arguments":"{\"a\":"}}]}"#,
                "messages[1].tool_calls[0].function.arguments"
            ),
            (
                #"{"role":"assistant","tool_calls":[{"id":"i","function":{"name":"f","arguments":"[1]"}}]}"#,
                "messages[1].tool_calls[0].function.arguments"
            ),
        ])
    func messages(message: String, param: String) {
        let fault = Sample.fault(
            #"{"model":"m","messages":[{"role":"user","content":"q"},\#(message)]}"#, .anthropic)
        #expect(fault?.param == param)
    }

    @Test("Messages of a prompt in front do not shift the places of the caller's")
    func placesBehindPrompt() {
        let fault = Sample.fault(
            #"{"model":"m","messages":[{"role":"user","content":"q"},{"role":"tool","content":"x"}]}"#, .anthropic,
            inserting: MessageInsertion(before: [["role": "system", "content": "P"]]))
        #expect(fault?.param == "messages[1].tool_call_id")
    }

    @Test("A conversation of system messages only is refused")
    func systemOnly() {
        let fault = Sample.fault(#"{"model":"m","messages":[{"role":"system","content":"q"}]}"#, .anthropic)
        #expect(fault?.param == "messages" && fault?.isTargetSpecific == true)
    }

    @Test(
        "Completions: what has no counterpart",
        arguments: [
            (#""prompt":"q","suffix":"z""#, "suffix"), (#""prompt":"q","echo":true"#, "echo"),
            (#""prompt":"q","best_of":2"#, "best_of"), (#""prompt":"q","logprobs":1"#, "logprobs"),
            (#""prompt":["a","b"]"#, "prompt"), (#""prompt":[1,2]"#, "prompt"), (#""prompt":null"#, "prompt"),
        ])
    func completions(member: String, param: String) {
        #expect(Sample.fault(#"{"model":"m",\#(member)}"#, .anthropic, .completions)?.param == param)
    }

    @Test("Arguments with integers beyond a double's are carried as they were written")
    func greatIntegers() throws {
        let call = #"{"id":"i","function":{"name":"f","arguments":"{\"id\":1234567890123456789}"}}"#
        let body = try Sample.upstreamBody(
            #"{"model":"m","messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[\#(call)]}]}"#,
            .anthropic)
        #expect(body.contains(#""input":{"id":1234567890123456789}"#))
    }
}
