import TrelayCrypto
import TrelayFormat

/// A decision as JSON, with all that it depended on, so that it can be made again from the log alone.
///
///     {"version":1,"namespace":"default","revision":7,"digest":"sha256:…",
///      "request":{"path":"/v1/chat/completions","model":"drafts","stickyDigest":"sha256:…","headers":{},"latencies":{}},
///      "route":"chat","segment":null,"policy":"weighted",
///      "candidates":[{"target":"openai/gpt-4.1-mini","weight":90},{"target":"anthropic/claude-sonnet-4-5","weight":10}],
///      "target":{"provider":"openai","model":"gpt-4.1-mini","weight":90},
///      "chain":["openai/gpt-4.1-mini"],"prompt":{"name":"product-description","version":"1"},
///      "retries":1,"timeouts":{"totalMilliseconds":30000}}
///
/// A candidate has the `price` that counted for the policy `lowestCost`, null if nobody has told it, and the
/// `microseconds` for `lowestLatency`, null if nobody has measured it. Headers stand in it with the digests of their
/// values, and only those that a condition of the route looks at.
struct DecisionExplanation: Sendable {
    static let version = 1

    let json: JSONValue

    init(_ decision: Decision, _ facts: RequestFacts, of table: RoutingTable) {
        var object = JSONObject()
        object.set("version", JSONValue(Self.version))
        object.set("namespace", .string(table.namespace))
        object.set("revision", JSONValue(table.revision))
        object.set("digest", .string(table.digest))
        object.set("request", Self.request(facts, decision))
        object.set("route", .string(decision.route.name))
        object.set("segment", decision.segment.map { JSONValue($0) } ?? .null)
        object.set("policy", .string(decision.route.policy.rawValue))
        object.set("candidates", .array(decision.candidates.map { Self.candidate($0, decision, facts) }))
        object.set("target", decision.chain.first.map { Self.target($0, facts.model) } ?? .null)
        object.set("chain", .array(decision.chain.map { .string($0.identifier(for: facts.model)) }))
        object.set("prompt", decision.route.prompt.map { Self.prompt($0) } ?? .null)
        object.set("retries", JSONValue(decision.route.retries))
        object.set("timeouts", Self.timeouts(decision))
        json = .object(object)
    }

    private static func candidate(_ target: RouteTarget, _ decision: Decision, _ facts: RequestFacts) -> JSONValue {
        let identifier = target.identifier(for: facts.model)
        var candidate: JSONObject = ["target": .string(identifier), "weight": JSONValue(target.weight)]
        switch decision.route.policy {
        case .weighted: break
        case .lowestCost:
            let price = target.provider.price(of: target.model(for: facts.model))
            candidate.set("price", price.isFinite ? .number(price) : .null)
        case .lowestLatency:
            candidate.set("microseconds", facts.latencies[identifier].map { JSONValue($0) } ?? .null)
        }
        return .object(candidate)
    }

    private static func target(_ target: RouteTarget, _ model: String) -> JSONValue {
        [
            "provider": .string(target.provider.name), "model": .string(target.model(for: model)),
            "weight": JSONValue(target.weight),
        ]
    }

    private static func prompt(_ prompt: Prompt) -> JSONValue {
        ["name": .string(prompt.name), "version": .string(prompt.version)]
    }

    /// What the route and the target's provider say; the gateway's own settings fill what they leave open.
    private static func timeouts(_ decision: Decision) -> JSONValue {
        var timeouts = decision.route.timeouts
        if let provider = decision.chain.first?.provider { timeouts = timeouts.filled(from: provider.timeouts) }
        // A provider's is for one attempt, and not for the request.
        timeouts.total = decision.route.timeouts.total
        return timeouts.json
    }

    private static func request(_ facts: RequestFacts, _ decision: Decision) -> JSONValue {
        var headers = JSONObject()
        for segment in decision.route.segments {
            for header in segment.condition.headers {
                guard let digest = facts.headerDigest(header.name) else { continue }
                headers.set(header.name, .string(digest.description))
            }
        }
        // Only what the decision looked at: a gateway measures more than one route's targets.
        var latencies = JSONObject()
        for target in decision.candidates where decision.route.policy == .lowestLatency {
            let identifier = target.identifier(for: facts.model)
            if let latency = facts.latencies[identifier] { latencies.set(identifier, JSONValue(latency)) }
        }
        return [
            "path": .string(facts.path), "model": .string(facts.model),
            "stickyDigest": .string(facts.stickyDigest.description), "headers": .object(headers),
            "latencies": .object(latencies),
        ]
    }
}

extension RequestFacts {
    /// The facts that an explanation tells.
    ///
    /// - Parameter request: the member `request`.
    /// - Returns: nil if it is none.
    init?(explained request: JSONValue) {
        guard let path = request["path"]?.stringValue, let model = request["model"]?.stringValue,
            let sticky = request["stickyDigest"]?.stringValue.flatMap({ Digest($0) })
        else { return nil }
        var headers: [String: Digest] = [:]
        for (name, digest) in request["headers"]?.objectValue ?? JSONObject() {
            // The names of headers know no case (RFC 9110, section 5.1).
            headers[name.lowercased()] = digest.stringValue.flatMap { Digest($0) }
        }
        var latencies: [String: Int] = [:]
        for (target, latency) in request["latencies"]?.objectValue ?? JSONObject() {
            latencies[target] = latency.integerValue
        }
        self.init(path: path, model: model, stickyDigest: sticky, latencies: latencies) { [headers] name in
            headers[name.lowercased()]
        }
    }
}
