import Testing

@testable import TrelayGateway

@Suite("Endpoints")
struct EndpointTests {
    @Test(
        "The method and the path tell what is asked for",
        arguments: [
            ("POST", "/v1/chat/completions", Endpoint.Match.endpoint(.chatCompletions)),
            ("POST", "/v1/completions", .endpoint(.completions)),
            ("POST", "/v1/embeddings", .endpoint(.embeddings)),
            ("GET", "/v1/models", .endpoint(.models)),
            ("HEAD", "/v1/models", .endpoint(.models)),
            ("GET", "/v1/models/a/b", .endpoint(.model(identifier: "a/b"))),
            ("POST", "/v2/models/m/infer", .endpoint(.infer(model: "m", version: nil))),
            ("POST", "/v2/models/m/versions/1.2.0/infer", .endpoint(.infer(model: "m", version: "1.2.0"))),
            ("POST", "/v2/models/infer/infer", .endpoint(.infer(model: "infer", version: nil))),
            ("GET", "/v1/chat/completions", .methodNotAllowed(allowed: "POST")),
            ("post", "/v1/chat/completions", .methodNotAllowed(allowed: "POST")),
            ("HEAD", "/v1/embeddings", .methodNotAllowed(allowed: "POST")),
            ("POST", "/v1/models", .methodNotAllowed(allowed: "GET")),
            ("DELETE", "/v1/models/m", .methodNotAllowed(allowed: "GET")),
            ("GET", "/v2/models/m/infer", .methodNotAllowed(allowed: "POST")),
            ("POST", "/v1/chat/completions/", .unknown), ("POST", "/v1/responses", .unknown),
            ("GET", "/v1/models/", .unknown), ("GET", "", .unknown), ("GET", "/", .unknown),
            ("POST", "/v2/models//infer", .unknown), ("POST", "/v2/models/infer", .unknown),
            ("POST", "/v2/models/m/versions//infer", .unknown), ("POST", "/v2/models/m/version/1/infer", .unknown),
            ("POST", "/v2/models/m/versions/1/x/infer", .unknown), ("POST", "/V1/embeddings", .unknown),
        ])
    func matching(method: String, path: String, expected: Endpoint.Match) {
        #expect(Endpoint.match(method: method, path: path) == expected)
    }

    @Test("Errors have the form of the API that the path belongs to")
    func forms() {
        #expect(Endpoint.infer(model: "m", version: nil).errorForm == .openInference)
        #expect(Endpoint.chatCompletions.errorForm == .openAI)
        #expect(ErrorForm.of(path: "/v2/models/x") == .openInference)
        #expect(ErrorForm.of(path: "/nowhere") == .openAI)
    }

    @Test(
        "An endpoint's path is put behind the base URL as the official clients do",
        arguments: [
            ("https://a.example", "https://a.example/v1/embeddings"),
            ("https://a.example/", "https://a.example/v1/embeddings"),
            ("https://a.example:8443/v1", "https://a.example:8443/v1/embeddings"),
            ("https://a.example/v1//", "https://a.example/v1/embeddings"),
            ("http://[::1]:8080", "http://[::1]:8080/v1/embeddings"),
            ("https://a.example/api/openai", "https://a.example/api/openai/embeddings"),
            (
                "https://a.example/openai/deployments/x?api-version=1",
                "https://a.example/openai/deployments/x/embeddings?api-version=1"
            ),
            ("https://a.example?k=v#fragment", "https://a.example/v1/embeddings?k=v"),
        ])
    func openAIURL(base: String, expected: String) {
        #expect(UpstreamURL.openAI(base, "/embeddings") == expected)
    }

    @Test("Anthropic's base URL has no version, Open Inference's none either; both are understood with it")
    func otherURLs() {
        #expect(UpstreamURL.anthropic("https://a.example", "/messages") == "https://a.example/v1/messages")
        #expect(UpstreamURL.anthropic("https://a.example/v1/", "/messages") == "https://a.example/v1/messages")
        #expect(UpstreamURL.anthropic("https://a.example/x", "/messages") == "https://a.example/x/v1/messages")
        #expect(
            UpstreamURL.openInference("http://m:8080", model: "a b/c", version: nil)
                == "http://m:8080/v2/models/a%20b%2Fc/infer")
        #expect(
            UpstreamURL.openInference("http://m/v2", model: "é", version: "1.0")
                == "http://m/v2/models/%C3%A9/versions/1.0/infer")
        #expect(
            UpstreamURL.openInference("http://m", model: "..", version: ".")
                == "http://m/v2/models/%2E%2E/versions/%2E/infer")
    }
}
