import TrelayHTTP

/// Makes the requests of a load.
struct LoadRequests: Sendable {
    private let configuration: LoadConfiguration
    private let headers: HTTPHeaders

    init(_ configuration: LoadConfiguration) {
        self.configuration = configuration
        var headers: HTTPHeaders = ["Content-Type": "application/json", "Accept": "*/*"]
        if let credential = configuration.credential { headers.add("Authorization", "Bearer " + credential) }
        self.headers = headers
    }

    func request(_ kind: LoadKind, to target: LoadTarget, key: Int) -> HTTPClientRequest {
        var request = HTTPClientRequest(
            method: kind == .models ? "GET" : "POST", url: target.address + path(kind), headers: headers,
            body: body(kind, key))
        if let name = configuration.keyHeader { request.headers.add(name, LoadRequests.name(key)) }
        request.totalTimeout = configuration.timeout
        request.maximumResponseBytes = 67_108_864
        return request
    }

    private static func name(_ key: Int) -> String { "key-\(key)" }

    private func path(_ kind: LoadKind) -> String {
        switch kind {
        case .chat, .stream: "/v1/chat/completions"
        case .completions: "/v1/completions"
        case .embeddings: "/v1/embeddings"
        case .models: "/v1/models"
        case .infer: "/v2/models/\(configuration.inferenceModel)/infer"
        }
    }

    private func body(_ kind: LoadKind, _ key: Int) -> [UInt8] {
        if kind == .infer { return Array(configuration.inferenceBody.utf8) }
        if kind == .models { return [] }
        var text = JSONText(capacity: 256)
        text.raw("{\"model\":")
        text.string(configuration.model)
        switch kind {
        case .completions: text.raw(",\"prompt\":\"Load.\"")
        case .embeddings: text.raw(",\"input\":\"Load.\"")
        default: text.raw(",\"messages\":[{\"role\":\"user\",\"content\":\"Load.\"}]")
        }
        if kind == .stream { text.raw(",\"stream\":true,\"stream_options\":{\"include_usage\":true}") }
        text.member("user")
        text.string(LoadRequests.name(key))
        text.raw("}")
        return text.bytes
    }
}
