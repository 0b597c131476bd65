/// Words and numbers of Anthropic's answers in OpenAI's terms.
enum AnthropicWords {
    /// The `finish_reason` for a `stop_reason`.
    static func finishReason(_ stopReason: String?) -> String {
        switch stopReason {
        case "max_tokens", "model_context_window_exceeded": "length"
        case "tool_use": "tool_calls"
        case "refusal": "content_filter"
        // end_turn, stop_sequence, pause_turn and what is not known yet.
        default: "stop"
        }
    }

    /// `msg_01…` as `chatcmpl-01…` or `cmpl-01…`: whoever has the one can find the other.
    static func identifier(_ identifier: String, _ endpoint: Endpoint) -> String {
        let prefix = endpoint == .completions ? "cmpl-" : "chatcmpl-"
        let bare = identifier.hasPrefix("msg_") ? String(identifier.dropFirst(4)) : identifier
        return prefix + bare
    }
}

extension TokenUsage {
    /// Takes over what an object `usage` of Anthropic's tells. Counts in later events replace those of earlier ones:
    /// they are running totals.
    mutating func update(anthropic usage: JSONSlice, _ parts: inout AnthropicInput) {
        guard usage.isObject else { return }
        parts.plain = Self.count(usage.present("input_tokens")) ?? parts.plain
        cachedInput = Self.count(usage.present("cache_read_input_tokens")) ?? cachedInput
        cacheWriteInput = Self.count(usage.present("cache_creation_input_tokens")) ?? cacheWriteInput
        output = Self.count(usage.present("output_tokens")) ?? output
        if let details = usage.present("output_tokens_details") {
            reasoning = Self.count(details["thinking_tokens"]) ?? reasoning
        }
        // Anthropic counts the three apart, OpenAI counts the cache's among the prompt's.
        input = Self.sum(Self.sum(parts.plain, cachedInput), cacheWriteInput)
    }
}

/// `input_tokens` as Anthropic counts them: those that have nothing to do with its cache.
struct AnthropicInput: Sendable, Hashable {
    var plain = 0
}
