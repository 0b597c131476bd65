/// The body of OpenAI's errors: an object `error` with four members that are always there.
struct OpenAIErrorBody: Sendable, Hashable {
    var message: String
    var type: String
    var param: String?
    var code: String?

    init(message: String, type: String, param: String? = nil, code: String? = nil) {
        self.message = message
        self.type = type
        self.param = param
        self.code = code
    }

    /// `{"error":{"message":…,"type":…,"param":…,"code":…}}`
    var bytes: [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("error")
        text.beginObject()
        text.key("message")
        text.string(message)
        text.key("type")
        text.string(type)
        text.key("param")
        text.stringOrNull(param)
        text.key("code")
        text.stringOrNull(code)
        text.endObject()
        text.endObject()
        return text.bytes
    }

    /// The frame that ends a stream in which something went wrong; no `[DONE]` follows it.
    var event: [UInt8] {
        var event: [UInt8] = []
        ServerSentEventWriter.append(bytes, to: &event)
        return event
    }

    /// `{"error":"…"}`
    var openInferenceBytes: [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("error")
        text.string(message)
        text.endObject()
        return text.bytes
    }
}
