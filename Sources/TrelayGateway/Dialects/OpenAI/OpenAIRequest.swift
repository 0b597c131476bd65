import TrelayHTTP

/// A request for an upstream of the same dialect: the caller's own bytes, but for the model, what a prompt adds, and the
/// wish for the usage.
struct OpenAIRequest {
    let target: UpstreamTarget
    let request: CallerRequest
    let insertion: MessageInsertion

    func upstreamRequest() throws(GatewayFault) -> UpstreamRequest {
        var headers: HTTPHeaders = [
            "Content-Type": "application/json",
            "Accept": request.isStreaming ? "text/event-stream" : "application/json",
        ]
        if let credential = target.credential?.trimmingSpaces, !credential.isEmpty {
            headers.add("Authorization", "Bearer \(credential)")
        }
        return UpstreamRequest(
            url: UpstreamURL.openAI(target.baseURL, path), headers: headers, body: try body())
    }

    private var path: String {
        switch request.endpoint {
        case .completions: "/completions"
        case .embeddings: "/embeddings"
        default: "/chat/completions"
        }
    }

    private func body() throws(GatewayFault) -> [UInt8] {
        var edit = MemberEdit()
        if !target.model.utf8.elementsEqual(request.model.utf8) { edit.set("model", Self.string(target.model)) }
        if !insertion.isEmpty { try insert(into: &edit) }
        if request.isStreaming, target.asksForUsage, !request.wantsUsage { edit.set("stream_options", streamOptions) }
        guard !edit.isEmpty else { return Array(request.json.text) }
        return edit.apply(to: request.json) ?? request.bytes
    }

    private func insert(into edit: inout MemberEdit) throws(GatewayFault) {
        switch request.endpoint {
        case .chatCompletions:
            if let messages = request.members["messages"] { edit.set("messages", insertion.bytes(around: messages)) }
        case .completions:
            edit.set("prompt", try insertion.bytes(aroundPrompt: request.members["prompt"]))
        default:
            // Embeddings have no instructions that a prompt could add to.
            break
        }
    }

    private var streamOptions: [UInt8] {
        var edit = MemberEdit()
        edit.set("include_usage", Array("true".utf8))
        return request.members.present("stream_options").flatMap { edit.apply(to: $0) }
            ?? Array(#"{"include_usage":true}"#.utf8)
    }

    private static func string(_ string: String) -> [UInt8] {
        var text = JSONText()
        text.string(string)
        return text.bytes
    }
}
