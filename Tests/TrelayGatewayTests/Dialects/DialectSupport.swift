import TrelayFormat
import TrelayHTTP

@testable import TrelayGateway

/// A generator of the same numbers for the same seed (SplitMix64), so that a failure can be had again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

enum Sample {
    static let created = 1_700_000_000

    static func target(_ dialect: Dialect, model: String = "target-model", credential: String? = nil) -> UpstreamTarget
    {
        UpstreamTarget(dialect: dialect, baseURL: "https://up.example", model: model, credential: credential)
    }

    static func request(_ body: String, _ endpoint: Endpoint = .chatCompletions) throws(GatewayFault) -> CallerRequest {
        try CallerRequest(endpoint: endpoint, body: Array(body.utf8))
    }

    /// The body that the upstream gets.
    static func upstreamBody(
        _ body: String, _ dialect: Dialect, _ endpoint: Endpoint = .chatCompletions,
        inserting insertion: MessageInsertion = .none, model: String = "target-model"
    ) throws(GatewayFault) -> String {
        let request = try request(body, endpoint)
        let upstream = try target(dialect, model: model).request(for: request, inserting: insertion)
        return String(decoding: upstream.body, as: UTF8.self)
    }

    /// Why the request is not sent.
    static func fault(
        _ body: String, _ dialect: Dialect, _ endpoint: Endpoint = .chatCompletions,
        inserting insertion: MessageInsertion = .none
    ) -> GatewayFault? {
        do throws(GatewayFault) {
            _ = try upstreamBody(body, dialect, endpoint, inserting: insertion)
            return nil
        } catch {
            return error
        }
    }

    static func context(
        _ dialect: Dialect, _ endpoint: Endpoint = .chatCompletions, isStreaming: Bool = false,
        wantsUsage: Bool = false
    ) throws -> AnswerReader.Context {
        let body =
            switch endpoint {
            case .embeddings: #"{"model":"m","input":"x"}"#
            case .infer: #"{"inputs":[{"name":"x"}]}"#
            case .completions: #"{"model":"m","prompt":"x","stream":\#(isStreaming)}"#
            default: #"{"model":"m","messages":[{"role":"user","content":"x"}],"stream":\#(isStreaming)}"#
            }
        var context = AnswerReader.Context(
            target: target(dialect), request: try request(body, endpoint), created: created)
        context.wantsUsage = wantsUsage
        return context
    }

    /// Swift's line ends as the wire has them, and the blank line that ends the last event.
    static func stream(_ events: [String]) -> [UInt8] {
        Array(events.map { $0 + "\n\n" }.joined().utf8)
    }
}

/// What became of one answer.
struct Transcript: Equatable {
    var status: Int?
    var headers: [String: String] = [:]
    var contentLength: Int?
    var text = ""
    /// `complete`, or the kind of the failure.
    var outcome: String?
    var failure: UpstreamFailure?
    var facts = AnswerFacts()
    /// Heads that came twice, bytes before a head or after an outcome: none, if all is well.
    var breaches: [String] = []

    /// Feeds an answer to a reader.
    ///
    /// - Parameter pieces: the body.
    init(
        _ context: AnswerReader.Context, status: Int = 200, headers: HTTPHeaders? = nil, pieces: [[UInt8]],
        ends: Bool = true
    ) {
        var reader = AnswerReader(context)
        let type = context.isStreaming && status == 200 ? "text/event-stream; charset=utf-8" : "application/json"
        reader.receiveHead(status: status, headers: headers ?? ["Content-Type": type])
        for piece in pieces { apply(reader.receive(piece)) }
        if ends { apply(reader.receiveEnd()) }
        facts = reader.facts
        if reader.hasBegun != (self.status != nil) { breaches.append("hasBegun") }
    }

    init(_ context: AnswerReader.Context, status: Int = 200, headers: HTTPHeaders? = nil, _ body: [UInt8]) {
        self.init(context, status: status, headers: headers, pieces: [body])
    }

    private mutating func apply(_ step: AnswerStep) {
        if outcome != nil, step.head != nil || !step.bytes.isEmpty || step.outcome != nil { breaches.append("after") }
        if let head = step.head {
            if status != nil { breaches.append("second head") }
            status = head.status
            contentLength = head.contentLength
            for field in head.headers { headers[field.name] = field.value }
        }
        if status == nil, !step.bytes.isEmpty { breaches.append("bytes before the head") }
        text += String(decoding: step.bytes, as: UTF8.self)
        switch step.outcome {
        case .complete: outcome = "complete"
        case .failed(let failure):
            outcome = failure.kind.rawValue
            self.failure = failure
        case nil: break
        }
    }
}

extension Array where Element == UInt8 {
    /// The bytes one by one.
    var singly: [[UInt8]] { map { [$0] } }

    /// The bytes in pieces of random lengths, some of them empty.
    func cut(_ generator: inout SeededGenerator, longest: Int) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < count {
            let end = Swift.min(count, start + Int.random(in: 0...longest, using: &generator))
            pieces.append(Array(self[start..<end]))
            start = end
        }
        return pieces
    }
}
