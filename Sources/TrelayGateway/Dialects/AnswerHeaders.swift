import TrelayHTTP

/// Which headers of an upstream reach the caller.
enum AnswerHeaders {
    /// Passed under their own names. The rest stays here: cookies, the server's name, what is about one connection, and
    /// the upstream's identifiers of the request, in whose place the gateway's own stand.
    private static let passed = [
        "content-type", "openai-processing-ms", "openai-version", "openai-model", "retry-after", "retry-after-ms",
        "x-should-retry", "inference-header-content-length", "x-ratelimit-limit-requests", "x-ratelimit-limit-tokens",
        "x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-requests",
        "x-ratelimit-reset-tokens",
    ]

    /// Anthropic's limits under OpenAI's names. When they are reset it says as a date and OpenAI as a duration: left out.
    private static let translated = [
        ("anthropic-ratelimit-requests-limit", "x-ratelimit-limit-requests"),
        ("anthropic-ratelimit-requests-remaining", "x-ratelimit-remaining-requests"),
        ("anthropic-ratelimit-tokens-limit", "x-ratelimit-limit-tokens"),
        ("anthropic-ratelimit-tokens-remaining", "x-ratelimit-remaining-tokens"),
    ]

    static func forCaller(_ headers: HTTPHeaders, of dialect: Dialect) -> HTTPHeaders {
        var result = HTTPHeaders()
        for name in passed {
            if let value = headers[first: name] { result.add(name, value) }
        }
        guard dialect == .anthropic else { return result }
        for (name, theirs) in translated {
            if let value = headers[first: name] { result.set(theirs, value) }
        }
        return result
    }

    /// What the upstream calls the request, for its support.
    static func requestIdentifier(_ headers: HTTPHeaders) -> String? {
        headers[first: "x-request-id"] ?? headers[first: "request-id"]
    }
}
