import TrelayCrypto
public import TrelayFormat

/// What the upstream was asked with: the text of its answers, as one line of JSON. Tests read from it which provider,
/// model and prompt served a request.
///
///     {"stand_in":"east","dialect":"openai","model":"small","roles":"system user","system":"Be brief.",
///      "user":"Hello","parameters":{"max_tokens":64},"credential":"3fc9b689459d","headers":{"traceparent":"00-…"}}
public struct Echo: Hashable, Sendable {
    /// The name of the upstream.
    public var upstream: String
    /// `openai`, `anthropic`.
    public var dialect: String
    public var model: String
    /// The roles of the messages in their order, the first 32 of them.
    public var roles: [String]
    /// All system and developer messages, one line each.
    public var system: EchoText?
    /// The last message of the user.
    public var user: EchoText?
    /// The last result of a tool.
    public var tool: EchoText?
    /// The first twelve hexadecimal digits of the SHA-256 of the API key; nil if there was none.
    public var credential: String?
    /// `traceparent` and everything that begins with `x-trelay-`.
    public var headers: [String: String]
    /// The request's other members that are numbers, texts or truth values, the first 32 of them.
    public var parameters: [String: JSONValue]

    public init(upstream: String, dialect: String, model: String) {
        self.upstream = upstream
        self.dialect = dialect
        self.model = model
        roles = []
        headers = [:]
        parameters = [:]
    }

    /// Reads the text of an answer. What stands behind the object (filler) is not looked at; nil if it is no echo.
    public init?(_ text: String) {
        let line = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? text
        guard let value = try? JSONParser.parse(line) else { return nil }
        self.init(value)
    }

    /// As `init(_ text:)`, of the parsed object.
    public init?(_ value: JSONValue) {
        guard let upstream = value["stand_in"]?.stringValue, let dialect = value["dialect"]?.stringValue,
            let model = value["model"]?.stringValue
        else { return nil }
        self.init(upstream: upstream, dialect: dialect, model: model)
        roles = value["roles"]?.stringValue?.split(separator: " ").map(String.init) ?? []
        system = EchoText(value["system"])
        user = EchoText(value["user"])
        tool = EchoText(value["tool"])
        credential = value["credential"]?.stringValue
        if let object = value["headers"]?.objectValue {
            for (key, value) in object { headers[key] = value.stringValue }
        }
        if let object = value["parameters"]?.objectValue {
            for (key, value) in object { parameters[key] = value }
        }
    }

    /// The digest by which an echo names an API key.
    public static func credentialDigest(_ credential: String) -> String {
        SHA256.hash(utf8: credential).short
    }
}

/// A text as an echo tells it: whole if it is short, else by its digest and length.
public enum EchoText: Hashable, Sendable {
    case whole(String)
    /// The first twelve hexadecimal digits of the SHA-256, and the number of bytes in UTF-8.
    case digest(String, bytes: Int)

    /// Longer texts are told by their digest.
    public static let maximumBytes = 512

    public init(_ text: String) {
        let bytes = text.utf8.count
        self = bytes <= Self.maximumBytes ? .whole(text) : .digest(SHA256.hash(utf8: text).short, bytes: bytes)
    }

    init?(_ value: JSONValue?) {
        switch value {
        case .string(let text): self = .whole(text)
        case .object(let object):
            guard let digest = object["digest"]?.stringValue, let bytes = object["bytes"]?.integerValue else {
                return nil
            }
            self = .digest(digest, bytes: bytes)
        default: return nil
        }
    }
}
