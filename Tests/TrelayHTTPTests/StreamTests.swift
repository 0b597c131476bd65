import Testing
import TrelaySystem

@testable import TrelayHTTP

@Suite("Streams")
struct StreamTests {
    @Test("A stream arrives in order, chunked, and the connection is kept")
    func chunked() throws {
        let later = try Later()
        defer { later.stop() }
        let handler = ClosureHandler { _, exchange in
            exchange.startStream(status: 200, headers: ["Content-Type": "text/event-stream"])
            for index in 0..<20 {
                later.run {
                    _ = exchange.write(Array("<\(index)>".utf8))
                    if index == 19 { exchange.end() }
                }
            }
        }
        try withServer(quickConfiguration(), handler) { server in
            let client = try RawClient(port: server.port)
            for _ in 0..<2 {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                let head = try #require(client.receive(through: "\r\n\r\n"))
                #expect(head.contains("Transfer-Encoding: chunked\r\n"))
                #expect(head.contains("Content-Type: text/event-stream\r\n"))
                let body = try #require(client.receive(through: "0\r\n\r\n"))
                #expect(dechunked(body) == (0..<20).map { "<\($0)>" }.joined())
            }
        }
    }

    @Test("Each write goes out by itself, without waiting for the next")
    func immediate() throws {
        let held = Box<HTTPExchange?>(nil)
        let handler = ClosureHandler { _, exchange in
            exchange.startStream(status: 200)
            held.change { $0 = exchange }
        }
        try withServer(quickConfiguration(), handler) { server in
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receive(through: "\r\n\r\n") != nil)
            for index in 0..<50 {
                #expect(held.value?.write(Array("(\(index))".utf8)) == true)
                #expect(client.receive(through: "(\(index))") != nil)
            }
            held.value?.end()
            #expect(client.receive(through: "0\r\n\r\n") != nil)
            held.change { $0 = nil }
        }
    }

    @Test("A client that reads slowly limits what may wait, and relief is told")
    func backPressure() throws {
        var configuration = quickConfiguration()
        configuration.maximumPendingBytes = 200_000
        let held = Box<HTTPExchange?>(nil)
        let relieved = Box(0)
        let handler = ClosureHandler { _, exchange in
            exchange.onRelief { relieved.change { $0 += 1 } }
            exchange.startStream(status: 200)
            held.change { $0 = exchange }
        }
        try withServer(configuration, handler) { server in
            let client = try RawClient(port: server.port, receiveBufferBytes: 4096)
            client.send("GET / HTTP/1.0\r\n\r\n")
            #expect(eventually { held.value != nil })
            let exchange = try #require(held.value)
            let chunk = [UInt8](repeating: 66, count: 50_000)
            var written = 0
            // The kernel's buffers fill first, then ours.
            #expect(
                eventually {
                    let isAccepted = exchange.write(chunk)
                    if isAccepted { written += chunk.count }
                    return !isAccepted && exchange.pendingBytes > 150_000
                })
            #expect(exchange.pendingBytes <= 200_000)
            exchange.end()
            #expect(client.receive(through: "\r\n\r\n") != nil)
            #expect(client.receiveAll()?.utf8.count == written)
            #expect(relieved.value >= 1)
            held.change { $0 = nil }
        }
    }

    @Test("A stream that is let go before its end breaks the connection")
    func abandoned() throws {
        let handler = ClosureHandler { _, exchange in
            exchange.startStream(status: 200)
            _ = exchange.write(Array("half".utf8))
        }
        try withServer(quickConfiguration(), handler) { server in
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try #require(client.receiveAll())
            #expect(answer.contains("half"))
            #expect(!answer.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test("HEAD of a stream has a header only, and the exchange is over")
    func head() throws {
        let closed = Box(0)
        let handler = ClosureHandler { _, exchange in
            exchange.onClose { closed.change { $0 += 1 } }
            exchange.startStream(status: 200)
            _ = exchange.write(Array("body".utf8))
            exchange.end()
        }
        try withServer(quickConfiguration(), handler) { server in
            let client = try RawClient(port: server.port)
            client.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(client.receiveAll()?.hasSuffix("\r\n\r\n") == true)
            #expect(eventually { closed.value == 1 })
        }
    }

    private func dechunked(_ text: String) -> String {
        var result = ""
        var isSize = true
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: false) {
            if !isSize { result += line }
            isSize.toggle()
        }
        return result
    }
}
