import TrelayFormat
import TrelayHTTP

/// An answer to a request for a prediction.
struct InferenceResponse {
    var modelName: String
    var modelVersion: String
    var id: String?
    /// What the answer was made under: revision and digest of the configuration.
    var revision: String
    var digest: String
    var outputs: [Tensor]

    /// - Throws: `inputInvalid` if an output is asked for that the model does not give.
    func http(for request: InferenceRequest) throws(ModelError) -> HTTPResponse {
        var list: [JSONValue] = []
        var binary: [UInt8] = []
        var isBinary = false
        for (output, wantsBinary) in try chosen(request) {
            guard wantsBinary else {
                list.append(TensorJSON.value(output))
                continue
            }
            isBinary = true
            let bytes = BinaryTensor.bytes(output)
            var head = TensorJSON.head(output)
            head.set("parameters", ["binary_data_size": JSONValue(bytes.count)])
            list.append(.object(head))
            binary += bytes
        }
        let json = head(list).canonicalBytes()
        guard isBinary else { return .json(200, json) }
        return HTTPResponse(
            status: 200,
            headers: [
                "Content-Type": "application/octet-stream", "Inference-Header-Content-Length": String(json.count),
            ], body: json + binary)
    }

    private func head(_ outputs: [JSONValue]) -> JSONObject {
        var object: JSONObject = [
            "model_name": .string(modelName), "model_version": .string(modelVersion), "outputs": .array(outputs),
            "parameters": ["trelay_digest": .string(digest), "trelay_revision": .string(revision)],
        ]
        if let id { object.set("id", .string(id)) }
        return object
    }

    private func chosen(_ request: InferenceRequest) throws(ModelError) -> [(Tensor, isBinary: Bool)] {
        guard let wanted = request.outputs else { return outputs.map { ($0, request.prefersBinary) } }
        var chosen: [(Tensor, isBinary: Bool)] = []
        for output in wanted {
            guard let tensor = outputs.first(where: { $0.name == output.name }) else {
                let names = outputs.map { "'\($0.name)'" }.joined(separator: ", ")
                throw ModelError(
                    .inputInvalid, "model '\(modelName)' has no output '\(output.name)'; it gives \(names)")
            }
            chosen.append((tensor, output.isBinary))
        }
        return chosen
    }
}
