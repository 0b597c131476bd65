import TrelayFormat

/// What a request to a language model asks for, whatever its dialect.
struct Ask: Sendable {
    var dialect: Dialect
    var model = ""
    var roles: [String] = []
    var system: String?
    var user: String?
    var tool: String?
    /// Names of the tools to call; empty if there are none or they are not wanted.
    var calls: [String] = []
    var streams = false
    var includesUsage = false
    /// How many choices (`n`).
    var choices = 1
    var parameters: [String: JSONValue] = [:]

    static let maximumRoles = 32
    static let maximumParameters = 32
    static let maximumChoices = 8

    init(dialect: Dialect) {
        self.dialect = dialect
    }

    /// What the prompt is said to cost: a token for four bytes.
    var promptTokens: Int { Ask.tokens((system?.utf8.count ?? 0) + (user?.utf8.count ?? 0) + (tool?.utf8.count ?? 0)) }

    static func tokens(_ bytes: Int) -> Int { max(1, (bytes + 3) / 4) }

    /// The directives that it carries; nil if it has none.
    var directives: Substring? { Directives.find(in: model) ?? user.flatMap(Directives.find) }

    // MARK: Reading

    /// What is wrong with a request, in the words of its API.
    struct Fault: Error {
        var message: String
        var parameter: String?
    }

    /// Reads `/v1/chat/completions` and `/v1/messages`.
    init(chat body: JSONValue, dialect: Dialect) throws(Fault) {
        self.dialect = dialect
        guard let object = body.objectValue else { throw Fault(message: "the body is no JSON object") }
        try readCommon(object)
        guard let messages = object["messages"]?.arrayValue, !messages.isEmpty else {
            throw Fault(message: "you must provide a messages parameter", parameter: "messages")
        }
        if let system = object["system"] { note(system: Ask.text(of: system)) }
        for message in messages { try read(message) }
        readTools(object, after: messages)
    }

    /// Reads `/v1/completions`: the prompt counts as the user's message.
    init(completion body: JSONValue) throws(Fault) {
        dialect = .openAI
        guard let object = body.objectValue else { throw Fault(message: "the body is no JSON object") }
        try readCommon(object)
        switch object["prompt"] {
        case .string(let text): user = text
        case .array(let parts): user = parts.compactMap(\.stringValue).joined(separator: "\n")
        default: throw Fault(message: "you must provide a prompt", parameter: "prompt")
        }
        parameters["prompt"] = nil
    }

    private mutating func readCommon(_ object: JSONObject) throws(Fault) {
        guard let model = object["model"]?.stringValue, !model.isEmpty else {
            throw Fault(message: "you must provide a model parameter", parameter: "model")
        }
        self.model = model
        streams = object["stream"]?.boolValue ?? false
        includesUsage = object["stream_options"]?["include_usage"]?.boolValue ?? false
        choices = min(max(object["n"]?.integerValue ?? 1, 1), Ask.maximumChoices)
        for (key, value) in object where parameters.count < Ask.maximumParameters {
            switch value {
            case .array, .object: continue
            default: if key != "model" && key != "stream" && key != "system" { parameters[key] = value }
            }
        }
    }

    private mutating func read(_ message: JSONValue) throws(Fault) {
        guard let role = message["role"]?.stringValue else {
            throw Fault(message: "a message has no role", parameter: "messages")
        }
        if roles.count < Ask.maximumRoles { roles.append(role) }
        let content = message["content"]
        switch role {
        case "system", "developer": note(system: Ask.text(of: content))
        case "tool": tool = Ask.text(of: content)
        case "user":
            if let result = content?.arrayValue?.last(where: { $0["type"]?.stringValue == "tool_result" }) {
                tool = Ask.text(of: result["content"])
            }
            let text = Ask.text(of: content)
            if !text.isEmpty { user = text }
        default: break
        }
    }

    private mutating func note(system text: String) {
        system = system.map { $0 + "\n" + text } ?? text
    }

    /// A text, or the texts of the parts of a content.
    private static func text(of content: JSONValue?) -> String {
        switch content {
        case .string(let text): text
        case .array(let parts):
            parts.compactMap { $0["type"]?.stringValue == "text" ? $0["text"]?.stringValue : nil }.joined(
                separator: "\n")
        default: ""
        }
    }

    // MARK: Tools

    /// A tool is called when there are some, they are not forbidden, and the last message is not a tool's result.
    private mutating func readTools(_ object: JSONObject, after messages: [JSONValue]) {
        guard let tools = object["tools"]?.arrayValue, !tools.isEmpty, !Ask.isResult(messages.last) else { return }
        let names = tools.compactMap { ($0["function"]?["name"] ?? $0["name"])?.stringValue }
        let choice = object["tool_choice"]
        let kind = choice?.stringValue ?? choice?["type"]?.stringValue
        guard kind != "none" else { return }
        if let wanted = (choice?["function"]?["name"] ?? choice?["name"])?.stringValue {
            calls = [wanted]
            return
        }
        let isSingle =
            object["parallel_tool_calls"]?.boolValue == false || choice?["disable_parallel_tool_use"]?.boolValue == true
        calls = Array(names.prefix(isSingle ? 1 : 2))
    }

    private static func isResult(_ message: JSONValue?) -> Bool {
        if message?["role"]?.stringValue == "tool" { return true }
        return message?["content"]?.arrayValue?.contains { $0["type"]?.stringValue == "tool_result" } ?? false
    }
}
