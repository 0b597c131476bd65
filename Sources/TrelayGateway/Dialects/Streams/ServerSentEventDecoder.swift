/// Cuts a stream of server-sent events into events, however its bytes are cut into pieces.
///
/// Lines end with LF, CRLF or CR. A CR that is the last byte so far waits for what follows, so that the same stream
/// gives the same events whatever its pieces are.
struct ServerSentEventDecoder: Sendable {
    struct Limits: Sendable {
        /// Bytes of one line, without its end.
        var maximumLineBytes = 4 * 1_048_576
        /// Bytes of one event, with all its lines.
        var maximumEventBytes = 8 * 1_048_576
    }

    /// The stream has a line or an event that is longer than the limit. Nothing more can be read from it.
    struct TooLong: Error {}

    private let limits: Limits
    /// Bytes that no event was made of yet, behind `start`.
    private var buffer: [UInt8] = []
    /// The first byte of the event that is being read.
    private var start = 0
    /// The first byte of the line that is being read.
    private var lineStart = 0
    /// The first byte that was not looked at.
    private var position = 0
    private var fields = Fields()
    private var isAtBeginning = true

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Whether an event has begun that no blank line has ended.
    var hasPartialEvent: Bool { start < buffer.count }

    /// The next piece of the stream. Take all events with `next()` before the next one.
    mutating func append(_ bytes: [UInt8]) {
        if start == buffer.count {
            buffer = bytes
            move(by: start)
        } else {
            if start > 0 {
                buffer.removeFirst(start)
                move(by: start)
            }
            buffer.append(contentsOf: bytes)
        }
    }

    /// The next whole event; nil when more bytes are needed.
    mutating func next() throws(TooLong) -> ServerSentEvent? {
        guard skipByteOrderMark() else { return nil }
        while let line = nextLine(isEnd: false) {
            try check(line)
            if line.isEmpty { return takeEvent() }
            fields.read(line, in: buffer)
        }
        guard position - lineStart <= limits.maximumLineBytes, position - start <= limits.maximumEventBytes else {
            throw TooLong()
        }
        return nil
    }

    /// What there is of an event that the stream's end cut off; nil if there is nothing. The standard says to drop it.
    mutating func takePartialEvent() -> ServerSentEvent? {
        while let line = nextLine(isEnd: true) { fields.read(line, in: buffer) }
        return hasPartialEvent ? takeEvent() : nil
    }

    private func check(_ line: Range<Int>) throws(TooLong) {
        guard line.count <= limits.maximumLineBytes, line.upperBound - start <= limits.maximumEventBytes else {
            throw TooLong()
        }
    }

    /// The next line without its end, and moves behind its end.
    ///
    /// - Parameter isEnd: whether nothing more comes, so that what is there is a line.
    private mutating func nextLine(isEnd: Bool) -> Range<Int>? {
        let lineEnd = endOfLine()
        position = lineEnd
        let next: Int
        if lineEnd == buffer.count {
            guard isEnd, lineStart < lineEnd else { return nil }
            next = lineEnd
        } else {
            let isReturn = buffer[lineEnd] == 0x0D
            let hasNext = lineEnd + 1 < buffer.count
            guard !isReturn || hasNext || isEnd else { return nil }
            next = isReturn && hasNext && buffer[lineEnd + 1] == 0x0A ? lineEnd + 2 : lineEnd + 1
        }
        defer {
            lineStart = next
            position = next
        }
        return lineStart..<lineEnd
    }

    /// The first byte that ends a line, or the end of the buffer.
    private func endOfLine() -> Int {
        let span = buffer.span
        var index = position
        while index < span.count, span[index] != 0x0A, span[index] != 0x0D { index += 1 }
        return index
    }

    private mutating func takeEvent() -> ServerSentEvent {
        let event = fields.event(Array(buffer[start..<position]), offset: start)
        start = position
        fields = Fields()
        return event
    }

    /// Leaves the mark out that a stream may begin with; false if it cannot be told yet.
    private mutating func skipByteOrderMark() -> Bool {
        guard isAtBeginning else { return true }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if buffer.count < mark.count, mark.starts(with: buffer) { return false }
        isAtBeginning = false
        if buffer.starts(with: mark) {
            start = mark.count
            lineStart = start
            position = start
        }
        return true
    }

    private mutating func move(by count: Int) {
        start -= count
        lineStart -= count
        position -= count
        fields.move(by: count)
    }
}

/// What the lines of an event have said so far.
private struct Fields: Sendable {
    private var firstData: Range<Int>?
    private var moreData: [Range<Int>] = []
    private var name = ""

    mutating func read(_ line: Range<Int>, in buffer: [UInt8]) {
        let text = buffer[line]
        let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? line.upperBound
        var value = min(colon + 1, line.upperBound)
        if value < line.upperBound, buffer[value] == 0x20 { value += 1 }
        let field = text[..<colon]
        if field.elementsEqual("data".utf8) {
            add(value..<line.upperBound)
        } else if field.elementsEqual("event".utf8) {
            name = String(decoding: buffer[value..<line.upperBound], as: UTF8.self)
        }
    }

    private mutating func add(_ value: Range<Int>) {
        if firstData == nil { firstData = value } else { moreData.append(value) }
    }

    mutating func move(by count: Int) {
        firstData = firstData.map { $0.moved(by: count) }
        for index in moreData.indices { moreData[index] = moreData[index].moved(by: count) }
    }

    /// - Parameter offset: where in the buffer the event's bytes were.
    func event(_ bytes: [UInt8], offset: Int) -> ServerSentEvent {
        ServerSentEvent(
            bytes: bytes, firstData: firstData?.moved(by: offset), moreData: moreData.map { $0.moved(by: offset) },
            name: name)
    }
}

extension Range<Int> {
    fileprivate func moved(by count: Int) -> Range<Int> {
        (lowerBound - count)..<(upperBound - count)
    }
}
