import Synchronization
import TrelayFormat
import TrelayHTTP
import TrelaySystem

@testable import TrelayGateway

/// A count or a value that several threads look at.
final class Shared<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) {
        stored = Mutex(value)
    }

    var value: Value { stored.withLock { $0 } }

    func change<Result: Sendable>(_ body: (inout sending Value) -> sending Result) -> Result {
        stored.withLock { body(&$0) }
    }
}

/// An upstream that speaks OpenAI's form and tells what it was asked. The first part of the path says how it behaves:
/// `http://host/BEHAVIOUR/v1`.
final class EchoUpstream: HTTPHandler {
    /// What a request looked like from here.
    struct Seen: Sendable {
        var behaviour: String
        var path: String
        var headers: HTTPHeaders
        var body: JSONValue
    }

    private let seenRequests = Shared<[Seen]>([])
    /// Exchanges that are neither answered nor ended until the test says so.
    let held = Shared<[HTTPExchange]>([])
    let closed = Shared(0)
    /// Bytes that a flood has got rid of.
    let written = Shared(0)
    private let lastWrite = Shared<UInt64>(0)
    private let keepsRecords: Bool

    /// - Parameter keepsRecords: false for runs of very many requests.
    init(keepsRecords: Bool = true) {
        self.keepsRecords = keepsRecords
    }

    var seen: [Seen] { seenRequests.value }

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        let parts = request.path.split(separator: "/", maxSplits: 1).map(String.init)
        let behaviour = parts.first ?? ""
        let body = (try? JSONParser.parse(request.body)) ?? .null
        if keepsRecords {
            seenRequests.change {
                $0.append(
                    Seen(behaviour: behaviour, path: parts.last ?? "", headers: request.headers, body: body))
            }
        }
        exchange.onClose { [closed] in closed.change { $0 += 1 } }
        if let status = Int(behaviour) { return exchange.reply(Self.error(status)) }
        switch behaviour {
        case "silent": held.change { $0.append(exchange) }
        case "hold": begin(exchange, body)
        case "half":
            begin(exchange, body)
            held.change { $0 = [] }
        case "broken": exchange.reply(.json(200, Array("{\"choices\":[".utf8)))
        case "flood": flood(exchange)
        default: answer(exchange, behaviour, request, body)
        }
    }

    /// A flood has begun, and could write nothing for a while.
    var hasStalled: Bool {
        // The clock last: a write in between must not lie in the future.
        let last = lastWrite.value
        return written.value > 0 && SystemClock.monotonicNanoseconds().elapsed(since: last) > .milliseconds(300)
    }

    // MARK: Answers

    /// `behaviour|model|system prompts|last message`
    static func echo(_ behaviour: String, _ body: JSONValue) -> String {
        let messages = body["messages"]?.arrayValue ?? []
        let system = messages.filter { $0["role"] == "system" }.compactMap { $0["content"]?.stringValue }
        let last = messages.last?["content"]?.stringValue ?? ""
        return [behaviour, body["model"]?.stringValue ?? "", system.joined(separator: "+"), last].joined(separator: "|")
    }

    private func answer(_ exchange: HTTPExchange, _ behaviour: String, _ request: HTTPRequest, _ body: JSONValue) {
        if request.path.hasSuffix("/infer") {
            let echoed: JSONValue = ["model_name": "m", "outputs": [], "parameters": ["path": .string(request.path)]]
            return exchange.reply(.json(200, echoed.canonicalBytes()))
        }
        if request.path.hasSuffix("/embeddings") {
            let vector: JSONValue = ["object": "embedding", "index": 0, "embedding": "AACAPw=="]
            let list: JSONValue = [
                "object": "list", "data": [vector], "model": "e", "usage": ["prompt_tokens": 3, "total_tokens": 3],
            ]
            return exchange.reply(.json(200, list.canonicalBytes()))
        }
        guard body["stream"] == true else {
            return exchange.reply(.json(200, Self.completion(Self.echo(behaviour, body)).canonicalBytes()))
        }
        exchange.startStream(status: 200, headers: ["Content-Type": "text/event-stream"])
        for piece in Self.pieces(Self.echo(behaviour, body)) { _ = exchange.write(piece) }
        exchange.end()
    }

    static func completion(_ content: String) -> JSONValue {
        [
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "upstream-model",
            "choices": [
                [
                    "index": 0, "finish_reason": "stop",
                    "message": ["role": "assistant", "content": .string(content)],
                ]
            ], "usage": ["prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12],
        ]
    }

    static func event(_ text: String) -> [UInt8] { Array("data: \(text)\n\n".utf8) }

    static func chunk(_ content: String) -> [UInt8] {
        let chunk: JSONValue = [
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "upstream-model",
            "choices": [["index": 0, "delta": ["content": .string(content)], "finish_reason": .null]],
        ]
        return event(chunk.canonicalString())
    }

    static func pieces(_ content: String) -> [[UInt8]] { [chunk(content), event("[DONE]")] }

    private func begin(_ exchange: HTTPExchange, _ body: JSONValue) {
        exchange.startStream(status: 200, headers: ["Content-Type": "text/event-stream"])
        _ = exchange.write(Self.chunk(Self.echo("hold", body)))
        held.change { $0.append(exchange) }
    }

    /// An endless stream, as fast as it is taken.
    private func flood(_ exchange: HTTPExchange) {
        exchange.startStream(status: 200, headers: ["Content-Type": "text/event-stream"])
        held.change { $0.append(exchange) }
        let chunk = Self.chunk(String(repeating: "x", count: 8_000))
        let fill: @Sendable () -> Void = { [weak exchange, written, lastWrite] in
            while let exchange, !exchange.isAboveHighWater, exchange.write(chunk) {
                written.change { $0 += chunk.count }
                lastWrite.change { $0 = SystemClock.monotonicNanoseconds() }
            }
        }
        exchange.onRelief(fill)
        fill()
    }

    private static func error(_ status: Int) -> HTTPResponse {
        let body: JSONValue = [
            "error": ["message": "upstream says \(status)", "type": "t", "param": .null, "code": .null]
        ]
        return .json(status, body.canonicalBytes())
    }
}
