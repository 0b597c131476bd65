import Testing

@testable import TrelayGateway

@Suite("Server-sent events")
struct ServerSentEventTests {
    private func events(_ pieces: [[UInt8]]) throws -> [ServerSentEvent] {
        var decoder = ServerSentEventDecoder()
        var events: [ServerSentEvent] = []
        for piece in pieces {
            decoder.append(piece)
            while let event = try decoder.next() { events.append(event) }
        }
        return events
    }

    private func read(_ text: String) throws -> [String] {
        try events([Array(text.utf8)]).map { "\($0.name)|\(String(decoding: $0.data, as: UTF8.self))" }
    }

    @Test(
        "Fields are read as the standard says",
        arguments: [
            ("data: a\n\n", ["|a"]), ("data:a\n\n", ["|a"]), ("data:  a\n\n", ["| a"]), ("data\n\n", ["|"]),
            ("data: a\ndata: b\n\n", ["|a\nb"]), ("data\ndata\n\n", ["|\n"]), ("data: a\r\ndata:b\r\n\r\n", ["|a\nb"]),
            ("event: e\ndata: a\nid: 7\nretry: 3\n\n", ["e|a"]), ("event: x\nevent: y\ndata: a\n\n", ["y|a"]),
            (": c\n\ndata: a\n\n", ["|", "|a"]), ("datax: a\n\n", ["|"]), ("\n", ["|"]), ("data: a\n", []),
            ("data: a", []), ("\u{FEFF}data: a\n\n", ["|a"]), ("data: \u{FEFF}\n\n", ["|\u{FEFF}"]),
            ("Data: a\n\n", ["|"]), ("data: a: b\n\n", ["|a: b"]),
        ])
    func fields(text: String, expected: [String]) throws {
        #expect(try read(text) == expected)
    }

    @Test("Lines that end with CR alone")
    func carriageReturn() throws {
        // The last CR waits for what follows it: it may be the first half of a CRLF.
        #expect(try read("data: a\r\rdata: b\r\rx") == ["|a", "|b"])
        #expect(try read("data: a\r\r") == [])
    }

    @Test("The pieces do not matter, and no byte is lost")
    func pieces() throws {
        let text = "data: a\r\n\r\n: c\n\nevent: x\ndata: b\ndata: c\n\ndata: d\r\n\r\n"
        let bytes = Array(text.utf8)
        let whole = try events([bytes])
        #expect(whole.flatMap(\.bytes) == bytes)
        #expect(try events(bytes.singly) == whole)
        for split in 0...bytes.count {
            #expect(try events([Array(bytes[..<split]), [], Array(bytes[split...])]) == whole)
        }
    }

    @Test("Lines and events beyond the limits are refused, up to them they are read")
    func limits() throws {
        var limits = ServerSentEventDecoder.Limits()
        limits.maximumLineBytes = 10
        limits.maximumEventBytes = 25
        var decoder = ServerSentEventDecoder(limits: limits)
        decoder.append(Array("data: 1234\ndata: 1234\n\n".utf8))
        #expect(try decoder.next()?.data == Array("1234\n1234".utf8))
        decoder.append(Array("data: 12345".utf8))
        #expect(throws: ServerSentEventDecoder.TooLong.self) { try decoder.next() }
        decoder = ServerSentEventDecoder(limits: limits)
        decoder.append(Array("data: 12345\n\n".utf8))
        #expect(throws: ServerSentEventDecoder.TooLong.self) { try decoder.next() }
        decoder = ServerSentEventDecoder(limits: limits)
        decoder.append(Array("data: 1234\ndata: 1234\nx: y\n\n".utf8))
        #expect(throws: ServerSentEventDecoder.TooLong.self) { try decoder.next() }
    }

    @Test("What a stream's end cut off can be had")
    func partial() throws {
        var decoder = ServerSentEventDecoder()
        decoder.append(Array("data: a\n\ndata: b\ndata: c".utf8))
        #expect(try decoder.next() != nil)
        #expect(try decoder.next() == nil)
        #expect(decoder.hasPartialEvent)
        #expect(decoder.takePartialEvent()?.data == Array("b\nc".utf8))
        #expect(decoder.takePartialEvent() == nil)
    }

    @Test("What is written is read again")
    func writing() throws {
        for data in ["{}", "a\nb", "", "\n", " x"] {
            var stream: [UInt8] = []
            ServerSentEventWriter.append(Array(data.utf8), to: &stream)
            #expect(try events([stream]).map(\.data) == [Array(data.utf8)])
        }
    }
}
