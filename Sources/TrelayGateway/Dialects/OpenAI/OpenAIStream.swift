/// Reads a stream of an upstream of the same dialect: events are passed on as they came, and looked at on the way.
struct OpenAIStream: Sendable {
    /// Whether the chunk that only has the usage stays here, because only the gateway asked for it.
    let dropsUsage: Bool

    init(dropsUsage: Bool) {
        self.dropsUsage = dropsUsage
    }

    /// - Parameters:
    ///   - facts: what the events tell is noted here.
    ///   - output: gets what the caller is to see.
    func read(_ event: ServerSentEvent, _ facts: inout AnswerFacts, _ output: inout [UInt8]) -> StreamVerdict {
        guard event.hasData else {
            output.append(contentsOf: event.bytes)
            return .goesOn
        }
        if event.says("[DONE]") {
            output.append(contentsOf: ServerSentEventWriter.done)
            return .isComplete
        }
        guard let json = event.json, let chunk = OpenAIChunk(json, &facts) else {
            return .malformed("the upstream sent an event that is no JSON object")
        }
        if let error = chunk.error { return .failed(UpstreamFailure(event: error)) }
        if chunk.hasContent { facts.contentEventCount += 1 }
        if !(dropsUsage && chunk.hasUsage && chunk.hasNoChoices) { output.append(contentsOf: event.bytes) }
        return .goesOn
    }
}

/// What the gateway must know about one event. One pass over its bytes, and one more over its choices.
private struct OpenAIChunk {
    private(set) var error: UpstreamError?
    private(set) var hasUsage = false
    private(set) var hasNoChoices = true
    private(set) var hasContent = false

    /// Nil if the event is no object.
    init?(_ json: JSONSlice, _ facts: inout AnswerFacts) {
        var choices: JSONSlice?
        var isError = false
        let isWhole = json.forEachMember { member in
            let value = member.value
            if member.key.equals("choices") {
                choices = value
            } else if member.key.equals("usage") {
                guard let usage = TokenUsage(openAI: value) else { return true }
                facts.usage = usage
                hasUsage = true
            } else if member.key.equals("error") {
                isError = !value.isNull
            } else if member.key.equals("object") {
                isError = isError || value.equals("error")
            } else if facts.responseIdentifier == nil, member.key.equals("id") {
                facts.responseIdentifier = value.string
            } else if facts.responseModel == nil, member.key.equals("model") {
                facts.responseModel = value.string
            }
            return true
        }
        guard isWhole else { return nil }
        if isError { error = UpstreamError(json) ?? UpstreamError() }
        choices?.forEachElement { choice in
            hasNoChoices = false
            read(choice, &facts)
            return true
        }
    }

    private mutating func read(_ choice: JSONSlice, _ facts: inout AnswerFacts) {
        var saysSomething = false
        choice.forEachMember { member in
            if member.key.equals("delta") {
                saysSomething = saysSomething || Self.saysSomething(member.value)
            } else if member.key.equals("text") {
                saysSomething = saysSomething || member.value.stringContent?.isEmpty == false
            } else if member.key.equals("finish_reason"), let reason = member.value.string {
                facts.addFinishReason(reason)
            }
            return true
        }
        if saysSomething { hasContent = true }
    }

    /// Whether a delta has more than a role: text, a tool's arguments, a refusal, or what nobody knows yet.
    private static func saysSomething(_ delta: JSONSlice) -> Bool {
        var saysSomething = false
        delta.forEachMember { member in
            let value = member.value
            let isEmpty = value.isNull || value.stringContent?.isEmpty == true
            saysSomething = !isEmpty && !member.key.equals("role")
            return !saysSomething
        }
        return saysSomething
    }
}
