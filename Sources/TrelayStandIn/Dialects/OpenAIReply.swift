/// Answers in OpenAI's form: `/v1/chat/completions` and `/v1/completions`.
struct OpenAIReply {
    var reply: Reply
    /// Whether it is `/v1/completions`.
    var isLegacy: Bool

    private var identifier: [UInt8] { reply.identifier(isLegacy ? "cmpl-" : "chatcmpl-") }

    // MARK: Whole

    var body: [UInt8] {
        var text = JSONText(capacity: 2 * reply.content.count + 768)
        head(isLegacy ? "text_completion" : "chat.completion", to: &text)
        text.raw("\"choices\":[")
        for index in 0..<reply.ask.choices {
            if index > 0 { text.raw(",") }
            text.raw("{\"index\":")
            text.number(index)
            message(to: &text)
            text.raw(",\"logprobs\":null,\"finish_reason\":")
            text.string(reply.finish)
            text.raw("}")
        }
        text.raw("]")
        usage(to: &text)
        text.raw("}")
        return text.bytes
    }

    private func message(to text: inout JSONText) {
        let content = String(decoding: reply.content, as: UTF8.self)
        guard !isLegacy else {
            text.member("text")
            return text.string(content)
        }
        text.raw(",\"message\":{\"role\":\"assistant\",\"content\":")
        text.string(orNull: reply.ask.calls.isEmpty ? content : nil)
        text.raw(",\"refusal\":null")
        if !reply.ask.calls.isEmpty {
            let arguments = String(decoding: reply.arguments, as: UTF8.self)
            text.raw(",\"tool_calls\":[")
            for index in reply.ask.calls.indices {
                if index > 0 { text.raw(",") }
                text.raw("{")
                call(index, arguments: arguments, to: &text)
                text.raw("}")
            }
            text.raw("]")
        }
        text.raw("}")
    }

    private func call(_ index: Int, arguments: String, to text: inout JSONText) {
        text.raw("\"id\":\"")
        text.raw(reply.identifier("call_"))
        text.number(index)
        text.raw("\",\"type\":\"function\",\"function\":{\"name\":")
        text.string(reply.ask.calls[index])
        text.member("arguments")
        text.string(arguments)
        text.raw("}")
    }

    private func head(_ object: StaticString, to text: inout JSONText) {
        text.raw("{\"id\":\"")
        text.raw(identifier)
        text.raw("\",\"object\":\"")
        text.raw(object)
        text.raw("\",\"created\":")
        text.number(reply.created)
        text.member("model")
        text.string(reply.ask.model)
        text.raw(",\"system_fingerprint\":\"fp_stand_in\",")
    }

    private func usage(to text: inout JSONText) {
        text.raw(",\"usage\":{\"prompt_tokens\":")
        text.number(reply.ask.promptTokens)
        text.member("completion_tokens")
        text.number(reply.completionTokens)
        text.member("total_tokens")
        text.number(reply.ask.promptTokens + reply.completionTokens)
        text.raw("}")
    }

    // MARK: Stream

    var frames: Frames {
        var closing = [
            chunk {
                $0.raw("\"delta\":{}")
            } finish: {
                $0.string(reply.finish)
            }
        ]
        if isLegacy {
            closing = [
                chunk {
                    $0.raw("\"text\":\"\"")
                } finish: {
                    $0.string(reply.finish)
                }
            ]
        }
        if reply.ask.includesUsage { closing.append(usageFrame) }
        closing.append(Array("data: [DONE]\n\n".utf8))
        return Frames(
            opening: opening, content: reply.ask.calls.isEmpty || isLegacy ? textFrames : argumentFrames,
            closing: closing, failure: OpenAIReply.frame(ErrorBody.openAI(status: 500)),
            filler: textFrame(String(repeating: "x", count: Filler.chunkBytes)))
    }

    private var opening: [[UInt8]] {
        guard !isLegacy else { return [] }
        guard !reply.ask.calls.isEmpty else {
            return [chunk { $0.raw("\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}") }]
        }
        let role = chunk { $0.raw("\"delta\":{\"role\":\"assistant\",\"content\":null}") }
        return [role]
            + reply.ask.calls.indices.map { index in
                chunk {
                    $0.raw("\"delta\":{\"tool_calls\":[{\"index\":")
                    $0.number(index)
                    $0.raw(",")
                    call(index, arguments: "", to: &$0)
                    $0.raw("}]}")
                }
            }
    }

    private var textFrames: [[UInt8]] { reply.parts(of: reply.content).map(textFrame) }

    private func textFrame(_ part: String) -> [UInt8] {
        chunk {
            $0.raw(isLegacy ? "\"text\":" : "\"delta\":{\"content\":")
            $0.string(part)
            if !isLegacy { $0.raw("}") }
        }
    }

    private var argumentFrames: [[UInt8]] {
        let parts = reply.parts(of: reply.arguments)
        return reply.ask.calls.indices.flatMap { index in
            parts.map { part in
                chunk {
                    $0.raw("\"delta\":{\"tool_calls\":[{\"index\":")
                    $0.number(index)
                    $0.raw(",\"function\":{\"arguments\":")
                    $0.string(part)
                    $0.raw("}}]}")
                }
            }
        }
    }

    private func chunk(_ delta: (inout JSONText) -> Void, finish: ((inout JSONText) -> Void)? = nil) -> [UInt8] {
        var text = JSONText(capacity: 512)
        text.raw("data: ")
        head(isLegacy ? "text_completion" : "chat.completion.chunk", to: &text)
        text.raw("\"choices\":[")
        for index in 0..<reply.ask.choices {
            if index > 0 { text.raw(",") }
            text.raw("{\"index\":")
            text.number(index)
            text.raw(",")
            delta(&text)
            text.raw(",\"logprobs\":null,\"finish_reason\":")
            if let finish { finish(&text) } else { text.raw("null") }
            text.raw("}")
        }
        text.raw("]")
        if reply.ask.includesUsage { text.raw(",\"usage\":null") }
        text.raw("}\n\n")
        return text.bytes
    }

    private var usageFrame: [UInt8] {
        var text = JSONText()
        text.raw("data: ")
        head(isLegacy ? "text_completion" : "chat.completion.chunk", to: &text)
        text.raw("\"choices\":[]")
        usage(to: &text)
        text.raw("}\n\n")
        return text.bytes
    }

    static func frame(_ json: [UInt8]) -> [UInt8] {
        Array("data: ".utf8) + json + [0x0A, 0x0A]
    }
}

/// Text without a meaning, to make answers long.
enum Filler {
    static let chunkBytes = 4_096
}
