/// The protocols that the upstream speaks.
enum Dialect: String, Sendable {
    case openAI = "openai"
    case anthropic
    case openInference = "open-inference"
}

/// What a request is for; the names are those of the statistics.
enum RequestKind: String, Sendable, CaseIterable {
    /// `POST /v1/chat/completions`
    case chat
    /// `POST /v1/completions`
    case completions
    /// `POST /v1/embeddings`
    case embeddings
    /// `GET /v1/models` and below
    case models
    /// Anthropic's `POST /v1/messages`
    case messages
    /// `POST /v2/models/NAME/infer`
    case infer
    /// Everything else below `/v2`
    case inference
    /// `/stand-in/…`: not counted
    case control
    case other

    var dialect: Dialect {
        switch self {
        case .messages: .anthropic
        case .infer, .inference: .openInference
        default: .openAI
        }
    }

    init(path: Substring) {
        switch path {
        case "/v1/chat/completions": self = .chat
        case "/v1/completions": self = .completions
        case "/v1/embeddings": self = .embeddings
        case "/v1/messages": self = .messages
        case "/v1/models": self = .models
        default:
            if path.hasPrefix("/v1/models/") {
                self = .models
            } else if path.hasPrefix("/v2") {
                self = path.hasSuffix("/infer") ? .infer : .inference
            } else {
                self = path.hasPrefix("/stand-in/") ? .control : .other
            }
        }
    }
}
