/// What a request cost in tokens, as the upstream counts them.
struct TokenUsage: Sendable, Hashable {
    /// Tokens of the prompt, those from and for a cache among them.
    var input = 0
    /// Tokens of the answer, those of reasoning among them.
    var output = 0
    /// Part of `input` that was read from the upstream's cache.
    var cachedInput = 0
    /// Part of `input` that was written to the upstream's cache.
    var cacheWriteInput = 0
    /// Part of `output` that the model thought and did not say; nil if the upstream does not tell.
    var reasoning: Int?

    /// All tokens.
    var total: Int { Self.sum(input, output) }

    /// Counts that an upstream claims are no reason to trap: below zero is zero, beyond an exact integer the greatest.
    static func count(_ slice: JSONSlice?) -> Int? {
        slice?.integer.map { min(max($0, 0), greatest) }
    }

    /// - Parameters: counts as `count` gives them, or sums of a few of them.
    static func sum(_ first: Int, _ second: Int) -> Int {
        min(first.addingReportingOverflow(second).overflow ? greatest : first + second, greatest)
    }

    private static let greatest = 9_007_199_254_740_991
}

// MARK: - OpenAI

extension TokenUsage {
    /// - Parameter usage: the object `usage` of an answer of `chat/completions`, `completions` or `embeddings`.
    init?(openAI usage: JSONSlice) {
        guard usage.isObject else { return nil }
        input = Self.count(usage["prompt_tokens"]) ?? 0
        output = Self.count(usage["completion_tokens"]) ?? 0
        if let details = usage.present("prompt_tokens_details") {
            cachedInput = Self.count(details["cached_tokens"]) ?? 0
            cacheWriteInput = Self.count(details["cache_write_tokens"]) ?? 0
        }
        reasoning = usage.present("completion_tokens_details").flatMap { Self.count($0["reasoning_tokens"]) }
    }

    /// OpenAI's object `usage`.
    var openAIBytes: [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("prompt_tokens")
        text.integer(input)
        text.key("completion_tokens")
        text.integer(output)
        text.key("total_tokens")
        text.integer(total)
        text.key("prompt_tokens_details")
        text.beginObject()
        text.key("cached_tokens")
        text.integer(cachedInput)
        text.key("cache_write_tokens")
        text.integer(cacheWriteInput)
        text.endObject()
        if let reasoning {
            text.key("completion_tokens_details")
            text.beginObject()
            text.key("reasoning_tokens")
            text.integer(reasoning)
            text.endObject()
        }
        text.endObject()
        return text.bytes
    }
}
