import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayWorker

/// A route, compiled once for each configuration.
final class Route: Sendable {
    /// How one of several targets is chosen. A target whose weight is 0 takes no part, whatever the policy.
    enum Policy: String, Sendable {
        /// By the key that keeps a caller at one target, in the shares that the weights say.
        case weighted
        /// The one that is cheapest by its provider's prices, for a million tokens in and a million out; between equals
        /// the weights decide. The others follow as fallbacks, by their prices.
        case lowestCost
        /// As `lowestCost`, by measured latency.
        case lowestLatency
    }

    struct Segment: Sendable {
        let condition: SegmentCondition
        let targets: [RouteTarget]
        /// Of `Assignment.segmentSalt`.
        let salt: UInt64
    }

    let name: String
    /// The caller's model that it matches; nil for every one.
    let model: String?
    /// The path that it matches, such as `/v1/chat/completions`; nil for every one.
    let path: String?
    let policy: Policy
    let targets: [RouteTarget]
    let segments: [Segment]
    let fallbacks: [RouteTarget]
    let prompt: Prompt?
    /// Further attempts at the same target.
    let retries: Int
    let timeouts: RouteTimeouts
    /// Of `Assignment.routeSalt`.
    let salt: UInt64
    /// Whether a segment looks at headers.
    let looksAtHeaders: Bool

    static let defaultRetries = 1
    /// As the schema has it.
    private static let maximumRetries = 10

    /// - Throws: a refusal with the path of the key that cannot be served.
    init(
        _ key: ResourceKey, _ value: JSONValue, providers: [String: RoutingProvider], prompts: [String: Prompt]
    ) throws(RoleRefusal) {
        let place = "/route/\(key.name)"
        name = key.name
        model = value["match"]?["model"]?.stringValue
        path = value["match"]?["path"]?.stringValue
        policy = value["policy"]?.stringValue.flatMap { Policy(rawValue: $0) } ?? .weighted
        targets = try RouteTarget.weightedList(value["targets"], at: place + "/targets", providers)
        fallbacks = try RouteTarget.list(value["fallbacks"], at: place + "/fallbacks", providers)
        segments = try Self.segments(value["segments"], at: place + "/segments", providers)
        prompt = try value["prompt"]?.stringValue.map { name throws(RoleRefusal) in
            try Self.found(name, in: prompts, "prompt", at: place + "/prompt")
        }
        retries = min(max(0, value["retries"]?.integerValue ?? Self.defaultRetries), Self.maximumRetries)
        timeouts = RouteTimeouts(value)
        salt = Assignment.routeSalt(key.name)
        looksAtHeaders = segments.contains { !$0.condition.headers.isEmpty }
        if policy == .lowestCost { try checkCurrencies(at: place) }
    }

    private static func segments(
        _ value: JSONValue?, at place: String, _ providers: [String: RoutingProvider]
    ) throws(RoleRefusal) -> [Segment] {
        var segments: [Segment] = []
        for (index, segment) in (value?.arrayValue ?? []).enumerated() {
            let place = "\(place)/\(index)"
            segments.append(
                Segment(
                    condition: try SegmentCondition(segment["when"] ?? .null, at: place + "/when"),
                    targets: try RouteTarget.weightedList(segment["targets"], at: place + "/targets", providers),
                    salt: Assignment.segmentSalt(index)))
        }
        return segments
    }

    /// The fold lets no reference dangle; a role that is given another configuration must not trust that.
    static func found<Value>(
        _ name: String, in values: [String: Value], _ kind: String, at place: String
    ) throws(RoleRefusal) -> Value {
        if let value = values[name] { return value }
        throw RoleRefusal(
            code: "danglingReference", path: place,
            message: "there is no \(kind)/\(name) in this gateway's configuration")
    }

    /// Nobody here knows what a dollar costs in euros.
    private func checkCurrencies(at place: String) throws(RoleRefusal) {
        let lists =
            [("\(place)/targets", targets)]
            + segments.enumerated().map { index, segment in
                ("\(place)/segments/\(index)/targets", segment.targets)
            }
        for (place, targets) in lists {
            let currencies = Set(targets.lazy.filter { $0.weight > 0 }.flatMap { $0.provider.currencies(of: $0.model) })
            guard currencies.count > 1 else { continue }
            throw RoleRefusal(
                code: "currenciesDiffer", path: place,
                message:
                    "prices in \(currencies.sorted().joined(separator: " and ")) cannot be compared for the lowest "
                    + "cost; give them in one currency")
        }
    }
}

extension Route {
    /// The first segment whose condition holds; nil if there is none.
    func segment(for facts: RequestFacts, _ place: Assignment.Place) -> Int? {
        guard !segments.isEmpty else { return nil }
        var headers = looksAtHeaders ? HeaderDigests(facts) : nil
        return segments.indices.first { index in
            let segment = segments[index]
            guard segment.condition.holdsButForHeaders(facts, place, salt: segment.salt) else { return false }
            return segment.condition.headers.allSatisfy { headers?.digest($0.name) == $0.value }
        }
    }
}

/// The digests of a request's headers, each computed once however many segments look at it.
private struct HeaderDigests {
    private let facts: RequestFacts
    private var known: [String: Digest?] = [:]

    init(_ facts: RequestFacts) {
        self.facts = facts
    }

    mutating func digest(_ name: String) -> Digest? {
        if let digest = known[name] { return digest }
        let digest = facts.headerDigest(name)
        known[name] = .some(digest)
        return digest
    }
}
