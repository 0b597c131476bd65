import TrelayHTTP

/// A chat or a completion as a request of Anthropic's Messages API.
///
/// Carried: messages with text, images, PDF files, tool calls and their results; tools and the choice among them;
/// `max_completion_tokens` or `max_tokens`, `stop`, `temperature` up to 1, `top_p`, `stream`, `user` (or
/// `safety_identifier`), `reasoning_effort` as `output_config.effort`, `response_format` of type `json_schema` as
/// `output_config.format`. Anthropic's own `thinking`, `top_k` and `cache_control` pass through if a caller sends them.
///
/// Refused with 400, because the answer would be another one: `n` above 1, `logprobs`, `top_logprobs`, `logit_bias`,
/// penalties other than 0, audio in either direction, files by identifier, tools that are no functions, `functions` and
/// `function_call`, `response_format` of type `json_object`, `web_search_options`, `moderation`, `temperature` above 1;
/// for completions `suffix`, `echo`, `best_of` above 1, several prompts and prompts of tokens.
///
/// Dropped, because the answer is as good without: `seed` (best effort anyway), `store`, `metadata`, `service_tier`,
/// `prediction`, `verbosity`, `prompt_cache_*`, `stream_options`, the `name` of a message, the `detail` of an image,
/// `reasoning_content` of earlier answers, and what nobody knows.
struct AnthropicRequest {
    static let apiVersion = "2023-06-01"

    let target: UpstreamTarget
    let request: CallerRequest
    let insertion: MessageInsertion

    var json: JSONMembers { request.members }

    func upstreamRequest() throws(GatewayFault) -> UpstreamRequest {
        try AnthropicRefusals(request).check()
        let conversation = try conversation()
        guard !conversation.turns.isEmpty else {
            throw GatewayFault.unsupportedValue(
                "messages", "it needs at least one message that is not a system message")
        }
        var headers: HTTPHeaders = [
            "Content-Type": "application/json",
            "Accept": request.isStreaming ? "text/event-stream" : "application/json",
            "anthropic-version": Self.apiVersion,
        ]
        if let credential = target.credential?.trimmingSpaces, !credential.isEmpty {
            headers.add("x-api-key", String(credential))
        }
        return UpstreamRequest(
            url: UpstreamURL.anthropic(target.baseURL, "/messages"), headers: headers, body: try body(conversation))
    }

    private func conversation() throws(GatewayFault) -> AnthropicConversation {
        var conversation = AnthropicConversation()
        if request.endpoint == .chatCompletions, let messages = json["messages"] {
            // Faults name the caller's own messages: those of the prompt stand in front of them.
            var index = 0 - insertion.before.count
            for message in insertion.messages(around: messages) {
                try conversation.add(message, at: "messages[\(max(index, 0))]")
                index += 1
            }
        } else {
            try conversation.add(prompt: json["prompt"], insertion)
        }
        return conversation
    }

    private func body(_ conversation: AnthropicConversation) throws(GatewayFault) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("model")
        text.string(target.model)
        text.key("max_tokens")
        try writeMaximumTokens(to: &text)
        conversation.writeSystem(to: &text)
        conversation.writeMessages(to: &text)
        try AnthropicTools(json).write(to: &text)
        try writeStop(to: &text)
        try writeTemperature(to: &text)
        for key: StaticString in ["top_p", "top_k", "thinking", "cache_control"] { copy(key, to: &text) }
        try AnthropicOutput(json).write(to: &text)
        if request.isStreaming {
            text.key("stream")
            text.bool(true)
        }
        writeUser(to: &text)
        text.endObject()
        return text.bytes
    }

    private func writeMaximumTokens(to text: inout JSONText) throws(GatewayFault) {
        for key: StaticString in ["max_completion_tokens", "max_tokens"] {
            guard let member = json.present(key) else { continue }
            guard member.integer != nil else {
                throw GatewayFault.invalidType("\(key)", expected: "an integer", found: member.typeName)
            }
            return text.raw(member)
        }
        text.integer(target.defaultMaximumTokens)
    }

    private func writeStop(to text: inout JSONText) throws(GatewayFault) {
        guard let stop = json.present("stop") else { return }
        let sequences = stop.isString ? [stop] : stop.elements ?? []
        guard stop.isString || stop.isArray, sequences.allSatisfy(\.isString) else {
            throw GatewayFault.invalidType("stop", expected: "a string or an array of strings", found: stop.typeName)
        }
        guard !sequences.isEmpty else { return }
        text.key("stop_sequences")
        text.beginArray()
        for sequence in sequences { text.raw(sequence) }
        text.endArray()
    }

    private func writeTemperature(to text: inout JSONText) throws(GatewayFault) {
        guard let temperature = json.present("temperature") else { return }
        guard let degrees = temperature.double else {
            throw GatewayFault.invalidType("temperature", expected: "a number", found: temperature.typeName)
        }
        guard degrees <= 1 else {
            throw GatewayFault.unsupportedValue("temperature", "it takes 0 to 1")
        }
        text.key("temperature")
        text.raw(temperature)
    }

    private func copy(_ key: StaticString, to text: inout JSONText) {
        guard let member = json.present(key) else { return }
        text.key("\(key)")
        text.raw(member)
    }

    private func writeUser(to text: inout JSONText) {
        guard let user = json.present("user") ?? json.present("safety_identifier"), user.isString else { return }
        text.key("metadata")
        text.beginObject()
        text.key("user_id")
        text.raw(user)
        text.endObject()
    }
}
