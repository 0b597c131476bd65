/// What an echo tells of a request's header.
struct EchoedHeaders {
    private(set) var credential: String?
    private(set) var headers: [String: String] = [:]

    init(_ request: WireRequest) {
        for field in request.headers {
            if Self.isSecret(field.name) {
                credential = Echo.credentialDigest(Self.key(field.value))
            } else if field.name == "traceparent" || field.name.utf8.starts(with: "x-trelay-".utf8) {
                headers[field.name] = field.value
            }
        }
    }

    /// The whole header, one field a line, keys as digests.
    static func mirror(_ request: WireRequest) -> [UInt8] {
        let lines = request.headers.map { name, value in
            "\(name): \(isSecret(name) ? Echo.credentialDigest(key(value)) : value)\n"
        }
        return Array(lines.joined().utf8)
    }

    private static func isSecret(_ name: String) -> Bool {
        name == "authorization" || name == "x-api-key" || name == "api-key"
    }

    /// The API key of `Bearer KEY`.
    private static func key(_ value: String) -> String {
        value.hasPrefix("Bearer ") ? String(value.dropFirst("Bearer ".count)) : value
    }
}
