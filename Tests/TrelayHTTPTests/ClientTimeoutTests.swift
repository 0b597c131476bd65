import Testing
import TrelaySystem

@testable import TrelayHTTP

@Suite("Timeouts of a request")
struct ClientTimeoutTests {
    /// Answers as far as `text` goes and then says nothing more until the client goes.
    private func withSilence(after text: String, _ body: (String) throws -> Void) throws {
        let server = try RawServer { client, _ in
            _ = client.receive(through: "\r\n\r\n")
            client.send(text)
            _ = client.receiveAll()
        }
        defer { server.stop() }
        try body("http://127.0.0.1:\(server.port)/")
    }

    private func failure(of request: HTTPClientRequest) throws -> Heard {
        let heard = Box(Heard())
        try withStreamingClient { client in
            try client.record(request, heard)
            #expect(eventually { heard.value.ends == 1 })
            #expect(client.outstanding == 0)
        }
        return heard.value
    }

    @Test("No byte of an answer: the first-byte timeout")
    func firstByte() throws {
        try withSilence(after: "") { url in
            var request = HTTPClientRequest(method: "POST", url: url, body: [1])
            request.firstByteTimeout = .milliseconds(30)
            request.idleTimeout = .milliseconds(1)
            let heard = try failure(of: request)
            #expect(heard.failure?.code == .firstByteTimedOut && heard.status == nil)
            #expect(heard.failure?.isRetriable == false)
            request.method = "GET"
            request.body = []
            #expect(try failure(of: request).failure?.isRetriable == true)
        }
    }

    @Test("An answer that stops: the idle timeout, after the head and after a piece", arguments: ["", "2\r\nhi\r\n"])
    func idle(body: String) throws {
        try withSilence(after: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body) { url in
            var request = HTTPClientRequest(url: url)
            request.firstByteTimeout = .seconds(60)
            request.idleTimeout = .milliseconds(30)
            let heard = try failure(of: request)
            #expect(heard.failure?.code == .idleTimedOut && heard.status == 200)
            #expect(heard.text == (body.isEmpty ? "" : "hi"))
        }
    }

    @Test("The total timeout counts whatever comes, and a whole answer knows the other two as well")
    func total() throws {
        try withSilence(after: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi") { url in
            var request = HTTPClientRequest(url: url)
            request.totalTimeout = .milliseconds(60)
            #expect(try failure(of: request).failure?.code == .timedOut)
            request.totalTimeout = .seconds(60)
            request.idleTimeout = .milliseconds(30)
            try withStreamingClient { client in
                let error = #expect(throws: HTTPError.self) { try client.sendAndWait(request) }
                #expect(error?.code == .idleTimedOut)
            }
        }
    }

    @Test("While the receiver pauses, the idle timeout does not count")
    func paused() throws {
        let handler = ClosureHandler { _, exchange in exchange.reply(.text(200, "hello")) }
        try withServer(quickConfiguration(), handler) { server in
            try withStreamingClient { client in
                var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/")
                request.idleTimeout = .milliseconds(20)
                let heard = Box(Heard())
                let calls = Box(0)
                try client.record(request, heard) { recorder, _ in
                    calls.change { $0 += 1 }
                    guard calls.value == 1 else { return .accept }
                    let call = recorder.call
                    _ = CurrentLoop.value?.shard.after(.milliseconds(150)) { call?.resume() }
                    return .pause
                }
                #expect(eventually { heard.value.ends == 1 })
                #expect(heard.value.failure == nil && heard.value.text == "hello")
            }
        }
    }

    @Test("Many requests with deadlines of their own end each at its own")
    func many() throws {
        try withSilence(after: "") { url in
            try withStreamingClient { client in
                let all = (0..<30).map { _ in Box(Heard()) }
                for (index, heard) in all.enumerated() {
                    var request = HTTPClientRequest(url: url)
                    // The later ones are due first: the timer must be set anew.
                    request.firstByteTimeout = .milliseconds(200 - index * 5)
                    try client.record(request, heard)
                }
                #expect(eventually { all.allSatisfy { $0.value.ends == 1 } })
                #expect(all.allSatisfy { $0.value.failure?.code == .firstByteTimedOut })
            }
        }
    }

    @Test("The sweep is set to the earliest deadline and left alone by later ones")
    func sweep() {
        var sweep = ClientSweep()
        #expect(sweep.schedule(5_000_000_000, now: 0) == .seconds(5))
        #expect(sweep.schedule(6_000_000_000, now: 0) == nil)
        #expect(sweep.schedule(1_000_000_000, now: 0) == .seconds(1))
        #expect(sweep.schedule(5, now: 10) == .nanoseconds(Int64(ClientSweep.precision)))
        #expect(sweep.schedule(6, now: 10) == nil)
        sweep.begin()
        #expect(sweep.schedule(.max, now: 0) == .nanoseconds(Int64.max))
        #expect(sweep.schedule(2_000_000_000, now: 0) == .seconds(2))
    }
}
