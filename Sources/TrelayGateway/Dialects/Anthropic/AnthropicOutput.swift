/// The form of the answer and the effort spent on it: Anthropic's `output_config`.
struct AnthropicOutput {
    private let json: JSONMembers

    init(_ json: JSONMembers) {
        self.json = json
    }

    func write(to text: inout JSONText) throws(GatewayFault) {
        let schema = try schema()
        let effort = try effort()
        guard schema != nil || effort != nil else { return }
        text.key("output_config")
        text.beginObject()
        if let effort {
            text.key("effort")
            text.string(effort)
        }
        if let schema {
            text.key("format")
            text.beginObject()
            text.key("type")
            text.string("json_schema")
            text.key("schema")
            text.raw(schema)
            text.endObject()
        }
        text.endObject()
    }

    /// `json_object` has no counterpart: to promise JSON and not to ask for it would break callers now and then.
    private func schema() throws(GatewayFault) -> JSONSlice? {
        guard let format = json.present("response_format") else { return nil }
        switch format["type"]?.string {
        case "text":
            return nil
        case "json_schema":
            guard let schema = format.present("json_schema")?.present("schema"), schema.isObject else {
                throw GatewayFault.missing("response_format.json_schema.schema")
            }
            return schema
        default:
            throw GatewayFault.unsupportedValue(
                "response_format", "it takes the types 'text' and 'json_schema': give the schema")
        }
    }

    /// Anthropic's least effort is `low`; `none` leaves the model its default.
    private func effort() throws(GatewayFault) -> String? {
        guard let effort = json.present("reasoning_effort") else { return nil }
        switch effort.string {
        case "none": return nil
        case "minimal": return "low"
        case .some(let word) where ["low", "medium", "high", "xhigh", "max"].contains(word): return word
        default:
            throw GatewayFault.unsupportedValue(
                "reasoning_effort", "it takes 'none', 'minimal', 'low', 'medium', 'high', 'xhigh' and 'max'")
        }
    }
}
