/// Writes answers of `chat/completions` and `completions` from parts that came in another dialect.
struct AnswerWriter: Sendable {
    let endpoint: Endpoint
    /// Seconds since 1970; the same in all chunks.
    let created: Int
    let systemFingerprint: String?
    /// Whether chunks say `"usage":null`, as they do when the usage comes at the end.
    let writesUsage: Bool

    /// What all chunks of a stream begin with.
    func chunkPrefix(identifier: String, model: String) -> [UInt8] {
        let object = endpoint == .completions ? "text_completion" : "chat.completion.chunk"
        return prefix(identifier: identifier, model: model, object: object)
    }

    /// What a whole answer begins with.
    func answerPrefix(identifier: String, model: String) -> [UInt8] {
        let object = endpoint == .completions ? "text_completion" : "chat.completion"
        return prefix(identifier: identifier, model: model, object: object)
    }

    private func prefix(identifier: String, model: String, object: String) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("id")
        text.string(identifier)
        text.key("object")
        text.string(object)
        text.key("created")
        text.integer(created)
        text.key("model")
        text.string(model)
        if let systemFingerprint {
            text.key("system_fingerprint")
            text.string(systemFingerprint)
        }
        return text.bytes
    }

    /// One chunk of a chat.
    ///
    /// - Parameter delta: an object.
    func append(delta: [UInt8], finishReason: String? = nil, after prefix: [UInt8], to stream: inout [UInt8]) {
        var choice = JSONText()
        choice.beginObject()
        choice.key("index")
        choice.integer(0)
        choice.key("delta")
        choice.raw(delta)
        choice.key("finish_reason")
        choice.stringOrNull(finishReason)
        choice.endObject()
        append(choices: choice.bytes, usage: nil, after: prefix, to: &stream)
    }

    /// One chunk of a completion.
    ///
    /// - Parameter text: a JSON string.
    func append(text: [UInt8], finishReason: String? = nil, after prefix: [UInt8], to stream: inout [UInt8]) {
        var choice = JSONText()
        choice.beginObject()
        choice.key("text")
        choice.raw(text)
        choice.key("index")
        choice.integer(0)
        choice.key("logprobs")
        choice.null()
        choice.key("finish_reason")
        choice.stringOrNull(finishReason)
        choice.endObject()
        append(choices: choice.bytes, usage: nil, after: prefix, to: &stream)
    }

    /// The chunk that ends a stream whose caller wants the usage.
    func append(usage: TokenUsage, after prefix: [UInt8], to stream: inout [UInt8]) {
        append(choices: [], usage: usage, after: prefix, to: &stream)
    }

    private func append(
        choices: [UInt8], usage: TokenUsage?, after prefix: [UInt8], to stream: inout [UInt8]
    ) {
        stream.append(contentsOf: "data: ".utf8)
        stream.append(contentsOf: prefix)
        stream.append(contentsOf: #","choices":["#.utf8)
        stream.append(contentsOf: choices)
        stream.append(UInt8(ascii: "]"))
        if let usage {
            stream.append(contentsOf: #","usage":"#.utf8)
            stream.append(contentsOf: usage.openAIBytes)
        } else if writesUsage {
            stream.append(contentsOf: #","usage":null"#.utf8)
        }
        stream.append(contentsOf: "}\n\n".utf8)
    }
}
