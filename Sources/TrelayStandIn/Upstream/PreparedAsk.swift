import TrelayFormat

/// All of an answer that depends on the request's body alone: benchmarks ask the same again and again.
final class PreparedAsk: Sendable {
    let ask: Ask
    let directives: Substring?
    /// The echo without what the header tells.
    let echoBeginning: [UInt8]
    /// For the plain answer to a plain chat.
    let template: ChatTemplate?

    init(_ kind: RequestKind, _ body: [UInt8], upstream: String) throws(Ask.Fault) {
        let value = try PreparedAsk.parse(body)
        ask = kind == .completions ? try Ask(completion: value) : try Ask(chat: value, dialect: kind.dialect)
        if kind == .messages { try PreparedAsk.checkAnthropic(value) }
        directives = ask.directives
        echoBeginning = ask.echo(upstream: upstream).beginning
        let isPlain = kind == .chat && !ask.streams && ask.calls.isEmpty && ask.choices == 1
        template = isPlain ? ChatTemplate(ask, echoBeginning: echoBeginning, upstream: upstream) : nil
    }

    static func parse(_ body: [UInt8]) throws(Ask.Fault) -> JSONValue {
        do {
            return try JSONParser.parse(body, limits: Answers.parseLimits)
        } catch {
            throw Ask.Fault(message: "the body is no JSON: \(error.message)")
        }
    }

    /// What Anthropic's API insists on.
    private static func checkAnthropic(_ body: JSONValue) throws(Ask.Fault) {
        guard body["max_tokens"]?.integerValue != nil else { throw Ask.Fault(message: "max_tokens: Field required") }
        for message in body["messages"]?.arrayValue ?? [] {
            let role = message["role"]?.stringValue
            guard role == "user" || role == "assistant" else {
                throw Ask.Fault(message: "messages: Unexpected role \"\(role ?? "")\"")
            }
        }
    }
}

/// What was asked before, within limits.
struct PreparedAsks {
    static let maximumEntries = 256
    /// A longer body is not kept: comparing it would cost more than it saves.
    static let maximumBodyBytes = 8_192

    private struct Key: Hashable {
        var kind: RequestKind
        var body: [UInt8]
    }
    private var entries: [Key: PreparedAsk] = [:]

    init() {}

    var count: Int { entries.count }

    mutating func prepared(
        _ kind: RequestKind, _ body: [UInt8], upstream: String
    ) throws(Ask.Fault) -> PreparedAsk {
        guard body.count <= Self.maximumBodyBytes else { return try PreparedAsk(kind, body, upstream: upstream) }
        let key = Key(kind: kind, body: body)
        if let known = entries[key] { return known }
        let prepared = try PreparedAsk(kind, body, upstream: upstream)
        if entries.count >= Self.maximumEntries { entries.removeAll(keepingCapacity: true) }
        entries[key] = prepared
        return prepared
    }
}

extension Ask {
    /// The echo of what stands in the body.
    func echo(upstream: String) -> Echo {
        var echo = Echo(upstream: upstream, dialect: dialect.rawValue, model: model)
        echo.roles = roles
        echo.system = system.map { EchoText($0) }
        echo.user = user.map { EchoText($0) }
        echo.tool = tool.map { EchoText($0) }
        echo.parameters = parameters
        return echo
    }
}
