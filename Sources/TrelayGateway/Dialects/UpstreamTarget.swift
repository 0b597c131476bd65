import TrelayHTTP

/// The protocols that upstreams speak; the raw values are the `type` of a provider.
enum Dialect: String, Sendable, Hashable, CaseIterable {
    case openAI = "openai"
    case anthropic = "anthropic"
    case openInference = "open-inference"

    /// `gen_ai.provider.name`
    var providerName: String { rawValue }
}

/// Where an attempt goes.
struct UpstreamTarget: Sendable {
    var dialect: Dialect
    /// The provider's base URL, as it is configured.
    var baseURL: String
    /// What the upstream calls the model.
    var model: String
    /// The credential itself. It goes into a header and nowhere else.
    var credential: String?
    /// `max_tokens` for Anthropic, which wants one, if the caller gives none.
    var defaultMaximumTokens = 4_096
    /// Whether streams are to end with their usage although the caller did not ask for it, so that it can be metered.
    /// The chunk that this adds does not reach the caller.
    var asksForUsage = true

    init(dialect: Dialect, baseURL: String, model: String, credential: String? = nil) {
        self.dialect = dialect
        self.baseURL = baseURL
        self.model = model
        self.credential = credential
    }
}

/// A request for an upstream. Its headers hold a credential: it has no description.
struct UpstreamRequest: Sendable {
    var method = "POST"
    var url: String
    var headers: HTTPHeaders
    var body: [UInt8]
}

extension UpstreamTarget {
    /// The request in the target's dialect.
    ///
    /// - Parameters:
    ///   - request: of an endpoint with a body.
    ///   - insertion: what the route's prompt adds.
    /// - Throws: 400 with `param` for what cannot be translated; see `isTargetSpecific`.
    func request(
        for request: CallerRequest, inserting insertion: MessageInsertion = .none
    ) throws(GatewayFault) -> UpstreamRequest {
        switch (dialect, request.endpoint) {
        case (.openAI, .chatCompletions), (.openAI, .completions), (.openAI, .embeddings):
            try OpenAIRequest(target: self, request: request, insertion: insertion).upstreamRequest()
        case (.anthropic, .chatCompletions), (.anthropic, .completions):
            try AnthropicRequest(target: self, request: request, insertion: insertion).upstreamRequest()
        case (.openInference, .infer(_, let version)):
            OpenInferenceRequest(target: self, request: request, version: version).upstreamRequest()
        default:
            throw GatewayFault(
                .unsupportedEndpoint,
                "The model '\(request.model.prefix(100))' is served by a provider of type \(dialect.rawValue), which "
                    + "has no \(request.endpoint.operationName): choose another model or endpoint.", param: "model")
        }
    }
}
