import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayGateway

@Suite("Requests to upstreams of OpenAI's dialect")
struct OpenAIRequestTests {
    @Test("All that changes is the model: unknown fields, key order, number spelling and whitespace stay")
    func passing() throws {
        let body = #"""
            {
              "zeta": {"b": 1.0, "a": [1e2, -0.0, 0.10]}, "model" : "caller", "new_field": "caf\u00e9",
              "messages": [ {"role": "user", "content": "model"} ]
            }
            """#
        let expected = body.replacing(#""model" : "caller""#, with: #""model" : "target-model""#)
        #expect(try Sample.upstreamBody(body, .openAI) == expected)
        #expect(try Sample.upstreamBody(body, .openAI, model: "caller") == body)
    }

    @Test("A key that is written with an escape is the same key")
    func escapedKey() throws {
        #expect(
            try Sample.upstreamBody(#"{"\u006dodel":"m","messages":[{"role":"user"}]}"#, .openAI)
                == #"{"\u006dodel":"target-model","messages":[{"role":"user"}]}"#)
    }

    @Test(
        "Streams are asked for their usage, whatever the caller says about it",
        arguments: [
            ("", #","stream_options":{"include_usage":true}"#),
            (#","stream_options":null"#, #","stream_options":{"include_usage":true}"#),
            (
                #","stream_options":{"include_obfuscation":false}"#,
                #","stream_options":{"include_obfuscation":false,"include_usage":true}"#
            ),
            (#","stream_options":{ }"#, #","stream_options":{ "include_usage":true}"#),
            (#","stream_options":{"include_usage":false}"#, #","stream_options":{"include_usage":true}"#),
            (#","stream_options":{"include_usage":true}"#, #","stream_options":{"include_usage":true}"#),
        ])
    func usage(options: String, expected: String) throws {
        let front = #"{"model":"target-model","messages":[{"role":"user"}],"stream":true"#
        #expect(try Sample.upstreamBody(front + options + "}", .openAI) == front + expected + "}")
    }

    @Test("An upstream that is known not to understand it is not asked for its usage")
    func withoutUsage() throws {
        let body = #"{"model":"target-model","messages":[{"role":"user"}],"stream":true}"#
        var target = Sample.target(.openAI)
        target.asksForUsage = false
        #expect(try target.request(for: Sample.request(body)).body == Array(body.utf8))
    }

    @Test("A prompt's messages stand around the caller's, which keep their bytes")
    func insertion() throws {
        let insertion = MessageInsertion(
            before: [["role": "system", "content": "Be \"kind\"."]], after: [["role": "user", "content": "Short."]])
        #expect(
            try Sample.upstreamBody(
                #"{"messages":[ {"z":1,"role":"user"} ],"model":"m"}"#, .openAI, inserting: insertion)
                == #"{"messages":[{"content":"Be \"kind\".","role":"system"}, {"z":1,"role":"user"} ,"#
                + #"{"content":"Short.","role":"user"}],"model":"target-model"}"#)
    }

    @Test("A prompt's texts stand around the text of a completion, and are refused with tokens")
    func completionInsertion() throws {
        let insertion = MessageInsertion(before: [["role": "system", "content": "A"]], after: [["content": "Z"]])
        let insert = { (body: String) throws(GatewayFault) in
            try Sample.upstreamBody(body, .openAI, .completions, inserting: insertion, model: "m")
        }
        #expect(try insert(#"{"model":"m","prompt":"q\n"}"#) == #"{"model":"m","prompt":"A\n\nq\n\n\nZ"}"#)
        #expect(
            try insert(#"{"model":"m","prompt":["q","r"]}"#) == #"{"model":"m","prompt":["A\n\nq\n\nZ","A\n\nr\n\nZ"]}"#
        )
        #expect(try insert(#"{"model":"m"}"#) == #"{"model":"m","prompt":"A\n\nZ"}"#)
        let fault = Sample.fault(#"{"model":"m","prompt":[1,2]}"#, .openAI, .completions, inserting: insertion)
        #expect(fault?.param == "prompt" && fault?.isTargetSpecific == true)
    }

    @Test("The credential goes into one header; the file's line end does not")
    func headers() throws {
        let request = try Sample.request(#"{"model":"m","messages":[{"role":"user"}],"stream":true}"#)
        let upstream = try Sample.target(.openAI, credential: "sk-1\n").request(for: request)
        #expect(upstream.headers[first: "authorization"] == "Bearer sk-1")
        #expect(upstream.headers[first: "accept"] == "text/event-stream")
        #expect(upstream.url == "https://up.example/v1/chat/completions")
        #expect(upstream.method == "POST")
        #expect(try Sample.target(.openAI).request(for: request).headers[first: "authorization"] == nil)
    }

    @Test("What a target has no endpoint for is refused with a code, and may be tried elsewhere")
    func endpoints() throws {
        let embeddings = Sample.fault(#"{"model":"m","input":"x"}"#, .anthropic, .embeddings)
        #expect(embeddings?.code == .unsupportedEndpoint && embeddings?.status == 400)
        #expect(embeddings?.isTargetSpecific == true)
        let chat = #"{"model":"m","messages":[{"role":"user"}]}"#
        #expect(Sample.fault(chat, .openInference)?.code == .unsupportedEndpoint)
        let infer = Endpoint.infer(model: "m", version: nil)
        #expect(Sample.fault(#"{"inputs":[{}]}"#, .openAI, infer)?.code == .unsupportedEndpoint)
    }

    @Test("An inference passes as it is, under the target's name of the model and the caller's version")
    func inference() throws {
        let body = #"{ "id":"7", "inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1.50]}] }"#
        let request = try Sample.request(body, .infer(model: "caller", version: "2"))
        let upstream = try Sample.target(.openInference, credential: "k").request(for: request)
        #expect(upstream.url == "https://up.example/v2/models/target-model/versions/2/infer")
        #expect(upstream.body == Array(body.utf8))
        #expect(upstream.headers[first: "authorization"] == "Bearer k")
        #expect(upstream.headers[first: "inference-header-content-length"] == nil)
    }
}
