import TrelayFormat

/// What one answer says of what served it: what the gateway stamped, and what the upstream echoed.
public struct LoadObservation: Hashable, Sendable {
    public var kind: LoadKind
    // The gateway's stamps; nil if the header was not there.
    public var revision: String?
    public var route: String?
    public var target: String?
    public var promptVersion: String?
    // The upstream's echo; nil if the answer holds none.
    public var upstream: String?
    public var model: String?
    /// The system prompt that the upstream was sent.
    public var prompt: EchoText?
    /// The version that an inference answers with.
    public var modelVersion: String?

    public init(kind: LoadKind) {
        self.kind = kind
    }

    /// One line, for reports.
    public var text: String {
        let prompt: String? =
            switch prompt {
            case nil: nil
            case .whole(let text): "\"\(text.prefix(40))\""
            case .digest(let digest, let bytes): "\(digest) (\(bytes) bytes)"
            }
        let parts: [(String, String?)] = [
            ("revision", revision), ("route", route), ("target", target), ("prompt version", promptVersion),
            ("upstream", upstream), ("model", model), ("model version", modelVersion), ("prompt", prompt),
        ]
        return ([kind.rawValue] + parts.compactMap { name, value in value.map { "\(name) \($0)" } })
            .joined(separator: ", ")
    }

    var json: JSONObject {
        var object: JSONObject = ["kind": .string(kind.rawValue)]
        let texts: [(String, String?)] = [
            ("revision", revision), ("route", route), ("target", target), ("prompt_version", promptVersion),
            ("upstream", upstream), ("model", model), ("model_version", modelVersion),
        ]
        for (name, value) in texts { if let value { object.set(name, .string(value)) } }
        switch prompt {
        case nil: break
        case .whole(let text): object.set("prompt", .string(text))
        case .digest(let digest, let bytes):
            object.set("prompt", ["digest": .string(digest), "bytes": JSONValue(bytes)])
        }
        return object
    }
}
