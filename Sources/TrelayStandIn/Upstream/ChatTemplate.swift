/// The plain answer to a plain chat, written but for its holes: number, time, and what the header tells. Byte for byte
/// what `AnswerComposer` and `OpenAIReply` would write.
struct ChatTemplate: Sendable {
    /// Up to the request's identifier.
    private let head: [UInt8]
    /// From there to the length.
    private let headRest: [UInt8]
    /// From the answer's identifier to the time.
    private let middle: [UInt8]
    /// From the time to the end of the echo's beginning.
    private let content: [UInt8]
    /// From the end of the echo to the count of tokens.
    private let rest: [UInt8]
    private let echoBytes: Int
    private let promptTokens: Int

    private static let start: [UInt8] = Array("{\"id\":\"chatcmpl-".utf8)
    private static let total: [UInt8] = Array(",\"total_tokens\":".utf8)
    private static let end: [UInt8] = Array("}}".utf8)
    private static let identifierBytes = 16

    init(_ ask: Ask, echoBeginning: [UInt8], upstream: String) {
        var head = ResponseHead(status: 200)
        head.field("Content-Type", "application/json")
        head.raw("x-request-id: req_")
        self.head = head.bytes
        headRest = Array("\r\nx-stand-in-name: \(AnswerComposer.headerName(upstream))\r\nContent-Length: ".utf8)
        middle = Array("\",\"object\":\"chat.completion\",\"created\":".utf8)
        var content = JSONText(capacity: 2 * echoBeginning.count + 256)
        content.member("model")
        content.string(ask.model)
        content.raw(",\"system_fingerprint\":\"fp_stand_in\",\"choices\":[{\"index\":0,\"message\":{")
        content.raw("\"role\":\"assistant\",\"content\":\"")
        content.part(echoBeginning)
        self.content = content.bytes
        var rest = JSONText(capacity: 192)
        rest.raw("\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":")
        rest.number(ask.promptTokens)
        rest.member("completion_tokens")
        self.rest = rest.bytes
        echoBytes = echoBeginning.count
        promptTokens = ask.promptTokens
    }

    /// - Parameter end: of the echo, not escaped.
    func answer(number: Int, seconds: Int, end: [UInt8]) -> [UInt8] {
        var echoEnd = JSONText(capacity: 2 * end.count)
        echoEnd.part(end)
        let created = Array(String(seconds).utf8)
        let completion = Ask.tokens(echoBytes + end.count)
        let completionText = Array(String(completion).utf8)
        let totalText = Array(String(promptTokens + completion).utf8)
        let length =
            Self.start.count + Self.identifierBytes + middle.count + created.count + content.count
            + echoEnd.bytes.count + rest.count + completionText.count + Self.total.count + totalText.count
            + Self.end.count
        var bytes: [UInt8] = []
        bytes.reserveCapacity(head.count + headRest.count + length + 48)
        bytes += head
        bytes.append(contentsOf: String(number).utf8)
        bytes += headRest
        bytes.append(contentsOf: String(length).utf8)
        bytes += [0x0D, 0x0A, 0x0D, 0x0A]
        bytes += Self.start
        Reply.appendIdentifier(number, to: &bytes)
        for part in [middle, created, content, echoEnd.bytes, rest, completionText, Self.total, totalText, Self.end] {
            bytes += part
        }
        return bytes
    }
}
