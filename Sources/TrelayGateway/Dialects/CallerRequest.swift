import TrelayFormat

/// A request as a caller sent it, read once.
///
/// What the gateway needs to know is taken out. The rest is not looked at: fields that nobody knows, the order of keys
/// and the spelling of numbers reach an upstream of the same dialect as they came. (The order of the keys in a schema is
/// the order in which models answer.)
struct CallerRequest: Sendable {
    struct Limits: Sendable {
        /// Bytes of the body. Images come in it as base64: Anthropic takes 32 MB.
        var maximumBytes = 32 * 1_048_576
        var maximumDepth = 256
        /// Values of every kind. Embeddings of tokens have hundreds of thousands.
        var maximumValues = 1_000_000

        static let `default` = Limits()
    }

    let endpoint: Endpoint
    /// The body's value, for conditions and for the variables of prompts. Integers beyond ±(2^53 - 1) are strings in it.
    let value: JSONValue
    /// The body as it came.
    let bytes: [UInt8]
    /// The JSON in the body; all of it, but for `infer` with binary data behind it.
    let json: JSONSlice
    /// How many bytes the JSON has, with whitespace around it: the rest is binary data.
    let jsonLength: Int
    /// The members of the JSON.
    let members: JSONMembers
    /// What the caller calls the model; for `infer` the name in the path.
    let model: String
    let isStreaming: Bool
    /// Whether the caller asked for a last chunk with the usage (`stream_options.include_usage`).
    let wantsUsage: Bool
    let user: String?
    /// `n`: how many answers the caller wants to choose from.
    let choiceCount: Int

    /// - Parameters:
    ///   - endpoint: one that takes a body.
    ///   - inferenceHeaderLength: the header `Inference-Header-Content-Length` of `infer`: so many bytes are JSON, the
    ///     rest is binary tensor data (Open Inference Protocol, binary data extension).
    /// - Throws: 400 for what is no request, 413 for a body beyond the limit.
    init(
        endpoint: Endpoint, body: [UInt8], limits: Limits = .default, inferenceHeaderLength: Int? = nil
    ) throws(GatewayFault) {
        guard body.count <= limits.maximumBytes else {
            throw GatewayFault.bodyTooLarge(maximumBytes: limits.maximumBytes)
        }
        let text = try Self.text(of: body, endpoint, inferenceHeaderLength)
        let value = try Self.parse(text, limits)
        guard let json = JSONSlice(body, in: 0..<text.count), let members = JSONMembers(json), case .object = value
        else {
            throw GatewayFault(.invalidJSON, "The request's body must be a JSON object, but it is \(value.typeName).")
        }
        self.endpoint = endpoint
        self.value = value
        self.bytes = body
        self.json = json
        self.members = members
        jsonLength = text.count
        let reader = RequestReader(value: value)
        model = try reader.model(endpoint)
        try reader.checkContent(endpoint)
        isStreaming = try endpoint.mayStream ? reader.flag("stream") : false
        wantsUsage = isStreaming ? try reader.wantsUsage() : false
        user = try reader.text("user")
        choiceCount = try reader.choiceCount()
    }

    private static func text(
        of body: [UInt8], _ endpoint: Endpoint, _ headerLength: Int?
    ) throws(GatewayFault) -> [UInt8] {
        guard case .infer = endpoint, let headerLength else { return body }
        guard 0...body.count ~= headerLength else {
            throw GatewayFault(
                .invalidValue, "Inference-Header-Content-Length must be at most the body's \(body.count) bytes.")
        }
        return Array(body.prefix(headerLength))
    }

    private static func parse(_ text: [UInt8], _ limits: Limits) throws(GatewayFault) -> JSONValue {
        guard !text.isEmpty else {
            throw GatewayFault(.invalidJSON, "The request's body is empty: send a JSON object.")
        }
        let parseLimits = ParseLimits(
            maximumBytes: .max, maximumDepth: limits.maximumDepth, maximumValues: limits.maximumValues,
            maximumStringBytes: .max)
        do {
            return try CallerJSON.parse(text, limits: parseLimits)
        } catch {
            throw GatewayFault(.invalidJSON, "The request's body cannot be read as JSON: \(error)")
        }
    }
}

extension CallerRequest {
    /// Whether binary tensor data follows the JSON.
    var hasBinaryData: Bool { jsonLength < bytes.count }
}

extension Endpoint {
    fileprivate var mayStream: Bool { self == .chatCompletions || self == .completions }
}
