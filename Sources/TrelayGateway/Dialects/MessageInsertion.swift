import TrelayFormat

/// What a prompt adds to a request: messages of OpenAI's form, before and after those of the caller.
struct MessageInsertion: Sendable, Hashable {
    var before: [JSONValue] = []
    var after: [JSONValue] = []

    static let none = MessageInsertion()

    var isEmpty: Bool { before.isEmpty && after.isEmpty }
}

extension MessageInsertion {
    /// All messages of a chat in order: those that are added and those of the caller.
    func messages(around messages: JSONSlice) -> [JSONSlice] {
        Self.slices(before) + (messages.elements ?? []) + Self.slices(after)
    }

    /// The array with the additions, the caller's own messages as they came.
    func bytes(around messages: JSONSlice) -> [UInt8] {
        var text = JSONText()
        text.beginArray()
        for message in before { text.value(message) }
        let content = messages.text.dropFirst().dropLast()
        if !content.allSatisfy(JSONScanner.isWhitespace) { text.raw(content) }
        for message in after { text.value(message) }
        text.endArray()
        return text.bytes
    }

    /// A prompt of `/v1/completions`, which has no messages: the texts stand before and behind it, a blank line between.
    ///
    /// - Throws: 400 if the prompt is made of tokens, to which no text can be added.
    func bytes(aroundPrompt prompt: JSONSlice?) throws(GatewayFault) -> [UInt8] {
        var text = JSONText()
        guard let prompt, !prompt.isNull else {
            text.string((Self.texts(before) + Self.texts(after)).joined(separator: "\n\n"))
            return text.bytes
        }
        if prompt.isString {
            append(prompt, to: &text)
            return text.bytes
        }
        text.beginArray()
        for element in prompt.elements ?? [] {
            guard element.isString else {
                throw GatewayFault(
                    .unsupportedValue,
                    "This model's route adds a prompt, which cannot be added to tokens: send the prompt as text.",
                    param: "prompt")
            }
            append(element, to: &text)
        }
        text.endArray()
        return text.bytes
    }

    private func append(_ prompt: JSONSlice, to text: inout JSONText) {
        let parts = Self.texts(before) + [prompt.string ?? ""] + Self.texts(after)
        text.string(parts.joined(separator: "\n\n"))
    }

    private static func slices(_ messages: [JSONValue]) -> [JSONSlice] {
        messages.compactMap { JSONSlice($0.canonicalBytes()) }
    }

    private static func texts(_ messages: [JSONValue]) -> [String] {
        messages.compactMap { $0["content"]?.stringValue }
    }
}
