import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayGateway

@Suite("Requests to Anthropic")
struct AnthropicRequestTests {
    private static let front = #"{"model":"target-model","max_tokens":4096,"#

    /// A request with these messages, and the messages that the upstream gets.
    private func messages(_ messages: String) throws -> String {
        let body = try Sample.upstreamBody(#"{"model":"m","messages":\#(messages)}"#, .anthropic)
        let front = Self.front + #""messages":"#
        try #require(body.hasPrefix(front), "\(body)")
        return String(body.dropFirst(front.count).dropLast())
    }

    @Test("A conversation: system apart, turns of one role joined, images, calls of tools and their results")
    func conversation() throws {
        let body = #"""
            {"model":"m","messages":[
              {"role":"system","content":"Be kind.","name":"x"},
              {"role":"developer","content":[{"type":"text","text":"Be short."}]},
              {"role":"user","content":"caf\u00e9?"},
              {"role":"user","content":[{"type":"text","text":"and this?"},
                {"type":"image_url","image_url":{"url":"data:image/jpg;base64,QUJD","detail":"low"}},
                {"type":"image_url","image_url":{"url":"https://i.example/a.png"}}]},
              {"role":"assistant","content":null,"tool_calls":[
                {"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"b\": 1.0, \"a\": 2}"}},
                {"id":"call_2","type":"function","function":{"name":"g","arguments":""}}]},
              {"role":"tool","tool_call_id":"call_1","content":"one"},
              {"role":"tool","tool_call_id":"call_2","content":[{"type":"text","text":"two"}]},
              {"role":"user","content":"go on"}]}
            """#
        let expected =
            Self.front
            + #""system":[{"type":"text","text":"Be kind."},{"type":"text","text":"Be short."}],"#
            + #""messages":[{"role":"user","content":[{"type":"text","text":"caf\u00e9?"},"#
            + #"{"type":"text","text":"and this?"},"#
            + #"{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"QUJD"}},"#
            + #"{"type":"image","source":{"type":"url","url":"https://i.example/a.png"}}]},"#
            + #"{"role":"assistant","content":["#
            + #"{"type":"tool_use","id":"call_1","name":"f","input":{"b": 1.0, "a": 2}},"#
            + #"{"type":"tool_use","id":"call_2","name":"g","input":{}}]},"#
            + #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"one"},"#
            + #"{"type":"tool_result","tool_use_id":"call_2","content":[{"type":"text","text":"two"}]},"#
            + #"{"type":"text","text":"go on"}]}]}"#
        #expect(try Sample.upstreamBody(body, .anthropic) == expected)
    }

    @Test("Parameters under Anthropic's names")
    func parameters() throws {
        let body = #"""
            {"model":"m","messages":[{"role":"user","content":"q"}],"max_tokens":5,"max_completion_tokens":7,
             "stop":"END","temperature":0.50,"top_p":0.9,"stream":true,"user":"u","safety_identifier":"s",
             "seed":1,"store":true,"metadata":{"k":"v"},"service_tier":"auto","prediction":null,"logit_bias":{},
             "presence_penalty":0,"frequency_penalty":0.0,"n":1,"logprobs":false,"top_logprobs":0,
             "stream_options":{"include_usage":true},"reasoning_effort":"minimal","verbosity":"low",
             "modalities":["text"],"unknown":1,"thinking":{"type":"enabled","budget_tokens":2000},"top_k":3}
            """#
        #expect(
            try Sample.upstreamBody(body, .anthropic)
                == #"{"model":"target-model","max_tokens":7,"messages":[{"role":"user","content":"#
                + #"[{"type":"text","text":"q"}]}],"stop_sequences":["END"],"temperature":0.50,"top_p":0.9,"top_k":3,"#
                + #""thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"low"},"#
                + #""stream":true,"metadata":{"user_id":"u"}}"#)
    }

    @Test("Tools keep the order of their schemas' keys; the choice among them is renamed")
    func tools() throws {
        let schema = #"{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"integer"}}}"#
        let body = #"""
            {"model":"m","messages":[{"role":"user","content":"q"}],"parallel_tool_calls":false,
             "tool_choice":{"type":"function","function":{"name":"f"}},
             "tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,"parameters":\#(schema)}},
                      {"type":"function","function":{"name":"g"}}]}
            """#
        #expect(
            try Sample.upstreamBody(body, .anthropic)
                == Self.front + #""messages":[{"role":"user","content":[{"type":"text","text":"q"}]}],"#
                + #""tools":[{"name":"f","description":"d","input_schema":\#(schema),"strict":true},"#
                + #"{"name":"g","input_schema":{"type":"object","properties":{}}}],"#
                + #""tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true}}"#)
    }

    @Test(
        "The choice among tools",
        arguments: [
            (#","tool_choice":"auto""#, #","tool_choice":{"type":"auto"}"#),
            (#","tool_choice":"required""#, #","tool_choice":{"type":"any"}"#),
            (#","tool_choice":"none","parallel_tool_calls":false"#, #","tool_choice":{"type":"none"}"#),
            (
                #","parallel_tool_calls":false"#,
                #","tool_choice":{"type":"auto","disable_parallel_tool_use":true}"#
            ),
            (#","parallel_tool_calls":true"#, ""), ("", ""),
        ])
    func choice(member: String, expected: String) throws {
        let tools = #""tools":[{"type":"function","function":{"name":"f"}}]"#
        let body = try Sample.upstreamBody(
            #"{"model":"m","messages":[{"role":"user","content":"q"}],\#(tools)\#(member)}"#, .anthropic)
        #expect(body.hasSuffix(#""input_schema":{"type":"object","properties":{}}}]\#(expected)}"#), "\(body)")
    }

    @Test("A choice without tools means nothing and is left out")
    func choiceWithoutTools() throws {
        let body = try Sample.upstreamBody(
            #"{"model":"m","messages":[{"role":"user","content":"q"}],"tools":[],"tool_choice":"auto"}"#, .anthropic)
        #expect(!body.contains("tool"))
    }

    @Test("A schema for the answer becomes its output format, its keys in order")
    func answerSchema() throws {
        let schema = #"{"type":"object","properties":{"reason":{},"answer":{}}}"#
        let format = #"{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":\#(schema)}}"#
        let body = try Sample.upstreamBody(
            #"{"model":"m","messages":[{"role":"user","content":"q"}],"response_format":\#(format)}"#, .anthropic)
        #expect(body.hasSuffix(#","output_config":{"format":{"type":"json_schema","schema":\#(schema)}}}"#), "\(body)")
    }

    @Test("Texts that are empty are left out, and turns that have nothing else")
    func emptyTexts() throws {
        #expect(
            try messages(
                #"[{"role":"user","content":"a"},{"role":"assistant","content":""},"#
                    + #"{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"b"}]}]"#)
                == #"[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]"#)
    }

    @Test("A refusal of an earlier answer is what the assistant said; a file is a document")
    func refusalsAndFiles() throws {
        #expect(
            try messages(
                #"[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","#
                    + #""file_data":"data:application/pdf;base64,QQ=="}}]},"#
                    + #"{"role":"assistant","content":null,"refusal":"No."},"#
                    + #"{"role":"assistant","content":[{"type":"refusal","refusal":"Never."}],"reasoning_content":"hm"}]"#
            )
                == #"[{"role":"user","content":[{"type":"document","source":{"type":"base64","#
                + #""media_type":"application/pdf","data":"QQ=="}}]},"#
                + #"{"role":"assistant","content":[{"type":"text","text":"No."},{"type":"text","text":"Never."}]}]"#)
    }

    @Test("Marks for Anthropic's cache pass")
    func cacheControl() throws {
        let mark = #""cache_control":{"type":"ephemeral"}"#
        #expect(
            try messages(#"[{"role":"user","content":[{"type":"text","text":"a",\#(mark)}]}]"#)
                == #"[{"role":"user","content":[{"type":"text","text":"a",\#(mark)}]}]"#)
    }

    @Test("A prompt of the system stands in front of the caller's own, one of the user behind the last message")
    func insertion() throws {
        let insertion = MessageInsertion(
            before: [["role": "system", "content": "P"]], after: [["role": "user", "content": "Q"]])
        #expect(
            try Sample.upstreamBody(
                #"{"model":"m","messages":[{"role":"system","content":"S"},{"role":"user","content":"q"}]}"#,
                .anthropic,
                inserting: insertion)
                == Self.front + #""system":[{"type":"text","text":"P"},{"type":"text","text":"S"}],"#
                + #""messages":[{"role":"user","content":[{"type":"text","text":"q"},{"type":"text","text":"Q"}]}]}"#)
    }

    @Test("Headers and URL")
    func headers() throws {
        let request = try Sample.request(#"{"model":"m","messages":[{"role":"user","content":"q"}]}"#)
        let upstream = try Sample.target(.anthropic, credential: " sk-ant \n").request(for: request)
        #expect(upstream.url == "https://up.example/v1/messages")
        #expect(upstream.headers[first: "x-api-key"] == "sk-ant")
        #expect(upstream.headers[first: "anthropic-version"] == "2023-06-01")
        #expect(upstream.headers[first: "authorization"] == nil)
    }

    @Test("A completion's prompt is a message of the user")
    func completion() throws {
        #expect(
            try Sample.upstreamBody(#"{"model":"m","prompt":["Once"],"max_tokens":9}"#, .anthropic, .completions)
                == #"{"model":"target-model","max_tokens":9,"messages":[{"role":"user","content":"#
                + #"[{"type":"text","text":"Once"}]}]}"#)
    }
}
