import TrelayFormat

/// Answers in the form of the Open Inference Protocol v2: every model exists, is ready, and gives back what it is given.
enum OpenInferenceReply {
    /// `/v2/models/NAME[/versions/VERSION][/REST]`
    struct Place: Hashable {
        var model: String
        var version: String
        /// `infer`, `ready`, or empty for the metadata.
        var rest: String

        init?(path: Substring) {
            let parts = path.split(separator: "/").map(String.init)
            guard parts.count >= 3, parts[0] == "v2", parts[1] == "models" else { return nil }
            model = parts[2]
            version = "1"
            var rest = parts[3...]
            if rest.first == "versions", let number = rest.dropFirst().first {
                version = number
                rest = rest.dropFirst(2)
            }
            guard rest.count <= 1 else { return nil }
            self.rest = rest.first ?? ""
        }
    }

    /// What a GET is answered with; nil if there is nothing.
    static func metadata(path: Substring, upstream: String) -> [UInt8]? {
        switch path {
        case "/v2", "/v2/":
            return bytes(["name": .string(upstream), "version": "stand-in", "extensions": []])
        case "/v2/health/live": return bytes(["live": true])
        case "/v2/health/ready": return bytes(["ready": true])
        default: break
        }
        guard let place = Place(path: path) else { return nil }
        switch place.rest {
        case "ready": return bytes(["name": .string(place.model), "ready": true])
        case "":
            let tensor: JSONValue = ["name": "input", "datatype": "FP32", "shape": [-1, -1]]
            return bytes([
                "name": .string(place.model), "versions": [.string(place.version)], "platform": "stand-in",
                "inputs": [tensor], "outputs": [tensor],
            ])
        default: return nil
        }
    }

    static func infer(_ request: JSONValue, place: Place, echo: Echo) throws(Ask.Fault) -> [UInt8] {
        guard let inputs = request["inputs"]?.arrayValue, !inputs.isEmpty else {
            throw Ask.Fault(message: "the request has no inputs")
        }
        for input in inputs where input["name"] == nil || input["data"] == nil {
            throw Ask.Fault(message: "an input has no name or no data")
        }
        var answer: JSONObject = [
            "model_name": .string(place.model), "model_version": .string(place.version), "outputs": .array(inputs),
            "parameters": ["stand_in": .string(echo.text)],
        ]
        if let identifier = request["id"]?.stringValue { answer.set("id", .string(identifier)) }
        return bytes(.object(answer))
    }

    private static func bytes(_ value: JSONValue) -> [UInt8] { value.canonicalBytes() }
}
