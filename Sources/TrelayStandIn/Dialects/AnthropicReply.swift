/// Answers in the form of Anthropic's `/v1/messages`.
struct AnthropicReply {
    var reply: Reply

    private var stopReason: String {
        switch reply.finish {
        case "length": "max_tokens"
        case "tool_calls": "tool_use"
        case "content_filter": "refusal"
        default: "end_turn"
        }
    }

    // MARK: Whole

    var body: [UInt8] {
        var text = JSONText(capacity: 2 * reply.content.count + 512)
        head(to: &text)
        text.raw(",\"content\":[")
        if reply.ask.calls.isEmpty {
            text.raw("{\"type\":\"text\",\"text\":")
            text.string(String(decoding: reply.content, as: UTF8.self))
            text.raw("}")
        }
        for index in reply.ask.calls.indices {
            if index > 0 { text.raw(",") }
            tool(index, input: reply.arguments, to: &text)
        }
        text.raw("],\"stop_reason\":")
        text.string(stopReason)
        text.raw(",\"stop_sequence\":null,\"usage\":")
        usage(outputTokens: reply.completionTokens, to: &text)
        text.raw("}")
        return text.bytes
    }

    private func head(to text: inout JSONText) {
        text.raw("{\"id\":\"")
        text.raw(reply.identifier("msg_"))
        text.raw("\",\"type\":\"message\",\"role\":\"assistant\",\"model\":")
        text.string(reply.ask.model)
    }

    private func tool(_ index: Int, input: [UInt8], to text: inout JSONText) {
        text.raw("{\"type\":\"tool_use\",\"id\":\"")
        text.raw(reply.identifier("toolu_"))
        text.number(index)
        text.raw("\",\"name\":")
        text.string(reply.ask.calls[index])
        text.member("input")
        text.raw(input)
        text.raw("}")
    }

    private func usage(outputTokens: Int, to text: inout JSONText) {
        text.raw("{\"input_tokens\":")
        text.number(reply.ask.promptTokens)
        text.raw(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":")
        text.number(outputTokens)
        text.raw("}")
    }

    // MARK: Stream

    var frames: Frames {
        let ping = AnthropicReply.event("ping") { $0.raw("{\"type\":\"ping\"}") }
        return Frames(
            opening: [start, block(0), ping], content: content, closing: closing,
            failure: AnthropicReply.event("error") {
                $0.raw(ErrorBody.anthropic(status: 529, request: "req_stand_in"))
            },
            filler: textDelta(String(repeating: "x", count: Filler.chunkBytes)))
    }

    private var start: [UInt8] {
        AnthropicReply.event("message_start") {
            $0.raw("{\"type\":\"message_start\",\"message\":")
            head(to: &$0)
            $0.raw(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":")
            usage(outputTokens: 1, to: &$0)
            $0.raw("}}")
        }
    }

    private func block(_ index: Int) -> [UInt8] {
        AnthropicReply.event("content_block_start") {
            $0.raw("{\"type\":\"content_block_start\",\"index\":")
            $0.number(index)
            $0.raw(",\"content_block\":")
            if reply.ask.calls.isEmpty {
                $0.raw("{\"type\":\"text\",\"text\":\"\"}")
            } else {
                tool(index, input: Array("{}".utf8), to: &$0)
            }
            $0.raw("}")
        }
    }

    private func blockEnd(_ index: Int) -> [UInt8] {
        AnthropicReply.event("content_block_stop") {
            $0.raw("{\"type\":\"content_block_stop\",\"index\":")
            $0.number(index)
            $0.raw("}")
        }
    }

    /// Of several tools, all blocks but the first begin and all but the last end in here.
    private var content: [[UInt8]] {
        guard !reply.ask.calls.isEmpty else { return reply.parts(of: reply.content).map(textDelta) }
        let parts = reply.parts(of: reply.arguments)
        return reply.ask.calls.indices.flatMap { index in
            (index == 0 ? [] : [blockEnd(index - 1), block(index)]) + parts.map { inputDelta($0, index) }
        }
    }

    private func textDelta(_ part: String) -> [UInt8] {
        AnthropicReply.event("content_block_delta") {
            $0.raw("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":")
            $0.string(part)
            $0.raw("}}")
        }
    }

    private func inputDelta(_ part: String, _ index: Int) -> [UInt8] {
        AnthropicReply.event("content_block_delta") {
            $0.raw("{\"type\":\"content_block_delta\",\"index\":")
            $0.number(index)
            $0.raw(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":")
            $0.string(part)
            $0.raw("}}")
        }
    }

    private var closing: [[UInt8]] {
        let delta = AnthropicReply.event("message_delta") {
            $0.raw("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":")
            $0.string(stopReason)
            $0.raw(",\"stop_sequence\":null},\"usage\":{\"output_tokens\":")
            $0.number(reply.completionTokens)
            $0.raw("}}")
        }
        let stop = AnthropicReply.event("message_stop") { $0.raw("{\"type\":\"message_stop\"}") }
        return [blockEnd(max(0, reply.ask.calls.count - 1)), delta, stop]
    }

    private static func event(_ name: StaticString, _ data: (inout JSONText) -> Void) -> [UInt8] {
        var text = JSONText(capacity: 384)
        text.raw("event: ")
        text.raw(name)
        text.raw("\ndata: ")
        data(&text)
        text.raw("\n\n")
        return text.bytes
    }
}
