/// One event of a stream of server-sent events (the WHATWG HTML standard, "Server-sent events").
struct ServerSentEvent: Sendable, Hashable {
    /// The event as it came, up to and with the blank line that ends it.
    var bytes: [UInt8]
    /// The value of its first `data` line, as a part of `bytes`; nil if there is none: then it is a comment, or nothing.
    var firstData: Range<Int>?
    /// The values of further `data` lines.
    var moreData: [Range<Int>] = []
    /// The value of its last `event` line; empty if there was none.
    var name = ""

    var hasData: Bool { firstData != nil }

    /// What its `data` lines say, joined by line feeds.
    var data: [UInt8] {
        guard let firstData else { return [] }
        var joined = Array(bytes[firstData])
        for line in moreData {
            joined.append(0x0A)
            joined.append(contentsOf: bytes[line])
        }
        return joined
    }

    /// The data as JSON; nil if it is none.
    var json: JSONSlice? {
        guard let firstData else { return nil }
        return moreData.isEmpty ? JSONSlice(bytes, in: firstData) : JSONSlice(data)
    }

    /// Whether the data is this word, with whitespace around it at most.
    func says(_ word: StaticString) -> Bool {
        guard let firstData, moreData.isEmpty else { return false }
        var text = bytes[firstData]
        while let last = text.last, JSONScanner.isWhitespace(last) { text.removeLast() }
        while let first = text.first, JSONScanner.isWhitespace(first) { text.removeFirst() }
        return word.withUTF8Buffer { text.elementsEqual($0) }
    }
}
