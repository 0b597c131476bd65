import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP

@testable import TrelayGateway

@Suite("Requests through the gateway")
struct ProxyChatTests {
    private let prompts: [(String, JSONValue)] = [
        ("prompt/tone", ["version": "v3", "template": "Be {{mood}}."])
    ]

    @Test("A whole answer comes back as the upstream gave it, with the stamp of what served it")
    func whole() throws {
        let harness = try GatewayHarness()
        try harness.apply(
            prompts + [
                ("provider/p", harness.provider("ok", ["credential": "env:KEY"])),
                ("route/r", GatewayHarness.route("p", ["prompt": "tone"])),
            ])
        let answer = try harness.send(
            GatewayHarness.chat("hello", ["metadata": ["mood": "kind"], "unknown_field": [1, 2]]),
            headers: ["x-request-id": "mine-1"])
        #expect(answer.status == 200)
        #expect(answer.content == "ok|m1|Be kind.|hello")
        #expect(answer.json["usage"]?["total_tokens"] == 12)
        #expect(answer.header("x-trelay-revision") == "1")
        #expect(answer.header("x-trelay-digest") == harness.role.live.digest().description)
        #expect(answer.header("x-trelay-route") == "r")
        #expect(answer.header("x-trelay-target") == "p/m1")
        #expect(answer.header("x-trelay-prompt-version") == "v3")
        #expect(answer.header("x-request-id") == "mine-1")
        let seen = try #require(harness.upstream.seen.first)
        #expect(seen.path == "v1/chat/completions")
        #expect(seen.headers[first: "authorization"] == "Bearer secret-env:KEY")
        #expect(seen.headers[first: "x-request-id"] == "mine-1")
        #expect(seen.body["unknown_field"] == [1, 2])
    }

    @Test("A stream comes back event by event with the same stamp, and its end")
    func stream() throws {
        let harness = try GatewayHarness()
        try harness.apply([("provider/p", harness.provider("ok")), ("route/r", GatewayHarness.route("p"))])
        let answer = try harness.send(GatewayHarness.chat("hello", ["stream": true]))
        #expect(answer.status == 200)
        #expect(answer.header("content-type") == "text/event-stream")
        #expect(answer.header("x-trelay-revision") == "1" && answer.header("x-trelay-target") == "p/m1")
        #expect(answer.header("x-trelay-prompt-version") == nil)
        #expect(answer.text.contains("ok|m1||hello"))
        #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
    }

    @Test("Embeddings and inferences find their upstreams")
    func others() throws {
        let harness = try GatewayHarness()
        let base = JSONValue.string("http://127.0.0.1:\(harness.upstreamServer.port)/ok")
        try harness.apply([
            ("provider/p", harness.provider("ok")),
            ("provider/x", ["type": "open-inference", "baseURL": base]),
            ("route/r", GatewayHarness.route("p")),
            ("route/i", ["match": ["model": "price"], "targets": [["provider": "x", "model": "v", "weight": 1]]]),
        ])
        let embedding = try harness.send(["model": "chat", "input": "text"], path: "/v1/embeddings")
        #expect(embedding.json["data"]?.arrayValue?.first?["embedding"] == "AACAPw==")
        let inference = try harness.send(["inputs": [["name": "x"]]], path: "/v2/models/price/infer")
        #expect(inference.status == 200)
        #expect(inference.json["parameters"]?["path"] == "/ok/v2/models/v/infer")
        #expect(inference.header("x-trelay-route") == "i" && inference.header("x-trelay-target") == "x/v")
        let wrong = try harness.send(GatewayHarness.chat(model: "price"))
        #expect(wrong.status == 400 && wrong.isOpenAIError)
        #expect(wrong.json["error"]?["code"] == "unsupported_endpoint")
    }

    @Test("The models are those of the routes")
    func models() throws {
        let harness = try GatewayHarness()
        let before = try harness.send(GatewayHarness.chat())
        #expect(before.status == 503 && before.isOpenAIError && before.header("x-trelay-revision") == "0")
        try harness.apply([("provider/p", harness.provider("ok")), ("route/r", GatewayHarness.route("p"))])
        let list = try harness.send(nil, path: "/v1/models")
        #expect(list.json["data"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == ["chat"])
        #expect(list.header("x-trelay-revision") == "1")
        #expect(try harness.send(nil, path: "/v1/models/chat").json["object"] == "model")
        let missing = try harness.send(nil, path: "/v1/models/none")
        #expect(missing.status == 404 && missing.isOpenAIError)
    }

    @Test("What the gateway refuses itself is an error of OpenAI's form, and stamped")
    func refusals() throws {
        var settings = GatewayHarness.quickSettings()
        settings.maximumBodyBytes = 10_000
        let harness = try GatewayHarness(settings)
        try harness.apply([
            ("prompt/tone", ["version": "v3", "template": "Be {{mood}}."]), ("provider/p", harness.provider("ok")),
            ("route/r", GatewayHarness.route("p", ["prompt": "tone"])),
        ])
        let large = GatewayHarness.chat(String(repeating: "x", count: 20_000))
        let cases: [(JSONValue?, String, Int, String)] = [
            (GatewayHarness.chat(model: "none"), "/v1/chat/completions", 404, "model_not_found"),
            (["model": "chat"], "/v1/chat/completions", 400, "missing_required_parameter"),
            (GatewayHarness.chat(), "/v1/chat/completions", 400, "missing_required_parameter"),
            ([1], "/v1/chat/completions", 400, "invalid_json"),
            (nil, "/v1/chat/completions", 405, "method_not_allowed"),
            (nil, "/v1/nothing", 404, "unknown_path"),
            (large, "/v1/chat/completions", 413, "body_too_large"),
        ]
        for (body, path, status, code) in cases {
            let answer = try harness.send(body, path: path)
            #expect(answer.status == status)
            #expect(answer.isOpenAIError, "\(path) \(status): \(answer.text)")
            #expect(answer.json["error"]?["code"]?.stringValue == code)
            #expect(answer.header("x-trelay-revision") == "1" && answer.header("x-trelay-digest") != nil)
        }
        #expect(harness.upstream.seen.isEmpty)
    }

    @Test("The decision is told instead of made")
    func explain() throws {
        let harness = try GatewayHarness()
        try harness.apply([
            ("provider/p", harness.provider("ok")), ("provider/q", harness.provider("ok")),
            ("route/r", GatewayHarness.route("p", ["fallbacks": [["provider": "q", "model": "m2"]]])),
        ])
        let answer = try harness.send(
            GatewayHarness.chat(), headers: ["x-trelay-explain": "1", "x-trelay-key": "someone"])
        #expect(answer.status == 200)
        #expect(answer.json["route"] == "r" && answer.json["chain"] == ["p/m1", "q/m2"])
        #expect(answer.header("x-trelay-target") == "p/m1")
        #expect(harness.upstream.seen.isEmpty)
        // Made again from the configuration alone, it is the same.
        let explainer = try GatewayExplainer(harness.role.live)
        #expect(explainer.explain(path: "/v1/chat/completions", model: "chat", key: "someone") == answer.json)
    }

    @Test("A key stays at its target, and no key is spread over all of them")
    func sticky() throws {
        let harness = try GatewayHarness()
        let targets: JSONValue = [
            ["provider": "p", "model": "m1", "weight": 1], ["provider": "p", "model": "m2", "weight": 1],
        ]
        try harness.apply([
            ("provider/p", harness.provider("ok")), ("route/r", GatewayHarness.route("p", ["targets": targets])),
        ])
        func target(_ body: JSONValue, _ headers: HTTPHeaders = [:]) throws -> String? {
            try harness.send(body, headers: headers).header("x-trelay-target")
        }
        let byHeader = try (0..<8).map { _ in try target(GatewayHarness.chat(), ["x-trelay-key": "a"]) }
        #expect(Set(byHeader).count == 1)
        let byUser = try (0..<8).map { _ in try target(GatewayHarness.chat("hi", ["user": "a"])) }
        #expect(Set(byUser).count == 1 && byUser.first == byHeader.first)
        let spread = try (0..<40).map { _ in try target(GatewayHarness.chat()) }
        #expect(Set(spread).count == 2)
    }
}
