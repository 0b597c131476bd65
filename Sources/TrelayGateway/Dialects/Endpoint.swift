/// What a caller can ask for, told by the method and the path.
enum Endpoint: Sendable, Hashable {
    /// `POST /v1/chat/completions`
    case chatCompletions
    /// `POST /v1/completions`
    case completions
    /// `POST /v1/embeddings`
    case embeddings
    /// `GET /v1/models`
    case models
    /// `GET /v1/models/{model}`
    case model(identifier: String)
    /// `POST /v2/models/{model}[/versions/{version}]/infer` (Open Inference Protocol)
    case infer(model: String, version: String?)

    enum Match: Sendable, Hashable {
        case endpoint(Endpoint)
        /// The path is known, the method is not the one it takes.
        case methodNotAllowed(allowed: String)
        case unknown
    }

    /// - Parameters:
    ///   - method: as it came; methods are compared with case (RFC 9110, 9.1). HEAD is answered as GET is.
    ///   - path: without query, percent-decoded.
    static func match(method: String, path: String) -> Match {
        guard let endpoint = Endpoint(path: path) else { return .unknown }
        let allowed = endpoint.method
        let isHead = allowed.utf8.elementsEqual("GET".utf8) && method.utf8.elementsEqual("HEAD".utf8)
        guard isHead || method.utf8.elementsEqual(allowed.utf8) else { return .methodNotAllowed(allowed: allowed) }
        return .endpoint(endpoint)
    }

    private init?(path: String) {
        let fixed: [(path: String, endpoint: Endpoint)] = [
            ("/v1/chat/completions", .chatCompletions), ("/v1/completions", .completions),
            ("/v1/embeddings", .embeddings), ("/v1/models", .models),
        ]
        if let found = fixed.first(where: { $0.path.utf8.elementsEqual(path.utf8) }) {
            self = found.endpoint
        } else if let model = path[...].rest(after: "/v1/models/"), !model.isEmpty {
            self = .model(identifier: String(model))
        } else if let target = path[...].rest(after: "/v2/models/"), let model = target.start(before: "/infer") {
            self.init(inferenceModel: model)
        } else {
            return nil
        }
    }

    /// - Parameter text: `{model}` or `{model}/versions/{version}`.
    private init?(inferenceModel text: Substring) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let model = parts.first, !model.isEmpty else { return nil }
        switch parts.count {
        case 1:
            self = .infer(model: String(Substring(model)), version: nil)
        case 3 where parts[1].elementsEqual("versions".utf8) && !parts[2].isEmpty:
            self = .infer(model: String(Substring(model)), version: String(Substring(parts[2])))
        default:
            return nil
        }
    }

    /// The only method that the endpoint takes.
    var method: String {
        switch self {
        case .models, .model: "GET"
        case .chatCompletions, .completions, .embeddings, .infer: "POST"
        }
    }

    /// `gen_ai.operation.name`; `infer` is not one of the conventions' names.
    var operationName: String {
        switch self {
        case .chatCompletions: "chat"
        case .completions: "text_completion"
        case .embeddings: "embeddings"
        case .models, .model: "models"
        case .infer: "infer"
        }
    }

    var errorForm: ErrorForm {
        if case .infer = self { .openInference } else { .openAI }
    }
}

extension Substring {
    /// What follows the prefix, compared by bytes; nil if it does not begin so.
    fileprivate func rest(after prefix: String) -> Substring? {
        utf8.starts(with: prefix.utf8) ? Substring(utf8.dropFirst(prefix.utf8.count)) : nil
    }

    /// What precedes the suffix, compared by bytes; nil if it does not end so.
    fileprivate func start(before suffix: String) -> Substring? {
        utf8.reversed().starts(with: suffix.utf8.reversed()) ? Substring(utf8.dropLast(suffix.utf8.count)) : nil
    }
}
