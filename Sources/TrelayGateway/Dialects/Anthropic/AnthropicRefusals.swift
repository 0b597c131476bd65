/// Refuses requests for what Anthropic's Messages API has nothing for and the answer would lack.
struct AnthropicRefusals {
    private let request: CallerRequest
    private var json: JSONMembers { request.members }

    init(_ request: CallerRequest) {
        self.request = request
    }

    func check() throws(GatewayFault) {
        guard request.choiceCount == 1 else {
            throw GatewayFault.unsupportedValue(
                "n", "it gives one answer to a request, but n is \(request.choiceCount)")
        }
        try refuseLikelihoods()
        try refusePenalties()
        if request.endpoint == .completions { try refuseCompletionFields() } else { try refuseChatFields() }
    }

    private func refuseLikelihoods() throws(GatewayFault) {
        if let logprobs = json.present("logprobs"), logprobs.bool != false {
            throw GatewayFault.unsupported("logprobs", "it does not tell token likelihoods")
        }
        if let count = json.present("top_logprobs"), count.integer != 0 {
            throw GatewayFault.unsupported("top_logprobs", "it does not tell token likelihoods")
        }
        if let bias = json.present("logit_bias"), !Self.isEmptyObject(bias) {
            throw GatewayFault.unsupported("logit_bias", "it has no such bias")
        }
    }

    private func refusePenalties() throws(GatewayFault) {
        for key: StaticString in ["presence_penalty", "frequency_penalty"] {
            if let penalty = json.present(key), penalty.double != 0 {
                throw GatewayFault.unsupported("\(key)", "it has no such penalty")
            }
        }
    }

    private func refuseChatFields() throws(GatewayFault) {
        let reasons: [(key: StaticString, reason: String)] = [
            ("audio", "it does not speak"), ("functions", "send 'tools' instead"),
            ("function_call", "send 'tool_choice' instead"), ("web_search_options", "it has no such search"),
            ("moderation", "it does not moderate"),
        ]
        for (key, reason) in reasons where json.present(key) != nil {
            throw GatewayFault.unsupported("\(key)", reason)
        }
        for modality in json.present("modalities")?.elements ?? [] where !modality.equals("text") {
            throw GatewayFault.unsupportedValue("modalities", "it answers with text only")
        }
    }

    private func refuseCompletionFields() throws(GatewayFault) {
        if let suffix = json.present("suffix"), suffix.string != "" {
            throw GatewayFault.unsupported("suffix", "it does not insert")
        }
        if let echo = json.present("echo"), echo.bool != false {
            throw GatewayFault.unsupported("echo", "it does not repeat the prompt")
        }
        if let best = json.present("best_of"), best.integer != 1 {
            throw GatewayFault.unsupportedValue("best_of", "it gives one answer to a request")
        }
    }

    private static func isEmptyObject(_ slice: JSONSlice) -> Bool {
        var isEmpty = true
        let isObject = slice.forEachMember { _ in
            isEmpty = false
            return false
        }
        return isObject && isEmpty
    }
}
