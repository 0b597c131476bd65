/// The answers of `/v1/models`.
enum ModelList {
    struct Entry: Sendable, Hashable {
        /// What a caller writes as `model`.
        var identifier: String
        var owner: String
    }

    /// `{"object":"list","data":[…]}`
    ///
    /// - Parameter created: seconds since 1970, of all of them.
    static func body(_ entries: [Entry], created: Int) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("object")
        text.string("list")
        text.key("data")
        text.beginArray()
        for entry in entries { write(entry, created, to: &text) }
        text.endArray()
        text.endObject()
        return text.bytes
    }

    /// One model, as `GET /v1/models/{model}` answers it.
    static func body(_ entry: Entry, created: Int) -> [UInt8] {
        var text = JSONText()
        write(entry, created, to: &text)
        return text.bytes
    }

    private static func write(_ entry: Entry, _ created: Int, to text: inout JSONText) {
        text.beginObject()
        text.key("id")
        text.string(entry.identifier)
        text.key("object")
        text.string("model")
        text.key("created")
        text.integer(created)
        text.key("owned_by")
        text.string(entry.owner)
        text.endObject()
    }
}
