import TrelayHTTP

extension UpstreamFailure {
    /// What an answer with an error's status means.
    ///
    /// - Parameters:
    ///   - body: as far as it was kept.
    ///   - now: seconds since 1970.
    init(status: Int, headers: HTTPHeaders, body: [UInt8], now: Int) {
        let error = JSONSlice(body).flatMap { UpstreamError($0) } ?? UpstreamError()
        self.init(Self.kind(status, error), status: status, "")
        describe(error, "the upstream answered \(status)")
        retryAfter = RetryAfter.parse(headers, now: now)
        retryAdvice = headers[first: "x-should-retry"].flatMap { Self.advice($0) }
        if kind == .refused || kind == .notFound, error.isOpenAI || error.isOpenInference { self.body = body }
    }

    /// What an error inside a stream means.
    init(event error: UpstreamError) {
        self.init(Self.kind(error), status: 200, "")
        isInsideStream = true
        describe(error, "the upstream broke the stream off with an error")
    }

    private mutating func describe(_ error: UpstreamError, _ otherwise: String) {
        // What is said about a credential may quote it.
        guard kind != .badCredential else {
            message = "the upstream does not accept the gateway's credential (\(status ?? 0)): check the provider"
            return
        }
        message = error.message ?? otherwise
        type = error.type
        code = error.code
        param = error.param
    }

    private static func kind(_ status: Int, _ error: UpstreamError) -> Kind {
        if error.type == "overloaded_error" { return .overloaded }
        switch status {
        case 300..<400: return .redirected
        case 401, 403, 407: return .badCredential
        case 402: return .quotaExhausted
        case 404, 410: return .notFound
        case 408, 409, 425: return .serverError
        case 429: return error.isAboutQuota ? .quotaExhausted : .rateLimited
        case 400..<500: return error.isAboutQuota ? .quotaExhausted : .refused
        case 503, 529: return .overloaded
        case 500..<600: return .serverError
        default: return .malformedAnswer
        }
    }

    /// By the words for the kind of error that OpenAI and Anthropic use.
    private static func kind(_ error: UpstreamError) -> Kind {
        if error.isAboutQuota { return .quotaExhausted }
        switch error.type ?? error.code {
        case "overloaded_error": return .overloaded
        case "rate_limit_error", "rate_limit_exceeded", "requests", "tokens", "429": return .rateLimited
        case "authentication_error", "permission_error", "401", "403": return .badCredential
        case "not_found_error", "404": return .notFound
        case "invalid_request_error", "request_too_large", "BadRequestError", "400": return .refused
        default: return error.code == "rate_limit_exceeded" ? .rateLimited : .serverError
        }
    }

    private static func advice(_ text: String) -> Bool? {
        switch text {
        case "true": true
        case "false": false
        default: nil
        }
    }
}

extension UpstreamError {
    /// Whether money or an allowance has run out. Waiting a minute would not help.
    fileprivate var isAboutQuota: Bool {
        let words = ["insufficient_quota", "billing_error", "billing_hard_limit_reached"]
        return [type, code].contains { word in word.map(words.contains) ?? false }
            || detail?.hasSuffix("spend_limit_reached") == true
    }
}
