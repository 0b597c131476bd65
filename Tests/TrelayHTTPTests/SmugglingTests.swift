import Testing

@testable import TrelayHTTP

@Suite("Requests that two parties could read differently")
struct SmugglingTests {
    static let ambiguous: [(String, Int)] = [
        ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400),
        ("Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello", 400),
        ("Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400),
        ("Transfer-Encoding: xchunked\r\n\r\n", 400),
        ("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 400),
        ("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
        ("Content-Length: +5\r\n\r\nhello", 400),
        ("Content-Length: 5, 5\r\n\r\nhello", 400),
        ("Host: y\r\nContent-Length: 0\r\n\r\n", 400),
    ]

    @Test("An ambiguous request is answered 400, the connection ends, and no handler sees it", arguments: ambiguous)
    func refused(rest: String, status: Int) throws {
        let handled = Box(0)
        let handler = ClosureHandler { _, exchange in
            handled.change { $0 += 1 }
            exchange.reply(.text(200, "handled"))
        }
        try withServer(quickConfiguration(), handler) { server in
            let client = try RawClient(port: server.port)
            // What is smuggled must not be taken for a request of its own.
            client.send("POST / HTTP/1.1\r\nHost: x\r\n" + rest + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try #require(client.receiveAll())
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            // Not "one status line": libmicrohttpd 0.9.75 writes the header of an error of its own twice.
            #expect(!answer.contains("HTTP/1.1 200"))
            #expect(handled.value == 0)
        }
    }

    @Test("A method that is not a token is refused", arguments: ["GE(T", "G@T"])
    func method(_ method: String) throws {
        try withServer { server in
            let client = try RawClient(port: server.port)
            client.send("\(method) / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 400 ") == true)
        }
    }

    @Test("A request in HTTP/1.1 without Host is refused")
    func noHost() throws {
        try withServer { server in
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 400 ") == true)
        }
    }

    @Test("A malformed target is refused", arguments: ["/%zz", "/%00", "/%ff", "/a%2", "nonsense", "ftp://x/"])
    func target(_ target: String) throws {
        try withServer { server in
            let client = try RawClient(port: server.port)
            client.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receiveAll()?.hasPrefix("HTTP/1.1 400 ") == true)
        }
    }

    @Test("An absolute target loses its authority")
    func absolute() throws {
        try withServer { server in
            let client = try RawClient(port: server.port)
            client.send("GET http://elsewhere:1/a?b=c HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receiveResponse()?.body == "GET /a ")
        }
    }
}
