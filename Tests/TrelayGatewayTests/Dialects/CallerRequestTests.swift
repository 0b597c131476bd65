import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayGateway

@Suite("Requests of callers")
struct CallerRequestTests {
    @Test("What the gateway must know is taken out")
    func fields() throws {
        let request = try Sample.request(
            #"""
            {"model":"gpt","messages":[{"role":"user","content":"hi"}],"stream":true,"n":2,"user":"u1",
             "stream_options":{"include_usage":true}}
            """#)
        #expect(request.model == "gpt")
        #expect(request.isStreaming)
        #expect(request.wantsUsage)
        #expect(request.user == "u1")
        #expect(request.choiceCount == 2)
        #expect(request.value["messages"]?.arrayValue?.count == 1)
    }

    @Test("What is absent or null has its usual value")
    func defaults() throws {
        let request = try Sample.request(
            #"{"model":"m","messages":[{"role":"user","content":null}],"stream":null,"n":null,"stream_options":null}"#)
        #expect(!request.isStreaming && !request.wantsUsage && request.choiceCount == 1 && request.user == nil)
    }

    @Test("A usage is only wanted of a stream, and embeddings do not stream")
    func usageOfStreams() throws {
        let body = #"{"model":"m","messages":[{"role":"user"}],"stream_options":{"include_usage":true}}"#
        #expect(try !Sample.request(body).wantsUsage)
        #expect(try !Sample.request(#"{"model":"m","input":"x","stream":true}"#, .embeddings).isStreaming)
    }

    @Test(
        "What is no request is answered with 400, and says where it is wrong",
        arguments: [
            ("", GatewayFault.Code.invalidJSON, nil as String?), ("{", .invalidJSON, nil), ("[]", .invalidJSON, nil),
            ("null", .invalidJSON, nil), (#"{"model":"a","model":"b"}"#, .invalidJSON, nil),
            (#"{"model":"m","messages":[{"role":"user","content":"\ud800"}]}"#, .invalidJSON, nil),
            (#"{"model":"m","temperature":1e999}"#, .invalidJSON, nil),
            (#"{"model":"m","messages":[{"role":"user"}]} x"#, .invalidJSON, nil),
            ("{}", .missingParameter, "model"), (#"{"model":null}"#, .missingParameter, "model"),
            (#"{"model":7}"#, .invalidType, "model"), (#"{"model":""}"#, .invalidValue, "model"),
            (#"{"model":"m"}"#, .missingParameter, "messages"),
            (#"{"model":"m","messages":"hi"}"#, .invalidType, "messages"),
            (#"{"model":"m","messages":[]}"#, .invalidValue, "messages"),
            (#"{"model":"m","messages":["hi"]}"#, .invalidType, "messages[0]"),
            (#"{"model":"m","messages":[{"role":"user"},{}]}"#, .missingParameter, "messages[1].role"),
            (#"{"model":"m","messages":[{"role":1}]}"#, .invalidType, "messages[0].role"),
            (#"{"model":"m","messages":[{"role":"user"}],"stream":"yes"}"#, .invalidType, "stream"),
            (#"{"model":"m","messages":[{"role":"user"}],"n":1.5}"#, .invalidType, "n"),
            (#"{"model":"m","messages":[{"role":"user"}],"n":0}"#, .invalidValue, "n"),
            (#"{"model":"m","messages":[{"role":"user"}],"user":1}"#, .invalidType, "user"),
            (
                #"{"model":"m","messages":[{"role":"user"}],"stream":true,"stream_options":1}"#, .invalidType,
                "stream_options"
            ),
            (
                #"{"model":"m","messages":[{"role":"user"}],"stream":true,"stream_options":{"include_usage":1}}"#,
                .invalidType, "stream_options.include_usage"
            ),
        ])
    func faults(body: String, code: GatewayFault.Code, param: String?) throws {
        let fault = try #require(throws: GatewayFault.self) { try Sample.request(body) }
        #expect(fault.code == code)
        #expect(fault.param == param)
        #expect(fault.status == 400)
        #expect(fault.type == "invalid_request_error")
        #expect(!fault.message.isEmpty && !fault.message.contains("\n"))
    }

    @Test("A syntax error names its place")
    func place() throws {
        let fault = try #require(throws: GatewayFault.self) { try Sample.request("{\n  \"model\" \"m\"}") }
        #expect(fault.message.contains("line 2"))
    }

    @Test("Embeddings need an input, inferences need inputs; the model of an inference is in its path")
    func otherEndpoints() throws {
        #expect(throws: GatewayFault.missing("input")) { try Sample.request(#"{"model":"m"}"#, .embeddings) }
        #expect(try Sample.request(#"{"model":"m","input":[1,2]}"#, .embeddings).model == "m")
        let fault = try #require(throws: GatewayFault.self) {
            try Sample.request(#"{"model":"m","input":5}"#, .embeddings)
        }
        #expect(fault.code == .invalidType)
        #expect(throws: GatewayFault.missing("inputs")) {
            try Sample.request("{}", .infer(model: "iris", version: nil))
        }
        #expect(try Sample.request(#"{"inputs":[{}]}"#, .infer(model: "iris", version: nil)).model == "iris")
    }

    @Test(
        "Integers that a double does not hold are usual in schemas and seeds: they are taken, and passed on as written")
    func greatIntegers() throws {
        let body =
            #"{"model":"m","seed":9223372036854775807,"messages":[{"role":"user","content":"-9007199254740993"}]}"#
        let request = try Sample.request(body)
        #expect(request.value["seed"] == "9223372036854775807")
        #expect(request.value["messages"]?.arrayValue?.first?["content"] == "-9007199254740993")
        #expect(try Sample.upstreamBody(body, .openAI, model: "m") == body)
    }

    @Test("A body beyond the limit is answered with 413, one that nests too deeply with 400")
    func limits() throws {
        var limits = CallerRequest.Limits()
        limits.maximumBytes = 60
        let body = #"{"model":"m","messages":[{"role":"user","content":"hello"}]}"#
        #expect(body.utf8.count == 60)
        _ = try CallerRequest(endpoint: .chatCompletions, body: Array(body.utf8), limits: limits)
        let fault = try #require(throws: GatewayFault.self) {
            try CallerRequest(endpoint: .chatCompletions, body: Array((body + " ").utf8), limits: limits)
        }
        #expect(fault.status == 413 && fault.code == .bodyTooLarge)
        let nested = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
        #expect(Sample.fault(#"{"model":"m","x":\#(nested)}"#, .openAI)?.code == .invalidJSON)
    }

    @Test("Binary tensor data behind the JSON of an inference is kept as it came")
    func binaryData() throws {
        let json = Array(#"{"inputs":[{"name":"x"}]}"#.utf8)
        let body = json + [0, 0xFF, 0x7B]
        let endpoint = Endpoint.infer(model: "m", version: nil)
        let request = try CallerRequest(endpoint: endpoint, body: body, inferenceHeaderLength: json.count)
        #expect(request.hasBinaryData)
        let upstream = try Sample.target(.openInference).request(for: request)
        #expect(upstream.body == body)
        #expect(upstream.headers[first: "inference-header-content-length"] == String(json.count))
        #expect(throws: GatewayFault.self) {
            try CallerRequest(endpoint: endpoint, body: body, inferenceHeaderLength: body.count + 1)
        }
        #expect(throws: GatewayFault.self) {
            try CallerRequest(endpoint: endpoint, body: body, inferenceHeaderLength: -1)
        }
    }
}
