/// Looks at a whole answer of an upstream of the same dialect, which is passed on byte for byte.
enum OpenAIAnswer {
    /// Notes what the answer tells about itself.
    ///
    /// - Returns: why it is none; nil if it is one.
    static func read(_ body: [UInt8], _ facts: inout AnswerFacts) -> UpstreamFailure? {
        var read = AnswerFacts()
        var isError = false
        let json = JSONSlice(body)
        let isWhole = json?.forEachMember { member in
            let value = member.value
            if member.key.equals("usage") {
                read.usage = TokenUsage(openAI: value)
            } else if member.key.equals("id") {
                read.responseIdentifier = value.string
            } else if member.key.equals("model") {
                read.responseModel = value.string
            } else if member.key.equals("choices") {
                value.forEachElement { choice in
                    if let reason = choice["finish_reason"]?.string { read.addFinishReason(reason) }
                    return true
                }
            } else if member.key.equals("error") {
                isError = !value.isNull
            }
            return true
        }
        facts = read
        guard let json, isWhole == true else {
            return UpstreamFailure(
                .malformedAnswer, status: 200, "the upstream answered 200 with something else than a JSON object")
        }
        guard isError, let error = UpstreamError(json) else { return nil }
        // Some servers answer errors with 200.
        return UpstreamFailure(event: error)
    }
}
