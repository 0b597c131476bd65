import Testing

@testable import TrelayHTTP

/// A server may close a kept connection at the very moment a request is sent on it. libcurl would then send the request
/// again on a new connection, although the first may have taken effect.
@Suite("A request is not sent twice")
struct ResendTests {
    /// Answers the first request of the first connection and, having read the second, closes without an answer; later
    /// connections answer everything.
    private func withTreacherousServer(_ body: (UInt16, Box<[String]>) throws -> Void) throws {
        let requests = Box<[String]>([])
        let server = try RawServer { connection, number in
            while let head = connection.receive(through: "\r\n\r\n") {
                let hasBody = head.contains("Content-Length: 4\r\n")
                if hasBody { _ = connection.receive(through: "body") }
                let line = String(head.prefix { $0 != "\r\n" })
                requests.change { $0.append(line) }
                if number == 1 && requests.value.count == 2 { return }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        defer { server.stop() }
        try body(server.port, requests)
    }

    @Test("A POST whose kept connection dies fails, and arrives once", arguments: ["POST", "PATCH"], ["body", ""])
    func postOnce(method: String, body: String) throws {
        try withTreacherousServer { port, requests in
            let client = try HTTPClient()
            defer { client.close() }
            let url = "http://127.0.0.1:\(port)/"
            let first = try client.sendAndWait(HTTPClientRequest(url: url))
            #expect(first.status == 200)
            let request = HTTPClientRequest(method: method, url: url, body: Array(body.utf8))
            if body.isEmpty {
                // Nothing could be rewound: a connection of its own, where libcurl does not send again.
                let second = try client.sendAndWait(request)
                #expect(second.status == 200)
            } else {
                let error = #expect(throws: HTTPError.self) { try client.sendAndWait(request) }
                #expect(error?.code == .connectionLost)
                #expect(error?.isRetriable == false)
            }
            #expect(requests.value.filter { $0.hasPrefix(method) }.count == 1)
        }
    }

    @Test("A POST whose new connection dies fails, and arrives once", arguments: ["body", ""])
    func postOnNewConnection(body: String) throws {
        let count = Box(0)
        let server = try RawServer { connection, _ in
            if connection.receive(through: "\r\n\r\n" + body) != nil { count.change { $0 += 1 } }
        }
        defer { server.stop() }
        let client = try HTTPClient()
        defer { client.close() }
        let error = #expect(throws: HTTPError.self) {
            try client.sendAndWait(
                HTTPClientRequest(method: "POST", url: "http://127.0.0.1:\(server.port)/", body: Array(body.utf8)))
        }
        #expect(error?.code == .connectionLost)
        #expect(error?.isRetriable == false)
        #expect(count.value == 1)
    }
}
