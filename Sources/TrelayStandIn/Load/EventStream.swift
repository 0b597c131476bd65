/// A whole stream of server-sent events, read after its end (WHATWG HTML, 9.2.6).
struct EventStream {
    /// The data of each event.
    private(set) var events: [ArraySlice<UInt8>] = []

    private static let data = Array("data:".utf8)
    private static let done = Array("[DONE]".utf8)

    /// Events of one line of data each, as APIs of language models send them; others are left out. An event without the
    /// empty line behind it is not complete.
    init(_ body: [UInt8]) {
        var lines = body.split(separator: 0x0A, omittingEmptySubsequences: false)
        // What stands behind the last line break has not ended.
        lines.removeLast()
        var pending: ArraySlice<UInt8>?
        for line in lines {
            let line = line.last == 0x0D ? line.dropLast() : line
            if line.isEmpty {
                if let pending { events.append(pending) }
                pending = nil
            } else if line.starts(with: Self.data) {
                let value = line.dropFirst(Self.data.count)
                pending = value.first == 0x20 ? value.dropFirst() : value
            }
        }
    }

    /// Whether it ends as OpenAI's streams do.
    var isDone: Bool { events.last?.elementsEqual(Self.done) ?? false }
}
