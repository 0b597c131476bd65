/// Answers in the form of OpenAI's `/v1/models`.
enum ModelList {
    /// The list, or the model that the path names; nil if there is none of that name.
    static func body(path: Substring, models: [String], upstream: String) -> [UInt8]? {
        var text = JSONText(capacity: 256)
        let name = path.dropFirst("/v1/models".count).drop { $0 == "/" }
        if !name.isEmpty {
            guard let model = models.first(where: { $0.utf8.elementsEqual(name.utf8) }) else { return nil }
            write(model, upstream, to: &text)
            return text.bytes
        }
        text.raw("{\"object\":\"list\",\"data\":[")
        for (index, model) in models.enumerated() {
            if index > 0 { text.raw(",") }
            write(model, upstream, to: &text)
        }
        text.raw("]}")
        return text.bytes
    }

    private static func write(_ model: String, _ upstream: String, to text: inout JSONText) {
        text.raw("{\"id\":")
        text.string(model)
        text.raw(",\"object\":\"model\",\"created\":1700000000,\"owned_by\":")
        text.string(upstream)
        text.raw("}")
    }
}
