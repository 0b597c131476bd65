import TrelayFormat

/// Tools, the choice among them and the calls of them.
struct AnthropicTools {
    private let json: JSONMembers

    init(_ json: JSONMembers) {
        self.json = json
    }

    /// Writes `tools` and `tool_choice`, if there are any tools: without them a choice means nothing.
    func write(to text: inout JSONText) throws(GatewayFault) {
        guard let member = json.present("tools") else { return }
        guard let tools = member.elements else {
            throw GatewayFault.invalidType("tools", expected: "an array", found: member.typeName)
        }
        guard !tools.isEmpty else { return }
        text.key("tools")
        text.beginArray()
        for (index, tool) in tools.enumerated() { try write(tool, "tools[\(index)]", to: &text) }
        text.endArray()
        try writeChoice(to: &text)
    }

    private func write(_ tool: JSONSlice, _ param: String, to text: inout JSONText) throws(GatewayFault) {
        guard tool["type"]?.equals("function") == true else {
            throw GatewayFault.unsupportedValue(param + ".type", "it takes tools of type 'function'")
        }
        guard let function = tool.present("function"), let name = function.present("name"), name.isString else {
            throw GatewayFault.missing(param + ".function.name")
        }
        text.beginObject()
        text.key("name")
        text.raw(name)
        text.copy("description", of: function)
        text.key("input_schema")
        if let parameters = function.present("parameters"), parameters["type"] != nil {
            text.raw(parameters)
        } else {
            text.raw(Array(#"{"type":"object","properties":{}}"#.utf8))
        }
        text.copy("strict", of: function)
        text.copy("cache_control", of: tool)
        text.endObject()
    }

    private func writeChoice(to text: inout JSONText) throws(GatewayFault) {
        let isSequential = json.present("parallel_tool_calls")?.bool == false
        let choice = json.present("tool_choice")
        guard choice != nil || isSequential else { return }
        text.key("tool_choice")
        text.beginObject()
        text.key("type")
        let type = try choice.map { (choice) throws(GatewayFault) in try choiceType(choice) } ?? "auto"
        text.string(type)
        if type == "tool", let name = choice?.present("function")?.present("name") {
            text.key("name")
            text.raw(name)
        }
        if isSequential, type != "none" {
            text.key("disable_parallel_tool_use")
            text.bool(true)
        }
        text.endObject()
    }

    private func choiceType(_ choice: JSONSlice) throws(GatewayFault) -> String {
        if let word = choice.string {
            let types = ["auto": "auto", "required": "any", "none": "none"]
            guard let type = types[word] else {
                throw GatewayFault(
                    .invalidValue, "Invalid 'tool_choice': it must be 'auto', 'required', 'none' or a function.",
                    param: "tool_choice")
            }
            return type
        }
        guard choice["type"]?.equals("function") == true else {
            throw GatewayFault.unsupportedValue("tool_choice", "it takes 'auto', 'required', 'none' or a function")
        }
        guard choice.present("function")?.present("name")?.isString == true else {
            throw GatewayFault.missing("tool_choice.function.name")
        }
        return "tool"
    }

    /// A call that the model made earlier. Its arguments are an object here and a string there.
    static func useBlock(_ call: JSONSlice, _ param: String) throws(GatewayFault) -> [UInt8] {
        if let type = call["type"], !type.equals("function") {
            throw GatewayFault.unsupportedValue(param + ".type", "it takes calls of type 'function'")
        }
        guard let identifier = call.present("id"), identifier.isString else {
            throw GatewayFault.missing(param + ".id")
        }
        guard let function = call.present("function"), let name = function.present("name"), name.isString else {
            throw GatewayFault.missing(param + ".function.name")
        }
        var text = JSONText()
        text.beginObject()
        text.key("type")
        text.string("tool_use")
        text.key("id")
        text.raw(identifier)
        text.key("name")
        text.raw(name)
        text.key("input")
        text.raw(try arguments(function, param + ".function.arguments"))
        text.endObject()
        return text.bytes
    }

    private static func arguments(_ function: JSONSlice, _ param: String) throws(GatewayFault) -> [UInt8] {
        guard let string = function.present("arguments")?.string else { throw GatewayFault.missing(param) }
        let bytes = Array(string.utf8)
        if bytes.allSatisfy(JSONScanner.isWhitespace) { return Array("{}".utf8) }
        let limits = ParseLimits(maximumBytes: .max, maximumDepth: 256, maximumStringBytes: .max)
        let value: JSONValue
        do {
            value = try CallerJSON.parse(bytes, limits: limits)
        } catch {
            throw GatewayFault.unsupportedValue(param, "it takes arguments that are JSON: \(error)")
        }
        guard case .object = value else {
            throw GatewayFault.unsupportedValue(param, "it takes arguments that are a JSON object")
        }
        return bytes
    }
}

extension JSONText {
    /// The member with its key, if it is present.
    fileprivate mutating func copy(_ name: StaticString, of object: JSONSlice) {
        guard let member = object.present(name) else { return }
        key("\(name)")
        raw(member)
    }
}
