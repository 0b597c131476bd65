import Testing
import TrelaySystem

@testable import TrelayHTTP

@Suite("HTTP client")
struct ClientTests {
    private func withClient(
        _ configuration: HTTPClientConfiguration = .init(), _ body: (HTTPClient) throws -> Void
    ) throws {
        let client = try HTTPClient(configuration)
        defer { client.close() }
        try body(client)
    }

    @Test("A request arrives as it was made, and its answer comes back whole")
    func roundTrip() throws {
        let handler = ClosureHandler { request, exchange in
            var response = HTTPResponse(status: 418, headers: ["X-Empty": "", "X-Two": "1"], body: request.body)
            response.headers.add("X-Two", "2")
            response.headers.add("X-Method", request.method)
            response.headers.add("X-Type", request.headers[first: "Content-Type"] ?? "none")
            response.headers.add("X-Agent", request.headers[first: "User-Agent"] ?? "none")
            response.headers.add("X-Blank", request.headers[first: "X-Nothing"] == "" ? "yes" : "no")
            exchange.reply(response)
        }
        try withServer(quickConfiguration(), handler) { server in
            try withClient { client in
                for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "QUERY"] {
                    let body = method == "GET" ? [] : [UInt8](repeating: 7, count: 300_000)
                    let answer = try client.sendAndWait(
                        HTTPClientRequest(
                            method: method, url: "http://127.0.0.1:\(server.port)/p", headers: ["X-Nothing": ""],
                            body: body))
                    #expect(answer.status == 418)
                    #expect(answer.body == body)
                    #expect(answer.headers[first: "x-method"] == method)
                    #expect(answer.headers.all("X-Two") == ["1", "2"])
                    #expect(answer.headers[first: "X-Type"] == "none")
                    #expect(answer.headers[first: "X-Agent"] == "trelay")
                    #expect(answer.headers[first: "X-Blank"] == "yes")
                }
                #expect(server.connectionCount == 1)
                #expect(client.outstanding == 0)
            }
        }
    }

    @Test("HEAD, an empty POST and a chunked answer end as they should")
    func shapes() throws {
        let handler = ClosureHandler { request, exchange in
            guard request.method == "GET" else { return exchange.reply(.text(200, "four")) }
            exchange.startStream(status: 200)
            _ = exchange.write(Array("one".utf8))
            _ = exchange.write(Array("two".utf8))
            exchange.end()
        }
        try withServer(quickConfiguration(), handler) { server in
            try withClient { client in
                let url = "http://127.0.0.1:\(server.port)/"
                let head = try client.sendAndWait(HTTPClientRequest(method: "HEAD", url: url))
                #expect(head.body.isEmpty && head.headers[first: "Content-Length"] == "4")
                let post = try client.sendAndWait(HTTPClientRequest(method: "POST", url: url))
                #expect(post.body == Array("four".utf8))
                let get = try client.sendAndWait(HTTPClientRequest(url: url))
                #expect(get.body == Array("onetwo".utf8))
            }
        }
    }

    @Test("Many requests at once are all answered")
    func concurrent() throws {
        try withServer { server in
            try withClient { client in
                let count = 200
                let bodies = Box<[String]>([])
                for index in 0..<count {
                    client.send(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/\(index)")) { result in
                        let text = (try? result.get()).map { String(decoding: $0.body, as: UTF8.self) } ?? "\(result)"
                        bodies.change { $0.append(text) }
                    }
                }
                #expect(eventually { bodies.value.count == count })
                #expect(Set(bodies.value) == Set((0..<count).map { "GET /\($0) " }))
            }
        }
    }

    @Test("A server and a client on one shard pass a request through one thread")
    func sharedShard() throws {
        try withServer { upstream in
            let upstreamPort = upstream.port
            let client = Box<HTTPClient?>(nil)
            let handler = ClosureHandler { request, exchange in
                let onward = HTTPClientRequest(
                    method: request.method, url: "http://127.0.0.1:\(upstreamPort)\(request.target)",
                    body: request.body)
                client.value?.send(onward) { result in
                    exchange.reply((try? result.get()) ?? .text(502, "\(result)"))
                    #expect(exchange.shard.isCurrent)
                }
            }
            try withServer(quickConfiguration(), handler) { gateway in
                let made = try HTTPClient(shard: gateway.shards[0])
                client.change { $0 = made }
                let caller = try RawClient(port: gateway.port)
                for index in 0..<20 {
                    caller.send("POST /\(index) HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")
                    #expect(caller.receiveResponse()?.body == "POST /\(index) hi")
                }
                made.close()
            }
        }
    }

    // MARK: Failures

    @Test("What is not http or https, or not valid HTTP, is refused before it is sent")
    func invalid() throws {
        try withClient { client in
            let requests = [
                HTTPClientRequest(url: "file:///etc/passwd"), HTTPClientRequest(url: "nonsense"),
                HTTPClientRequest(url: "http://127.0.0.1/a b"),
                HTTPClientRequest(method: "GE T", url: "http://127.0.0.1/"),
                HTTPClientRequest(url: "http://127.0.0.1/", headers: ["X-A": "1\r\nX-B: 2"]),
                HTTPClientRequest(url: "http://127.0.0.1/", headers: ["X A": "1"]),
            ]
            for request in requests {
                let error = #expect(throws: HTTPError.self) { try client.sendAndWait(request) }
                #expect(error?.code == .invalidRequest)
                #expect(error?.isRetriable == false)
            }
        }
    }

    @Test("A refused connection and an unknown host say so")
    func unreachable() throws {
        let gone = try RawServer { _, _ in }
        gone.stop()
        try withClient { client in
            let refused = #expect(throws: HTTPError.self) {
                try client.sendAndWait(HTTPClientRequest(method: "POST", url: "http://127.0.0.1:\(gone.port)/"))
            }
            #expect(refused?.code == .cannotConnect)
            #expect(refused?.isRetriable == true)
            let unknown = #expect(throws: HTTPError.self) {
                try client.sendAndWait(HTTPClientRequest(url: "http://name.invalid/"))
            }
            #expect(unknown?.code == .unresolvedHost)
        }
    }

    @Test("A server that does not answer in time is given up")
    func timeout() throws {
        let held = Box<[HTTPExchange]>([])
        let handler = ClosureHandler { _, exchange in held.change { $0.append(exchange) } }
        try withServer(quickConfiguration(), handler) { server in
            try withClient { client in
                var request = HTTPClientRequest(method: "POST", url: "http://127.0.0.1:\(server.port)/", body: [1])
                request.totalTimeout = .milliseconds(100)
                let error = #expect(throws: HTTPError.self) { try client.sendAndWait(request) }
                #expect(error?.code == .timedOut)
                // It may have taken effect.
                #expect(error?.isRetriable == false)
            }
            held.change { $0 = [] }
        }
    }

    @Test("An answer over the limit is given up, body or header")
    func tooLarge() throws {
        let handler = ClosureHandler { request, exchange in
            let isHeader = request.path == "/header"
            exchange.reply(
                HTTPResponse(
                    status: 200, headers: ["X-Long": String(repeating: "a", count: isHeader ? 2000 : 1)],
                    body: [UInt8](repeating: 0, count: isHeader ? 0 : 5000)))
        }
        try withServer(quickConfiguration(), handler) { server in
            try withClient { client in
                for path in ["/header", "/body"] {
                    var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(path)")
                    request.maximumResponseBytes = 4999
                    request.maximumResponseHeaderBytes = 1000
                    let error = #expect(throws: HTTPError.self) { try client.sendAndWait(request) }
                    #expect(error?.code == .responseTooLarge)
                    request.maximumResponseBytes = 5000
                    request.maximumResponseHeaderBytes = 10_000
                    let answer = try client.sendAndWait(request)
                    #expect(answer.status == 200)
                }
            }
        }
    }

    @Test("A redirect is an answer, not an order")
    func redirect() throws {
        let handler = ClosureHandler { _, exchange in
            exchange.reply(HTTPResponse(status: 302, headers: ["Location": "/elsewhere"]))
        }
        try withServer(quickConfiguration(), handler) { server in
            try withClient { client in
                let answer = try client.sendAndWait(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"))
                #expect(answer.status == 302)
                #expect(answer.headers[first: "location"] == "/elsewhere")
            }
        }
    }

    @Test("A cancelled request completes once, and the server sees its client go")
    func cancel() throws {
        let seen = Box<[HTTPExchange]>([])
        let handler = ClosureHandler { _, exchange in seen.change { $0.append(exchange) } }
        try withServer(quickConfiguration(), handler) { server in
            try withClient { client in
                let results = Box<[Result<HTTPResponse, HTTPError>]>([])
                let call = client.send(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/")) { result in
                    results.change { $0.append(result) }
                }
                #expect(eventually { seen.value.count == 1 })
                call.cancel()
                call.cancel()
                #expect(eventually { seen.value.first?.isClosed == true })
                #expect(eventually { results.value.count == 1 })
                #expect(throws: HTTPError.self) { try results.value.first?.get() }
            }
            seen.change { $0 = [] }
        }
    }

    @Test("Closing completes what is in flight, and refuses what comes after")
    func close() throws {
        let seen = Box<[HTTPExchange]>([])
        let handler = ClosureHandler { _, exchange in seen.change { $0.append(exchange) } }
        try withServer(quickConfiguration(), handler) { server in
            let client = try HTTPClient()
            let codes = Box<[HTTPError.Code?]>([])
            let request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/")
            let completion: @Sendable (Result<HTTPResponse, HTTPError>) -> Void = { result in
                if case .failure(let error) = result { codes.change { $0.append(error.code) } }
            }
            client.send(request, completion: completion)
            #expect(eventually { seen.value.count == 1 })
            client.close()
            client.send(request, completion: completion)
            #expect(codes.value == [.closed, .closed])
            seen.change { $0 = [] }
        }
    }

    @Test("More requests than the maximum are refused at once")
    func queueFull() throws {
        let seen = Box<[HTTPExchange]>([])
        let handler = ClosureHandler { _, exchange in seen.change { $0.append(exchange) } }
        var configuration = HTTPClientConfiguration()
        configuration.maximumRequests = 2
        try withServer(quickConfiguration(), handler) { server in
            try withClient(configuration) { client in
                let failures = Box<[HTTPError.Code]>([])
                for _ in 0..<3 {
                    client.send(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/")) { result in
                        if case .failure(let error) = result { failures.change { $0.append(error.code) } }
                    }
                }
                #expect(failures.value == [.queueFull])
            }
            seen.change { $0 = [] }
        }
    }
}
