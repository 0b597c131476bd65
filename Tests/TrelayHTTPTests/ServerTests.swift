import Testing
import TrelaySystem

@testable import TrelayHTTP

@Suite("HTTP server")
struct ServerTests {
    @Test("A request is handed over decoded and answered with what the handler said")
    func answers() throws {
        let handler = ClosureHandler { request, exchange in
            var response = HTTPResponse.text(
                201, "\(request.path)|\(request.queryValue("q") ?? "-")|\(request.headers[first: "X-THING"] ?? "-")")
            response.headers.add("X-Answer", "yes")
            exchange.reply(response)
        }
        try withServer(quickConfiguration(), handler) { server in
            let client = try RawClient(port: server.port)
            client.send("GET /a%20b/%C3%A9?q=1+2%26 HTTP/1.1\r\nHost: x\r\nX-Thing: t\r\n\r\n")
            let answer = try #require(client.receiveResponse())
            #expect(answer.head.hasPrefix("HTTP/1.1 201 "))
            #expect(answer.head.contains("X-Answer: yes\r\n"))
            #expect(answer.body == "/a b/é|1 2&|t")
        }
    }

    @Test("A connection serves several requests, also those sent before the first answer")
    func pipelining() throws {
        try withServer { server in
            let client = try RawClient(port: server.port)
            client.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\noneGET /2 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receiveResponse()?.body == "POST /1 one")
            #expect(client.receiveResponse()?.body == "GET /2 ")
            client.send(
                "PUT /3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nthr\r\n2\r\nee\r\n0\r\n\r\n")
            #expect(client.receiveResponse()?.body == "PUT /3 three")
            #expect(server.connectionCount == 1)
        }
    }

    @Test("Pipelined requests answered later keep their order")
    func pipeliningLater() throws {
        let pool = try Later()
        defer { pool.stop() }
        let handler = ClosureHandler { request, exchange in
            pool.run { exchange.reply(.text(200, request.path)) }
        }
        try withServer(quickConfiguration(), handler) { server in
            let client = try RawClient(port: server.port)
            let count = 50
            client.send((0..<count).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            for index in 0..<count { #expect(client.receiveResponse()?.body == "/\(index)") }
        }
    }

    @Test("HEAD gets the length and no body")
    func head() throws {
        try withServer { server in
            let client = try RawClient(port: server.port)
            client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n")
            let head = try #require(client.receive(through: "\r\n\r\n"))
            #expect(head.contains("Content-Length: 10\r\n"))
            #expect(client.receiveResponse()?.body == "GET /next ")
        }
    }

    @Test("An exchange that is let go without an answer is answered 500")
    func abandoned() throws {
        try withServer(quickConfiguration(), ClosureHandler { _, _ in }) { server in
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receiveResponse()?.head.hasPrefix("HTTP/1.1 500 ") == true)
        }
    }

    @Test("A client that asks before it sends its body is told to go on")
    func expectContinue() throws {
        try withServer { server in
            let client = try RawClient(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(client.receive(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send("hi")
            #expect(client.receiveResponse()?.body == "POST / hi")
        }
    }

    @Test("A line break in a header of the answer cannot make a second header")
    func headerInjection() throws {
        let handler = ClosureHandler { _, exchange in
            exchange.reply(HTTPResponse(status: 200, headers: ["X-A": "1\r\nX-Evil: 2", "Content-Length": "99"]))
        }
        try withServer(quickConfiguration(), handler) { server in
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let head = try #require(client.receiveResponse()?.head)
            #expect(!head.contains("X-Evil"))
            #expect(head.contains("Content-Length: 0\r\n"))
        }
    }

    @Test("Several shards share one port", arguments: [2, 3])
    func shards(count: Int) throws {
        var configuration = quickConfiguration()
        configuration.shards = count
        try withServer(configuration) { server in
            for index in 0..<20 {
                let client = try RawClient(port: server.port)
                client.send("GET /\(index) HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(client.receiveResponse()?.body == "GET /\(index) ")
            }
        }
    }

    @Test("A port that is taken is an error that names it")
    func portTaken() throws {
        try withServer { server in
            let error = #expect(throws: HTTPError.self) {
                try HTTPServer(HTTPServerConfiguration(port: server.port), handler: echo)
            }
            #expect(error?.code == .cannotListen)
            #expect(error?.message.contains("\(server.port)") == true)
        }
    }
}

/// A thread that runs what it is given, one after the other.
final class Later: Sendable {
    private let jobs = Box<[@Sendable () -> Void]>([])
    private let isStopped = Box(false)
    private let wakeup: EventDescriptor
    private let thread = Box<OSThread?>(nil)

    init() throws {
        wakeup = try EventDescriptor()
        let started = try OSThread(name: "later") { [self] in
            while !isStopped.value {
                _ = wakeup.wait(timeout: nil)
                wakeup.drain()
                var taken: [@Sendable () -> Void] = []
                jobs.change { jobs in
                    taken = jobs
                    jobs = []
                }
                for job in taken { job() }
            }
        }
        thread.change { $0 = started }
    }

    func run(_ job: @escaping @Sendable () -> Void) {
        jobs.change { $0.append(job) }
        wakeup.signal()
    }

    func stop() {
        isStopped.change { $0 = true }
        wakeup.signal()
        thread.value?.join()
        wakeup.close()
    }
}
