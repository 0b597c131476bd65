/// What the upstream says to an `Ask`: the same in both dialects.
struct Reply {
    var ask: Ask
    var behaviour: Behaviour
    /// Number of the request at this upstream; identifiers are made of it.
    var number: Int
    /// Seconds since the Unix epoch.
    var created: Int
    /// The text of the answer.
    var content: [UInt8]

    /// The reason to finish, in OpenAI's words.
    var finish: String { behaviour.finish ?? (ask.calls.isEmpty ? "stop" : "tool_calls") }
    var completionTokens: Int { Ask.tokens(content.count) }

    func identifier(_ prefix: StaticString) -> [UInt8] {
        var bytes: [UInt8] = []
        prefix.withUTF8Buffer { bytes.append(contentsOf: $0) }
        Reply.appendIdentifier(number, to: &bytes)
        return bytes
    }

    /// Sixteen hexadecimal digits.
    static func appendIdentifier(_ number: Int, to bytes: inout [UInt8]) {
        for shift in stride(from: 60, through: 0, by: -4) {
            bytes.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: number >> shift)))
        }
    }

    /// What a called tool is given: an object with the echo.
    var arguments: [UInt8] {
        var text = JSONText(capacity: content.count + 16)
        text.raw("{\"echo\":")
        text.string(String(decoding: content, as: UTF8.self))
        text.raw("}")
        return text.bytes
    }

    /// The text in exactly as many parts as the behaviour wants, none of them split within a character. A short text is
    /// made longer by spaces, which JSON does not mind.
    func parts(of text: [UInt8]) -> [String] {
        let count = behaviour.chunks
        // No part is empty: each has room for the longest character (RFC 3629, 3).
        let text = text + Array(repeating: 0x20, count: max(0, 4 * count - text.count))
        var parts: [String] = []
        parts.reserveCapacity(count)
        var start = 0
        for index in 1...count {
            var end = index == count ? text.count : text.count / count * index
            // Bytes of the form 10xxxxxx go on with a character.
            while end < text.count && text[end] & 0xC0 == 0x80 { end += 1 }
            parts.append(String(decoding: text[start..<end], as: UTF8.self))
            start = end
        }
        return parts
    }
}

/// The frames of a stream: each is one event of the dialect, complete with the empty line at its end.
struct Frames {
    /// Before the text.
    var opening: [[UInt8]]
    /// The text, one chunk each.
    var content: [[UInt8]]
    /// After the text, up to the dialect's own end.
    var closing: [[UInt8]]
    /// What the dialect says when the model fails in the middle.
    var failure: [UInt8]
    /// One more chunk of filler.
    var filler: [UInt8]
}
