import TrelayHTTP

/// An inference for a model server: the caller's own bytes, under the target's name of the model.
struct OpenInferenceRequest {
    let target: UpstreamTarget
    let request: CallerRequest
    /// The version that the caller asks for, if it does.
    let version: String?

    /// With binary data, the JSON's length says where the data begins (Open Inference Protocol, binary data extension).
    func upstreamRequest() -> UpstreamRequest {
        var headers: HTTPHeaders = ["Accept": "*/*"]
        if request.hasBinaryData {
            headers.add("Content-Type", "application/octet-stream")
            headers.add("Inference-Header-Content-Length", String(request.jsonLength))
        } else {
            headers.add("Content-Type", "application/json")
        }
        if let credential = target.credential?.trimmingSpaces, !credential.isEmpty {
            headers.add("Authorization", "Bearer \(credential)")
        }
        return UpstreamRequest(
            url: UpstreamURL.openInference(target.baseURL, model: target.model, version: version), headers: headers,
            body: request.bytes)
    }
}
