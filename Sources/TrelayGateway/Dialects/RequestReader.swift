import TrelayFormat

/// Takes out of a request what the gateway must know, and says what is wrong with it as OpenAI does.
struct RequestReader {
    let value: JSONValue

    func model(_ endpoint: Endpoint) throws(GatewayFault) -> String {
        if case .infer(let model, _) = endpoint { return model }
        guard let member = present("model") else { throw GatewayFault.missing("model") }
        guard let model = member.stringValue else { throw wrongType("model", "a string", member) }
        guard !model.isEmpty else {
            throw GatewayFault(.invalidValue, "Invalid 'model': it must not be empty.", param: "model")
        }
        return model
    }

    /// Whether there is something to work on.
    func checkContent(_ endpoint: Endpoint) throws(GatewayFault) {
        switch endpoint {
        case .chatCompletions: try checkMessages()
        case .embeddings: try checkInput()
        case .infer: try checkObjects("inputs")
        case .completions, .models, .model: break
        }
    }

    private func checkMessages() throws(GatewayFault) {
        try checkObjects("messages")
        for (index, message) in (value["messages"]?.arrayValue ?? []).enumerated() {
            let role = "messages[\(index)].role"
            guard let member = message["role"] else { throw GatewayFault.missing(role) }
            guard member.stringValue != nil else { throw wrongType(role, "a string", member) }
        }
    }

    /// That the member is an array of objects and not empty.
    private func checkObjects(_ key: String) throws(GatewayFault) {
        guard let member = present(key) else { throw GatewayFault.missing(key) }
        guard let elements = member.arrayValue else { throw wrongType(key, "an array of objects", member) }
        guard !elements.isEmpty else {
            throw GatewayFault(.invalidValue, "Invalid '\(key)': the array must not be empty.", param: key)
        }
        for (index, element) in elements.enumerated() where element.objectValue == nil {
            throw wrongType("\(key)[\(index)]", "an object", element)
        }
    }

    private func checkInput() throws(GatewayFault) {
        guard let input = present("input") else { throw GatewayFault.missing("input") }
        switch input {
        case .string, .array: break
        default: throw wrongType("input", "a string or an array", input)
        }
    }

    func flag(_ key: String) throws(GatewayFault) -> Bool {
        guard let member = present(key) else { return false }
        guard let flag = member.boolValue else { throw wrongType(key, "a boolean", member) }
        return flag
    }

    func text(_ key: String) throws(GatewayFault) -> String? {
        guard let member = present(key) else { return nil }
        guard let text = member.stringValue else { throw wrongType(key, "a string", member) }
        return text
    }

    func choiceCount() throws(GatewayFault) -> Int {
        guard let member = present("n") else { return 1 }
        guard let count = member.integerValue else { throw wrongType("n", "an integer", member) }
        guard count >= 1 else {
            throw GatewayFault(.invalidValue, "Invalid 'n': it must be at least 1, but it is \(count).", param: "n")
        }
        return count
    }

    func wantsUsage() throws(GatewayFault) -> Bool {
        guard let options = present("stream_options") else { return false }
        guard options.objectValue != nil else { throw wrongType("stream_options", "an object", options) }
        guard let member = options["include_usage"], !member.isNull else { return false }
        guard let wants = member.boolValue else {
            throw wrongType("stream_options.include_usage", "a boolean", member)
        }
        return wants
    }

    /// The member, unless it is null.
    private func present(_ key: String) -> JSONValue? {
        guard let member = value[key], !member.isNull else { return .none }
        return member
    }

    private func wrongType(_ param: String, _ expected: String, _ found: JSONValue) -> GatewayFault {
        .invalidType(param, expected: expected, found: found.typeName)
    }
}
