/// A whole answer of Anthropic's as one of OpenAI's.
///
/// Text blocks are joined. What the model thought comes as `reasoning_content`, a member that other servers use too;
/// signatures and thoughts that are encrypted are left out. Blocks of tools that the upstream runs itself are left out.
struct AnthropicAnswer {
    private let writer: AnswerWriter

    init(_ writer: AnswerWriter) {
        self.writer = writer
    }

    /// - Returns: the body; nil if the answer is no message.
    func translate(_ body: [UInt8], _ facts: inout AnswerFacts) -> [UInt8]? {
        guard let message = JSONSlice(body), message["type"]?.equals("message") == true,
            let blocks = message["content"]?.elements, let identifier = message["id"]?.string
        else { return nil }
        let content = Content(blocks)
        let finishReason = AnthropicWords.finishReason(message["stop_reason"]?.string)
        let model = message["model"]?.string ?? ""
        var usage = TokenUsage()
        var input = AnthropicInput()
        if let counts = message["usage"] { usage.update(anthropic: counts, &input) }
        facts.usage = usage
        facts.responseIdentifier = AnthropicWords.identifier(identifier, writer.endpoint)
        facts.responseModel = model
        facts.addFinishReason(finishReason)
        let prefix = writer.answerPrefix(identifier: facts.responseIdentifier ?? "", model: model)
        let choice = writer.endpoint == .completions ? completion(content, finishReason) : chat(content, finishReason)
        return prefix + Array(#","choices":["#.utf8) + choice + Array(#"],"usage":"#.utf8) + usage.openAIBytes
            + [UInt8(ascii: "}")]
    }

    private func completion(_ content: Content, _ finishReason: String) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("text")
        text.string(escaped: content.text)
        text.key("index")
        text.integer(0)
        text.key("logprobs")
        text.null()
        text.key("finish_reason")
        text.string(finishReason)
        text.endObject()
        return text.bytes
    }

    private func chat(_ content: Content, _ finishReason: String) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("index")
        text.integer(0)
        text.key("message")
        content.writeMessage(to: &text)
        text.key("logprobs")
        text.null()
        text.key("finish_reason")
        text.string(finishReason)
        text.endObject()
        return text.bytes
    }
}

/// The blocks of a message, sorted out.
private struct Content {
    /// The contents of the JSON strings of all text blocks, one behind the other: escapes stay as they are.
    private(set) var text: [UInt8] = []
    private var thoughts: [UInt8] = []
    private var calls: [JSONSlice] = []

    init(_ blocks: [JSONSlice]) {
        for block in blocks {
            switch block["type"]?.string {
            case "text": text += block["text"]?.stringContent ?? []
            case "thinking": thoughts += block["thinking"]?.stringContent ?? []
            case "tool_use": calls.append(block)
            default: break
            }
        }
    }

    func writeMessage(to json: inout JSONText) {
        json.beginObject()
        json.key("role")
        json.string("assistant")
        json.key("content")
        // OpenAI has no content beside calls of tools, and an empty one where nothing was said.
        if text.isEmpty, !calls.isEmpty { json.null() } else { json.string(escaped: text) }
        json.key("refusal")
        json.null()
        if !thoughts.isEmpty {
            json.key("reasoning_content")
            json.string(escaped: thoughts)
        }
        if !calls.isEmpty {
            json.key("tool_calls")
            json.beginArray()
            for call in calls { Self.write(call, to: &json) }
            json.endArray()
        }
        json.endObject()
    }

    private static func write(_ call: JSONSlice, to json: inout JSONText) {
        json.beginObject()
        json.key("id")
        json.string(call["id"]?.string ?? "")
        json.key("type")
        json.string("function")
        json.key("function")
        json.beginObject()
        json.key("name")
        json.string(call["name"]?.string ?? "")
        json.key("arguments")
        if let input = call.present("input") { json.string(holding: input) } else { json.string("{}") }
        json.endObject()
        json.endObject()
    }
}
