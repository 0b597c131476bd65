import Glibc
import Testing

@testable import TrelayHTTP

@Suite("Limits and deadlines of the server")
struct LimitTests {
    // MARK: Sizes

    @Test("A body over the limit is answered 413, announced or not")
    func bodyTooLarge() throws {
        var configuration = quickConfiguration()
        configuration.maximumBodyBytes = 1000
        try withServer(configuration) { server in
            let announced = try RawClient(port: server.port)
            announced.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
            announced.send(String(repeating: "a", count: 1001))
            #expect(announced.receiveAll()?.hasPrefix("HTTP/1.1 413 ") == true)

            let huge = try RawClient(port: server.port)
            huge.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
            #expect(huge.receiveAll()?.hasPrefix("HTTP/1.1 413 ") == true)

            let chunked = try RawClient(port: server.port)
            chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            chunked.send("400\r\n" + String(repeating: "a", count: 1024) + "\r\n0\r\n\r\n")
            #expect(chunked.receiveAll()?.hasPrefix("HTTP/1.1 413 ") == true)

            let asking = try RawClient(port: server.port)
            asking.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n")
            #expect(asking.receiveAll()?.hasPrefix("HTTP/1.1 413 ") == true)

            let exact = try RawClient(port: server.port)
            exact.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
            exact.send(String(repeating: "a", count: 1000))
            #expect(exact.receiveResponse()?.body.count == 1007)
        }
    }

    @Test("A chunked body without end is answered 413 while it is still sent")
    func endlessBody() throws {
        var configuration = quickConfiguration()
        configuration.maximumBodyBytes = 1000
        configuration.maximumDiscardedBytes = 4000
        try withServer(configuration) { server in
            let client = try RawClient(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "1000\r\n" + String(repeating: "a", count: 4096) + "\r\n"
            for _ in 0..<3 { client.send(chunk) }
            #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 413 ") == true)
        }
    }

    @Test("What is refused before a handler is answered in the form that the configuration asks for")
    func refusalForm() throws {
        var configuration = quickConfiguration()
        configuration.maximumBodyBytes = 10
        configuration.maximumDiscardedBytes = 10
        configuration.bodyDeadline = .milliseconds(60)
        configuration.refusal = { status, reason in
            HTTPResponse(status: status, headers: ["X-Form": "mine"], body: Array("<\(status) \(reason)>".utf8))
        }
        try withServer(configuration) { server in
            let requests = [
                ("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
                ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n", 413),
                (
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n"
                        + String(repeating: "x", count: 64), 413
                ),
                ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab", 408),
            ]
            for (text, status) in requests {
                let client = try RawClient(port: server.port)
                client.send(text)
                let answer = try #require(client.receiveResponse())
                #expect(answer.head.contains(" \(status) ") && answer.head.contains("X-Form: mine\r\n"))
                #expect(answer.body.hasPrefix("<\(status) "))
            }
        }
    }

    @Test("A header over the limit is answered 431", arguments: [17_000, 40_000])
    func headerTooLarge(bytes: Int) throws {
        try withServer { server in
            let client = try RawClient(port: server.port)
            let long = String(repeating: "a", count: bytes)
            client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Long: \(long)\r\n\r\n")
            #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 431 ") == true)
        }
    }

    @Test("Too many header fields are answered 431")
    func tooManyHeaders() throws {
        try withServer { server in
            let client = try RawClient(port: server.port)
            let fields = (0..<101).map { "X-\($0): 1\r\n" }.joined()
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
            #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 431 ") == true)
        }
    }

    // MARK: Deadlines

    /// Sends `bytes` one at a time, each well within any idle timeout, until the peer has had enough.
    private func trickle(_ client: RawClient, _ byte: String) -> String? {
        let isOver = Box(false)
        _ = eventually {
            client.send(byte)
            var entry = pollfd(fd: client.socket, events: Int16(POLLIN), revents: 0)
            isOver.change { $0 = poll(&entry, 1, 10) > 0 }
            return isOver.value
        }
        return client.receiveAll()
    }

    @Test("A header that trickles in is cut off at the deadline, on new and on kept connections")
    func slowHeader() throws {
        var configuration = quickConfiguration()
        configuration.headerDeadline = .milliseconds(200)
        try withServer(configuration) { server in
            let new = try RawClient(port: server.port)
            new.send("GET / HTTP/1.1\r\nX-Slow: ")
            #expect(trickle(new, "a")?.hasPrefix("HTTP/1.1 408 ") == true)

            let inRequestLine = try RawClient(port: server.port)
            #expect(trickle(inRequestLine, "G")?.hasPrefix("HTTP/1.1 408 ") == true)

            let kept = try RawClient(port: server.port)
            kept.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(kept.receiveResponse()?.body == "GET /first ")
            #expect(trickle(kept, "G")?.hasPrefix("HTTP/1.1 408 ") == true)
            #expect(eventually { server.connectionCount == 0 })
        }
    }

    @Test("A body that trickles in is cut off at the deadline")
    func slowBody() throws {
        var configuration = quickConfiguration()
        configuration.bodyDeadline = .milliseconds(200)
        try withServer(configuration) { server in
            let counted = try RawClient(port: server.port)
            counted.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
            #expect(trickle(counted, "a")?.hasPrefix("HTTP/1.1 408 ") == true)

            let chunked = try RawClient(port: server.port)
            chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            #expect(trickle(chunked, "1\r\na\r\n")?.hasPrefix("HTTP/1.1 408 ") == true)
            #expect(eventually { server.connectionCount == 0 })
        }
    }

    @Test("A connection without a request is closed, a new one and an idle one")
    func idle() throws {
        var configuration = quickConfiguration()
        configuration.connectIdleDeadline = .milliseconds(100)
        configuration.idleTimeout = .milliseconds(100)
        try withServer(configuration) { server in
            let silent = try RawClient(port: server.port)
            #expect(silent.receiveAll() == "")
            let kept = try RawClient(port: server.port)
            kept.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(kept.receiveAll()?.hasPrefix("HTTP/1.1 200 ") == true)
        }
    }

    @Test("A handler that takes longer than every deadline is waited for")
    func slowHandler() throws {
        var configuration = quickConfiguration()
        configuration.connectIdleDeadline = .milliseconds(40)
        configuration.headerDeadline = .milliseconds(40)
        configuration.bodyDeadline = .milliseconds(40)
        configuration.idleTimeout = .milliseconds(40)
        configuration.writeStallTimeout = .milliseconds(40)
        let held = Box<HTTPExchange?>(nil)
        let handler = ClosureHandler { request, exchange in
            if request.path == "/slow" { held.change { $0 = exchange } } else { exchange.reply(.text(200, "")) }
        }
        try withServer(configuration, handler) { server in
            let client = try RawClient(port: server.port)
            client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(eventually { held.value != nil })
            // Another connection lives and dies by the same deadlines meanwhile: they have been swept.
            for _ in 0..<3 {
                let silent = try RawClient(port: server.port)
                #expect(silent.receiveAll() == "")
            }
            held.value?.reply(.text(200, "at last"))
            held.change { $0 = nil }
            #expect(client.receiveResponse()?.body == "at last")
        }
    }

    @Test("A client that takes nothing of its answer is cut off")
    func writeStall() throws {
        var configuration = quickConfiguration()
        configuration.writeStallTimeout = .milliseconds(200)
        let handler = ClosureHandler { _, exchange in
            exchange.reply(HTTPResponse(status: 200, body: [UInt8](repeating: 0, count: 32_000_000)))
        }
        try withServer(configuration, handler) { server in
            let client = try RawClient(port: server.port, receiveBufferBytes: 4096)
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(eventually { server.connectionCount == 1 })
            #expect(eventually { server.connectionCount == 0 })
        }
    }
}
