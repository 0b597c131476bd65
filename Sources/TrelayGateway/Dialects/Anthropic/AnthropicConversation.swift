/// The messages of a chat as Anthropic wants them: the system's apart, the others as turns of `user` and `assistant`.
///
/// Messages of one role that follow each other are one turn; so are the results of tools, which are the user's.
struct AnthropicConversation {
    struct Turn {
        let isAssistant: Bool
        /// The content blocks, as JSON.
        var blocks: [[UInt8]]
    }

    private(set) var turns: [Turn] = []
    /// The text blocks of all system and developer messages in order, wherever in the chat they stood.
    private var system: [[UInt8]] = []

    /// - Parameter param: what a fault calls the message.
    mutating func add(_ message: JSONSlice, at param: String) throws(GatewayFault) {
        let content = AnthropicContent(message, param: param)
        switch message["role"]?.string {
        case "system", "developer": system += try content.textBlocks()
        case "user": append(try content.userBlocks(), isAssistant: false)
        case "assistant": append(try content.assistantBlocks(), isAssistant: true)
        case "tool": append([try content.toolResult()], isAssistant: false)
        case "function":
            throw GatewayFault.unsupportedValue(param + ".role", "send messages of role 'tool' instead of 'function'")
        default:
            throw GatewayFault(
                .invalidValue,
                "Invalid '\(param).role': it must be one of 'system', 'developer', 'user', 'assistant' and 'tool'.",
                param: param + ".role")
        }
    }

    /// The prompt of a completion: one message of the user, with what the route's prompt adds.
    mutating func add(prompt: JSONSlice?, _ insertion: MessageInsertion) throws(GatewayFault) {
        guard let prompt, !prompt.isNull else { throw GatewayFault.missing("prompt") }
        let prompts = prompt.isString ? [prompt] : prompt.elements ?? []
        guard prompts.count == 1, prompts[0].isString else {
            throw GatewayFault.unsupportedValue("prompt", "it takes one prompt of text")
        }
        for message in insertion.messages(around: Self.userMessages(prompts[0])) {
            try add(message, at: "prompt")
        }
    }

    private static func userMessages(_ prompt: JSONSlice) -> JSONSlice {
        var text = JSONText()
        text.beginArray()
        text.beginObject()
        text.key("role")
        text.string("user")
        text.key("content")
        text.raw(prompt)
        text.endObject()
        text.endArray()
        return JSONSlice(text.bytes) ?? prompt
    }

    private mutating func append(_ blocks: [[UInt8]], isAssistant: Bool) {
        // Anthropic refuses turns without content; they say nothing.
        guard !blocks.isEmpty else { return }
        if turns.last?.isAssistant == isAssistant {
            turns[turns.count - 1].blocks += blocks
        } else {
            turns.append(Turn(isAssistant: isAssistant, blocks: blocks))
        }
    }

    // MARK: - Writing

    func writeSystem(to text: inout JSONText) {
        guard !system.isEmpty else { return }
        text.key("system")
        Self.write(system, to: &text)
    }

    func writeMessages(to text: inout JSONText) {
        text.key("messages")
        text.beginArray()
        for turn in turns {
            text.beginObject()
            text.key("role")
            text.string(turn.isAssistant ? "assistant" : "user")
            text.key("content")
            Self.write(turn.blocks, to: &text)
            text.endObject()
        }
        text.endArray()
    }

    private static func write(_ blocks: [[UInt8]], to text: inout JSONText) {
        text.beginArray()
        for block in blocks { text.raw(block) }
        text.endArray()
    }
}
