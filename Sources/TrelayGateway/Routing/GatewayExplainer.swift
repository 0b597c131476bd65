public import TrelayCore
public import TrelayFormat
public import TrelayWorker

/// Makes a gateway's decisions from a configuration alone: what `trelay explain` shows, without a gateway.
public struct GatewayExplainer: Sendable {
    private let table: RoutingTable

    /// - Parameter configuration: what the role `gateway` has at some revision.
    /// - Throws: the refusal that a gateway would give.
    public init(_ configuration: Configuration) throws(RoleRefusal) {
        table = try RoutingTable(configuration)
    }

    /// What a caller may write as `model`, in order.
    public var models: [String] { table.models }

    /// Decides about a request as a gateway would.
    ///
    /// - Parameters:
    ///   - path: such as `/v1/chat/completions`.
    ///   - key: what keeps a caller at one target.
    ///   - headers: by name, in any case.
    /// - Returns: the explanation; nil when no route takes the request.
    public func explain(path: String, model: String, key: String, headers: [String: String] = [:]) -> JSONValue? {
        explanation(
            RequestFacts(path: path, model: model, stickyKey: key) { [headers] name in
                headers.first { $0.key.lowercased() == name.lowercased() }?.value
            })
    }

    /// Whether the value is an explanation as this version writes it, so that its decision can be made again.
    public static func isExplanation(_ value: JSONValue) -> Bool {
        value["version"]?.integerValue == DecisionExplanation.version
            && value["request"].flatMap { RequestFacts(explained: $0) } != nil
    }

    /// Makes the decision of an explanation again.
    ///
    /// - Returns: the explanation as it is here; nil when it is none (see `isExplanation`), or no route takes its request.
    public func replay(_ explanation: JSONValue) -> JSONValue? {
        guard Self.isExplanation(explanation) else { return nil }
        return explanation["request"].flatMap { RequestFacts(explained: $0) }.flatMap { self.explanation($0) }
    }

    private func explanation(_ facts: RequestFacts) -> JSONValue? {
        table.decide(facts).map { DecisionExplanation($0, facts, of: table).json }
    }
}
