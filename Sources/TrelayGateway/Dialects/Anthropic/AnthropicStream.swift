/// Translates a stream of Anthropic's events into one of OpenAI's chunks.
///
/// Nothing is written before the first event behind `message_start`, so that an upstream that is overloaded and says so
/// at once (an `error` inside the stream) can still be replaced by another. Thoughts come as `reasoning_content`;
/// signatures, citations and blocks of tools that the upstream runs itself are left out.
struct AnthropicStream: Sendable {
    /// More blocks than this in one message are no answer.
    private static let maximumBlocks = 10_000

    private let writer: AnswerWriter
    /// What all chunks begin with; nil until the message has begun.
    private var prefix: [UInt8]?
    private var hasWrittenRole = false
    private var usage = TokenUsage()
    private var input = AnthropicInput()
    private var stopReason: String?
    private var calls = ToolCalls()

    init(_ writer: AnswerWriter) {
        self.writer = writer
    }

    /// - Parameters:
    ///   - facts: what the events tell is noted here.
    ///   - output: gets what the caller is to see.
    mutating func read(_ event: ServerSentEvent, _ facts: inout AnswerFacts, _ output: inout [UInt8]) -> StreamVerdict {
        guard event.hasData else { return .goesOn }
        guard let json = event.json, json.isObject, let type = json["type"]?.string else {
            return .malformed("the upstream sent an event that is no JSON object with a type")
        }
        switch type {
        case "message_start": return begin(json, &facts)
        case "ping": return .goesOn
        case "error": return .failed(UpstreamFailure(event: UpstreamError(json) ?? UpstreamError()))
        default: break
        }
        guard let prefix else { return .malformed("the upstream's stream does not begin with message_start") }
        writeRole(prefix, &output)
        switch type {
        case "content_block_start": return beginBlock(json, prefix, &facts, &output)
        case "content_block_delta": readDelta(json, prefix, &facts, &output)
        case "content_block_stop": endBlock(json, prefix, &output)
        case "message_delta": readMessageDelta(json, &facts)
        case "message_stop":
            end(prefix, &facts, &output)
            return .isComplete
        // Events that are not known yet are to be ignored, says Anthropic.
        default: break
        }
        return .goesOn
    }

    private mutating func begin(_ json: JSONSlice, _ facts: inout AnswerFacts) -> StreamVerdict {
        guard prefix == nil, let message = json.present("message"), let identifier = message["id"]?.string else {
            return .malformed("the upstream sent a message_start that begins no message")
        }
        let model = message["model"]?.string ?? ""
        let callersIdentifier = AnthropicWords.identifier(identifier, writer.endpoint)
        prefix = writer.chunkPrefix(identifier: callersIdentifier, model: model)
        facts.responseIdentifier = callersIdentifier
        facts.responseModel = model
        if let counts = message.present("usage") { update(counts, &facts) }
        return .goesOn
    }

    private mutating func update(_ counts: JSONSlice, _ facts: inout AnswerFacts) {
        usage.update(anthropic: counts, &input)
        facts.usage = usage
    }

    private mutating func writeRole(_ prefix: [UInt8], _ output: inout [UInt8]) {
        guard !hasWrittenRole else { return }
        hasWrittenRole = true
        guard writer.endpoint == .chatCompletions else { return }
        writer.append(delta: Array(#"{"role":"assistant","content":""}"#.utf8), after: prefix, to: &output)
    }

    private mutating func readMessageDelta(_ json: JSONSlice, _ facts: inout AnswerFacts) {
        if let reason = json.present("delta")?.present("stop_reason")?.string { stopReason = reason }
        if let counts = json.present("usage") { update(counts, &facts) }
    }

    private func end(_ prefix: [UInt8], _ facts: inout AnswerFacts, _ output: inout [UInt8]) {
        let finishReason = AnthropicWords.finishReason(stopReason)
        facts.addFinishReason(finishReason)
        if writer.endpoint == .completions {
            writer.append(text: Array(#""""#.utf8), finishReason: finishReason, after: prefix, to: &output)
        } else {
            writer.append(delta: Array("{}".utf8), finishReason: finishReason, after: prefix, to: &output)
        }
        if writer.writesUsage { writer.append(usage: usage, after: prefix, to: &output) }
        output.append(contentsOf: ServerSentEventWriter.done)
    }
}

// MARK: - Blocks

extension AnthropicStream {
    private mutating func beginBlock(
        _ json: JSONSlice, _ prefix: [UInt8], _ facts: inout AnswerFacts, _ output: inout [UInt8]
    ) -> StreamVerdict {
        guard let block = json.present("content_block") else { return .goesOn }
        switch block["type"]?.string {
        case "text": writeText(block["text"], prefix, &facts, &output)
        case "thinking": writeThought(block["thinking"], prefix, &facts, &output)
        case "tool_use":
            guard let index = json["index"]?.integer, calls.count < Self.maximumBlocks else {
                return .malformed("the upstream sent a block without index, or too many of them")
            }
            facts.contentEventCount += 1
            append(calls.begin(block, at: index), prefix, &output)
        default: break
        }
        return .goesOn
    }

    private mutating func readDelta(
        _ json: JSONSlice, _ prefix: [UInt8], _ facts: inout AnswerFacts, _ output: inout [UInt8]
    ) {
        guard let delta = json.present("delta") else { return }
        switch delta["type"]?.string {
        case "text_delta": writeText(delta["text"], prefix, &facts, &output)
        case "thinking_delta": writeThought(delta["thinking"], prefix, &facts, &output)
        case "input_json_delta":
            guard let part = delta["partial_json"], part.stringContent?.isEmpty == false,
                let index = json["index"]?.integer, let call = calls.add(part, at: index)
            else { return }
            facts.contentEventCount += 1
            append(call, prefix, &output)
        default: break
        }
    }

    private mutating func endBlock(_ json: JSONSlice, _ prefix: [UInt8], _ output: inout [UInt8]) {
        guard let index = json["index"]?.integer, let call = calls.end(at: index) else { return }
        append(call, prefix, &output)
    }

    private func writeText(
        _ string: JSONSlice?, _ prefix: [UInt8], _ facts: inout AnswerFacts, _ output: inout [UInt8]
    ) {
        guard let string, string.stringContent?.isEmpty == false else { return }
        facts.contentEventCount += 1
        if writer.endpoint == .completions {
            writer.append(text: Array(string.text), after: prefix, to: &output)
        } else {
            append(member: "content", string, prefix, &output)
        }
    }

    private func writeThought(
        _ string: JSONSlice?, _ prefix: [UInt8], _ facts: inout AnswerFacts, _ output: inout [UInt8]
    ) {
        guard let string, string.stringContent?.isEmpty == false else { return }
        facts.contentEventCount += 1
        if writer.endpoint == .chatCompletions { append(member: "reasoning_content", string, prefix, &output) }
    }

    private func append(member key: String, _ string: JSONSlice, _ prefix: [UInt8], _ output: inout [UInt8]) {
        var delta = JSONText()
        delta.beginObject()
        delta.key(key)
        delta.raw(string)
        delta.endObject()
        writer.append(delta: delta.bytes, after: prefix, to: &output)
    }

    /// - Parameter call: one element of `tool_calls`.
    private func append(_ call: [UInt8], _ prefix: [UInt8], _ output: inout [UInt8]) {
        guard writer.endpoint == .chatCompletions else { return }
        var delta = JSONText()
        delta.beginObject()
        delta.key("tool_calls")
        delta.beginArray()
        delta.raw(call)
        delta.endArray()
        delta.endObject()
        writer.append(delta: delta.bytes, after: prefix, to: &output)
    }
}
