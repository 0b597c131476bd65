/// The calls of tools in a stream: Anthropic numbers all blocks, OpenAI the calls among them.
struct ToolCalls: Sendable {
    private struct Call: Sendable {
        let blockIndex: Int
        let callIndex: Int
        /// The whole input, if the block began with it; sent at the end, unless it came in parts.
        let input: JSONSlice?
        var hasArguments = false
    }

    /// Those whose blocks have not ended. Blocks come one after the other: hardly ever more than one.
    private var open: [Call] = []
    private(set) var count = 0

    /// - Parameter block: of type `tool_use`.
    /// - Returns: the element of `tool_calls` that begins the call.
    mutating func begin(_ block: JSONSlice, at blockIndex: Int) -> [UInt8] {
        let call = Call(blockIndex: blockIndex, callIndex: count, input: block.present("input"))
        open.removeAll { $0.blockIndex == blockIndex }
        open.append(call)
        count += 1
        var text = JSONText()
        text.beginObject()
        text.key("index")
        text.integer(call.callIndex)
        text.key("id")
        text.string(block["id"]?.string ?? "")
        text.key("type")
        text.string("function")
        text.key("function")
        text.beginObject()
        text.key("name")
        text.string(block["name"]?.string ?? "")
        text.key("arguments")
        text.string("")
        text.endObject()
        text.endObject()
        return text.bytes
    }

    /// - Parameter part: a JSON string with the next part of the arguments.
    /// - Returns: the element of `tool_calls` that carries it; nil if the block is none of a tool.
    mutating func add(_ part: JSONSlice, at blockIndex: Int) -> [UInt8]? {
        guard let index = open.firstIndex(where: { $0.blockIndex == blockIndex }) else { return nil }
        open[index].hasArguments = true
        return Self.arguments(Array(part.text), open[index].callIndex)
    }

    /// - Returns: the element of `tool_calls` that gives a call its arguments that had none until its end: OpenAI's
    ///   clients read them as JSON, and an empty string is none.
    mutating func end(at blockIndex: Int) -> [UInt8]? {
        guard let index = open.firstIndex(where: { $0.blockIndex == blockIndex }) else { return nil }
        let call = open.remove(at: index)
        guard !call.hasArguments else { return nil }
        var text = JSONText()
        if let input = call.input { text.string(holding: input) } else { text.string("{}") }
        return Self.arguments(text.bytes, call.callIndex)
    }

    /// - Parameter string: JSON.
    private static func arguments(_ string: [UInt8], _ callIndex: Int) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("index")
        text.integer(callIndex)
        text.key("function")
        text.beginObject()
        text.key("arguments")
        text.raw(string)
        text.endObject()
        text.endObject()
        return text.bytes
    }
}
