public import TrelayFormat

/// What an upstream has seen since it began, or since it was reset.
public struct UpstreamStatistics: Hashable, Sendable {
    /// By kind: `chat`, `completions`, `embeddings`, `models`, `messages`, `infer`, `inference`, `other`.
    public var requests: [String: Int] = [:]
    /// Requests by the model that they name, the first 256 models.
    public var models: [String: Int] = [:]
    /// By status; `none` for those that got no answer on purpose.
    public var answers: [String: Int] = [:]
    /// Answers that were streams.
    public var streams = 0
    /// Requests whose client went away before the answer was complete.
    public var cancelled = 0
    /// Those of them that were streams.
    public var cancelledStreams = 0
    /// Connections that the upstream broke on purpose.
    public var broken = 0
    /// Requests that are being answered. A reset does not touch it.
    public var inFlight = 0
    /// A reset does not touch it.
    public var openConnections = 0
    public var acceptedConnections = 0

    static let maximumModels = 256

    public init() {}

    /// All requests, whatever their kind.
    public var total: Int { requests.values.reduce(0, +) }

    public var json: JSONValue {
        func counts(_ counts: [String: Int]) -> JSONValue {
            .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) }))
        }
        return [
            "requests": counts(requests), "models": counts(models), "answers": counts(answers),
            "total": JSONValue(total), "streams": JSONValue(streams), "cancelled": JSONValue(cancelled),
            "cancelled_streams": JSONValue(cancelledStreams), "broken": JSONValue(broken),
            "in_flight": JSONValue(inFlight), "open_connections": JSONValue(openConnections),
            "accepted_connections": JSONValue(acceptedConnections),
        ]
    }

    mutating func count(_ answer: Answer) {
        inFlight += 1
        requests[answer.kind.rawValue, default: 0] += 1
        answers[answer.status == 0 ? "none" : UpstreamStatistics.text(answer.status), default: 0] += 1
        if answer.isStream { streams += 1 }
        guard !answer.model.isEmpty, models[answer.model] != nil || models.count < Self.maximumModels else { return }
        models[answer.model, default: 0] += 1
    }

    private static func text(_ status: Int) -> String {
        status == 200 ? "200" : String(status)
    }

    mutating func reset() {
        var fresh = UpstreamStatistics()
        fresh.inFlight = inFlight
        fresh.openConnections = openConnections
        self = fresh
    }

    mutating func add(_ other: UpstreamStatistics) {
        requests.merge(other.requests, uniquingKeysWith: +)
        models.merge(other.models, uniquingKeysWith: +)
        answers.merge(other.answers, uniquingKeysWith: +)
        streams += other.streams
        cancelled += other.cancelled
        cancelledStreams += other.cancelledStreams
        broken += other.broken
        inFlight += other.inFlight
        openConnections += other.openConnections
        acceptedConnections += other.acceptedConnections
    }
}
