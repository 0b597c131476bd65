import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayStandIn

@Suite("Answers that echo")
struct AnswerTests {
    @Test("A chat echoes who answered, the model, the prompt, the user, the caller's key as a digest, and headers")
    func chat() throws {
        try withUpstream { caller throws in
            let body: JSONValue = [
                "model": "gpt-x", "temperature": 0.5, "max_tokens": 9, "metadata": ["a": "b"],
                "messages": [
                    ["role": "system", "content": "Be brief."],
                    ["role": "developer", "content": [["type": "text", "text": "Be kind."]]],
                    ["role": "user", "content": "first"], ["role": "assistant", "content": "well"],
                    ["role": "user", "content": [["type": "text", "text": "Hello"], ["type": "image_url"]]],
                ],
            ]
            let answer = try caller.post(
                "/v1/chat/completions", body,
                [
                    "Authorization": "Bearer sk-secret", "traceparent": "00-aa-bb-01", "X-Trelay-Route": "r",
                    "X-Other": "o",
                ])
            #expect(answer.status == 200)
            #expect(answer.headers[first: "content-type"] == "application/json")
            let echo = try #require(Echo(try answer.content))
            var wanted = Echo(upstream: "east", dialect: "openai", model: "gpt-x")
            wanted.roles = ["system", "developer", "user", "assistant", "user"]
            wanted.system = .whole("Be brief.\nBe kind.")
            wanted.user = .whole("Hello")
            wanted.credential = Echo.credentialDigest("sk-secret")
            wanted.headers = ["traceparent": "00-aa-bb-01", "x-trelay-route": "r"]
            wanted.parameters = ["temperature": 0.5, "max_tokens": 9]
            #expect(echo == wanted)
            let json = try answer.json
            #expect(json["model"] == "gpt-x")
            #expect(json["usage"]?["prompt_tokens"] == JSONValue((18 + 5 + 3) / 4))
            let completion = (try answer.content.utf8.count + 3) / 4
            #expect(json["usage"]?["total_tokens"] == JSONValue(completion + (18 + 5 + 3) / 4))
        }
    }

    @Test("Anthropic's messages echo the same, and what that API insists on is insisted on")
    func messages() throws {
        try withUpstream { caller throws in
            let answer = try caller.message(
                "Hello", ["system": [["type": "text", "text": "Be brief."]]], ["x-api-key": "k"])
            let json = try answer.json
            let text = try #require(json["content"]?.arrayValue?.first?["text"]?.stringValue)
            let echo = try #require(Echo(text))
            #expect(echo.dialect == "anthropic")
            #expect(echo.system == .whole("Be brief."))
            #expect(echo.user == .whole("Hello"))
            #expect(echo.credential == Echo.credentialDigest("k"))
            #expect(json["stop_reason"] == "end_turn")
            #expect(answer.headers[first: "request-id"] != nil)
            #expect(try caller.message("Hello", ["max_tokens": nil]).status == 400)
            #expect(try caller.message("x", ["messages": [["role": "system", "content": "x"]]]).status == 400)
            let unversioned = try caller.post("/v1/messages", chatBody("x", ["max_tokens": 1]))
            #expect(unversioned.status == 400)
            #expect(try unversioned.json["error"]?["type"] == "invalid_request_error")
        }
    }

    @Test("Tools are called when there are some, and not after their result")
    func tools() throws {
        try withUpstream { caller throws in
            let tools: JSONValue = [
                ["type": "function", "function": ["name": "f"]], ["type": "function", "function": ["name": "g"]],
            ]
            func calls(_ more: JSONObject) throws -> [String] {
                var more = more
                more.set("tools", tools)
                let message = try caller.chat("x", more).json["choices"]?.arrayValue?.first?["message"]
                let calls = message?["tool_calls"]?.arrayValue ?? []
                for call in calls {
                    let arguments = try #require(call["function"]?["arguments"]?.stringValue)
                    #expect(
                        Echo(try #require(try JSONParser.parse(arguments)["echo"]?.stringValue))?.upstream == "east")
                }
                return calls.compactMap { $0["function"]?["name"]?.stringValue }
            }
            #expect(try calls([:]) == ["f", "g"])
            #expect(try calls(["parallel_tool_calls": false]) == ["f"])
            #expect(try calls(["tool_choice": ["type": "function", "function": ["name": "g"]]]) == ["g"])
            #expect(try calls(["tool_choice": "none"]) == [])
            let result: JSONValue = [
                ["role": "user", "content": "x"], ["role": "tool", "tool_call_id": "1", "content": "42"],
            ]
            let answer = try caller.chat("", ["messages": result, "tools": tools])
            #expect(Echo(try answer.content)?.tool == .whole("42"))
            let message = try caller.message("x", ["tools": [["name": "f", "input_schema": [:]]]]).json
            #expect(message["stop_reason"] == "tool_use")
            #expect(message["content"]?.arrayValue?.first?["name"] == "f")
            #expect(message["content"]?.arrayValue?.first?["input"]?["echo"] != nil)
        }
    }

    @Test("Several choices are given when several are wanted")
    func choices() throws {
        try withUpstream { caller throws in
            let choices = try caller.chat("x", ["n": 3]).json["choices"]?.arrayValue ?? []
            #expect(choices.compactMap { $0["index"]?.integerValue } == [0, 1, 2])
        }
    }

    @Test("Completions echo the prompt as the user's")
    func completions() throws {
        try withUpstream { caller throws in
            let answer = try caller.post("/v1/completions", ["model": "m", "prompt": "Once"]).json
            let text = try #require(answer["choices"]?.arrayValue?.first?["text"]?.stringValue)
            #expect(Echo(text)?.user == .whole("Once"))
            #expect(answer["object"] == "text_completion")
        }
    }

    @Test("Embeddings depend on upstream, model and input, and come in base64 as the official clients ask")
    func embeddings() throws {
        try withUpstream { caller throws in
            let plain = try caller.post("/v1/embeddings", ["model": "e", "input": ["a", "b"], "dimensions": 5]).json
            let data = try #require(plain["data"]?.arrayValue)
            #expect(data.count == 2)
            let numbers = data[1]["embedding"]?.arrayValue?.compactMap { $0.numberValue.map { Float($0) } }
            let wanted = EmbeddingReply.vector(upstream: "east", model: "e", input: "b", dimensions: 5)
            #expect(numbers == wanted)
            #expect(wanted != EmbeddingReply.vector(upstream: "west", model: "e", input: "b", dimensions: 5))
            #expect(wanted.allSatisfy { $0 >= -1 && $0 <= 1 })
            let coded = try caller.post(
                "/v1/embeddings", ["model": "e", "input": "b", "dimensions": 5, "encoding_format": "base64"]
            ).json
            let bytes = wanted.flatMap { number in
                (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) }
            }
            #expect(coded["data"]?.arrayValue?.first?["embedding"] == .string(Base64.encode(bytes)))
            #expect(
                try caller.post("/v1/embeddings", ["model": "e", "input": [1, 2]]).json["data"]?.arrayValue?.count == 1)
            #expect(try caller.post("/v1/embeddings", ["model": "e", "input": []]).status == 400)
        }
    }

    @Test("Models are listed and shown")
    func models() throws {
        var configuration = StandInConfiguration(name: "east")
        configuration.models = ["a", "b"]
        try withUpstream(configuration) { caller throws in
            let list = try caller.get("/v1/models").json
            #expect(list["data"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == ["a", "b"])
            #expect(try caller.get("/v1/models/b").json["owned_by"] == "east")
            #expect(try caller.get("/v1/models/c").status == 404)
        }
    }

    @Test("The Open Inference Protocol: health, metadata, and inputs given back")
    func inference() throws {
        try withUpstream { caller throws in
            #expect(try caller.get("/v2/health/live").status == 200)
            #expect(try caller.get("/v2/health/ready").status == 200)
            #expect(try caller.get("/v2").json["name"] == "east")
            #expect(try caller.get("/v2/models/m/ready").status == 200)
            #expect(try caller.get("/v2/models/m").json["versions"] == ["1"])
            let input: JSONValue = ["name": "i", "datatype": "FP32", "shape": [1, 2], "data": [1, 2]]
            let answer = try caller.post("/v2/models/m/versions/7/infer", ["id": "q", "inputs": [input]]).json
            #expect(answer["outputs"] == [input])
            #expect(answer["model_version"] == "7")
            #expect(answer["id"] == "q")
            #expect(Echo(answer["parameters"]?["stand_in"]?.stringValue ?? "")?.model == "m")
            let refused = try caller.post("/v2/models/m/infer", ["inputs": []])
            #expect(refused.status == 400)
            #expect(try refused.json["error"]?.stringValue != nil)
        }
    }

    @Test("The text can be the request itself, with its keys hidden")
    func mirrors() throws {
        try withUpstream { caller throws in
            let asked = chatBody("stand-in:echo=body", ["made_up": ["x": [1, 2]]])
            #expect(try JSONParser.parse(try caller.post("/v1/chat/completions", asked).content) == asked)
            let headers = try caller.chat(
                "x", [:], ["x-stand-in": "echo=headers", "Authorization": "Bearer sk-1", "X-A": "b"])
            #expect(try headers.content.contains("x-a: b\n"))
            #expect(try headers.content.contains("authorization: \(Echo.credentialDigest("sk-1"))\n"))
            #expect(try !headers.content.contains("sk-1"))
        }
    }

    @Test("Requests that make no sense are refused in the words of their API")
    func refusals() throws {
        try withUpstream { caller throws in
            #expect(try caller.get("/v1/chat/completions").status == 405)
            #expect(try caller.get("/nowhere").status == 404)
            let missing = try caller.post("/v1/chat/completions", ["model": "m"])
            #expect(missing.status == 400)
            #expect(try missing.json["error"]?["param"] == "messages")
            let unknown = try caller.chat("stand-in:nonsense")
            #expect(unknown.status == 400)
            #expect(try unknown.json["error"]?["message"]?.stringValue?.contains("nonsense") == true)
            let raw = try RawClient(port: caller.upstream.port)
            raw.send("POST /v1/chat/completions HTTP/1.1\r\nConnection: close\r\nContent-Length: 3\r\n\r\n{\"x")
            #expect(raw.receiveAll() == .closed)
            #expect(raw.text.hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test("Requests in one packet are answered in order on one connection")
    func pipelined() throws {
        try withUpstream { caller throws in
            let raw = try RawClient(port: caller.upstream.port)
            raw.send("GET /v2/health/live HTTP/1.1\r\n\r\nGET /v1/models/none HTTP/1.1\r\n\r\n")
            raw.send("GET /v2/health/ready HTTP/1.1\r\nConnection: close\r\n\r\n")
            #expect(raw.receiveAll() == .closed)
            let statuses = raw.text.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
            #expect(statuses == ["200", "404", "200"])
            #expect(caller.upstream.statistics.acceptedConnections == 1)
        }
    }

    @Test("Several shards share a port and count together")
    func shards() throws {
        try withUpstream(StandInConfiguration(name: "east", shards: 2)) { caller throws in
            for _ in 0..<20 {
                let raw = try RawClient(port: caller.upstream.port)
                raw.send("GET /v2/health/live HTTP/1.1\r\nConnection: close\r\n\r\n")
                #expect(raw.receiveAll() == .closed)
            }
            #expect(caller.upstream.statistics.requests == ["inference": 20])
        }
    }
}
