import TrelayFormat

/// The content blocks that one message of a chat becomes.
struct AnthropicContent {
    private let message: JSONSlice
    /// What a fault calls the message.
    private let param: String

    init(_ message: JSONSlice, param: String) {
        self.message = message
        self.param = param
    }

    /// Of a message of the system, the developer or a tool: text only.
    func textBlocks() throws(GatewayFault) -> [[UInt8]] {
        try blocks { (part, type, param) throws(GatewayFault) in
            guard type == "text" else { throw GatewayFault.unsupportedValue(param, "this message holds text only") }
            return try textBlock(part, param)
        }
    }

    func userBlocks() throws(GatewayFault) -> [[UInt8]] {
        try blocks { (part, type, param) throws(GatewayFault) in
            switch type {
            case "text": return try textBlock(part, param)
            case "image_url": return try AnthropicMedia.image(part, param)
            case "file": return try AnthropicMedia.file(part, param)
            case "input_audio": throw GatewayFault.unsupportedValue(param, "it does not listen")
            default: throw unknownType(param)
            }
        }
    }

    /// What the model said and which tools it called.
    func assistantBlocks() throws(GatewayFault) -> [[UInt8]] {
        if message.present("function_call") != nil {
            throw GatewayFault.unsupported(param + ".function_call", "send 'tool_calls' instead")
        }
        if message.present("audio") != nil {
            throw GatewayFault.unsupported(param + ".audio", "it does not listen")
        }
        var blocks = try blocks { (part, type, param) throws(GatewayFault) in
            switch type {
            case "text": return try textBlock(part, param)
            case "refusal": return try textBlock(part, param, key: "refusal")
            default: throw unknownType(param)
            }
        }
        if let refusal = message.present("refusal"), refusal.isString, refusal.stringContent?.isEmpty == false {
            blocks.append(Self.textBlock(refusal, nil))
        }
        for (index, call) in (message.present("tool_calls")?.elements ?? []).enumerated() {
            blocks.append(try AnthropicTools.useBlock(call, "\(param).tool_calls[\(index)]"))
        }
        return blocks
    }

    /// The result of a tool.
    func toolResult() throws(GatewayFault) -> [UInt8] {
        guard let identifier = message.present("tool_call_id"), identifier.isString else {
            throw GatewayFault.missing(param + ".tool_call_id")
        }
        var text = JSONText()
        text.beginObject()
        text.key("type")
        text.string("tool_result")
        text.key("tool_use_id")
        text.raw(identifier)
        if let content = message.present("content"), content.isString {
            text.key("content")
            text.raw(content)
        } else {
            text.key("content")
            text.beginArray()
            for block in try textBlocks() { text.raw(block) }
            text.endArray()
        }
        text.endObject()
        return text.bytes
    }
}

// MARK: - Parts

extension AnthropicContent {
    /// The blocks of `content`, which is a string, an array of parts, or absent.
    private func blocks(
        _ block: (JSONSlice, String, String) throws(GatewayFault) -> [UInt8]?
    ) throws(GatewayFault) -> [[UInt8]] {
        let param = param + ".content"
        guard let content = message.present("content") else { return [] }
        if let string = content.stringContent {
            return string.isEmpty ? [] : [Self.textBlock(content, message.present("cache_control"))]
        }
        guard let parts = content.elements else {
            throw GatewayFault.invalidType(param, expected: "a string or an array", found: content.typeName)
        }
        var blocks: [[UInt8]] = []
        for (index, part) in parts.enumerated() {
            let param = "\(param)[\(index)]"
            guard let type = part["type"]?.string else { throw GatewayFault.missing(param + ".type") }
            if let block = try block(part, type, param) { blocks.append(block) }
        }
        return blocks
    }

    /// Nil for an empty text, which Anthropic refuses.
    private func textBlock(
        _ part: JSONSlice, _ param: String, key: StaticString = "text"
    ) throws(GatewayFault) -> [UInt8]? {
        guard let string = part.present(key), let content = string.stringContent else {
            throw GatewayFault.missing("\(param).\(key)")
        }
        return content.isEmpty ? nil : Self.textBlock(string, part.present("cache_control"))
    }

    private static func textBlock(_ string: JSONSlice, _ cacheControl: JSONSlice?) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("type")
        text.string("text")
        text.key("text")
        text.raw(string)
        if let cacheControl {
            text.key("cache_control")
            text.raw(cacheControl)
        }
        text.endObject()
        return text.bytes
    }

    private func unknownType(_ param: String) -> GatewayFault {
        GatewayFault.unsupportedValue(param + ".type", "this kind of content is not known here")
    }
}
