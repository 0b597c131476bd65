import Testing
import TrelaySystem

@testable import TrelayHTTP

@Suite("Streamed answers")
struct ClientStreamTests {
    @Test("Head, pieces and end come in order, each piece when it was sent")
    func order() throws {
        let held = Box<HTTPExchange?>(nil)
        let handler = ClosureHandler { _, exchange in
            exchange.startStream(status: 203, headers: ["X-Two": "1", "Content-Type": "text/event-stream"])
            held.change { $0 = exchange }
        }
        try withServer(quickConfiguration(), handler) { server in
            try withStreamingClient { client in
                let heard = Box(Heard())
                try client.record(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"), heard)
                #expect(eventually { heard.value.status == 203 })
                #expect(heard.value.headers[first: "x-two"] == "1")
                var expected = ""
                for index in 0..<20 {
                    expected += "<\(index)>"
                    #expect(held.value?.write(Array("<\(index)>".utf8)) == true)
                    #expect(eventually { heard.value.text == expected })
                }
                #expect(heard.value.ends == 0 && client.outstanding == 1)
                held.value?.end()
                #expect(eventually { heard.value.ends == 1 })
                #expect(heard.value.failure == nil && client.outstanding == 0)
                held.change { $0 = nil }
            }
        }
    }

    @Test("An interim answer and a trailer are not the head")
    func interim() throws {
        let server = try RawServer { client, _ in
            _ = client.receive(through: "\r\n\r\n")
            client.send(
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            client.send("2\r\nhi\r\n0\r\nX-Late: 1\r\n\r\n")
            _ = client.receiveAll()
        }
        defer { server.stop() }
        try withStreamingClient { client in
            let heard = Box(Heard())
            try client.record(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"), heard)
            #expect(eventually { heard.value.ends == 1 })
            #expect(heard.value.status == 200 && heard.value.text == "hi" && heard.value.failure == nil)
            #expect(heard.value.headers[first: "Link"] == nil && heard.value.headers[first: "X-Late"] == nil)
        }
    }

    @Test("A refused piece comes again after the call goes on, and nothing comes in between")
    func pauseAndResume() throws {
        let body = [UInt8](repeating: 65, count: 200_000)
        let handler = ClosureHandler { _, exchange in exchange.reply(HTTPResponse(status: 200, body: body)) }
        try withServer(quickConfiguration(), handler) { server in
            try withStreamingClient { client in
                let heard = Box(Heard())
                let calls = Box(0)
                try client.record(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"), heard) { recorder, _ in
                    calls.change { $0 += 1 }
                    guard calls.value % 2 == 1 else { return .accept }
                    // Taken up again on the next turn of the loop, and once from within the callback itself.
                    let call = recorder.call
                    if calls.value == 1 {
                        call?.resume()
                        _ = recorder.heard.value
                    }
                    _ = CurrentLoop.value?.shard.after(.milliseconds(1)) { call?.resume() }
                    return .pause
                }
                #expect(eventually { heard.value.ends == 1 })
                #expect(heard.value.failure == nil && heard.value.bytes == body)
                #expect(heard.value.pauses > 3)
            }
        }
    }

    @Test("An answer that stops halfway is a lost connection, and what came was handed over")
    func half() throws {
        let server = try RawServer { client, _ in
            _ = client.receive(through: "\r\n\r\n")
            client.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        }
        defer { server.stop() }
        try withStreamingClient { client in
            let heard = Box(Heard())
            try client.record(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"), heard)
            #expect(eventually { heard.value.ends == 1 })
            #expect(heard.value.status == 200 && heard.value.text == "half")
            #expect(heard.value.failure?.code == .connectionLost)
        }
    }

    @Test("A chunked answer that stops in the middle of a chunk is a lost connection")
    func halfChunk() throws {
        let server = try RawServer { client, _ in
            _ = client.receive(through: "\r\n\r\n")
            client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf")
        }
        defer { server.stop() }
        try withStreamingClient { client in
            let heard = Box(Heard())
            try client.record(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"), heard)
            #expect(eventually { heard.value.ends == 1 })
            #expect(heard.value.failure?.code == .connectionLost)
        }
    }

    @Test("A cancelled stream is silent, and the server sees its connection close", arguments: [false, true])
    func cancel(fromWithin: Bool) throws {
        let closed = Box(0)
        let handler = ClosureHandler { _, exchange in
            exchange.onClose { closed.change { $0 += 1 } }
            exchange.startStream(status: 200)
            _ = exchange.write(Array("a".utf8))
            held.change { $0.append(exchange) }
        }
        defer { held.change { $0 = [] } }
        try withServer(quickConfiguration(), handler) { server in
            try withStreamingClient { client in
                let heard = Box(Heard())
                try client.record(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"), heard) { recorder, _ in
                    if fromWithin {
                        recorder.call?.cancel()
                        recorder.call?.cancel()
                    } else {
                        let call = recorder.call
                        _ = CurrentLoop.value?.shard.after(.milliseconds(1)) { call?.cancel() }
                    }
                    return .accept
                }
                #expect(eventually { closed.value == 1 && client.outstanding == 0 })
                #expect(heard.value.text == "a" && heard.value.ends == 0)
            }
        }
    }

    @Test("A receiver may send the next request from within any of its callbacks")
    func nested() throws {
        try withServer { server in
            try withStreamingClient { client in
                let heard = Box(Heard())
                let second = Box(Heard())
                let url = "http://127.0.0.1:\(server.port)/"
                try client.record(HTTPClientRequest(url: url + "first"), heard) { _, _ in
                    _ = client.stream(HTTPClientRequest(url: url + "second"), to: Recorder(second))
                    return .accept
                }
                #expect(eventually { heard.value.ends == 1 && second.value.ends == 1 })
                #expect(heard.value.text == "GET /first " && second.value.text == "GET /second ")
                #expect(client.outstanding == 0)
            }
        }
    }

    @Test("What is refused at once ends at once: a bad request, too many, a closed client")
    func refused() throws {
        var configuration = HTTPClientConfiguration()
        configuration.maximumRequests = 0
        try withStreamingClient(configuration) { client in
            let heard = Box(Heard())
            try client.record(HTTPClientRequest(url: "ftp://x/"), heard)
            #expect(heard.value.failure?.code == .invalidRequest)
            try client.record(HTTPClientRequest(url: "http://127.0.0.1:1/"), heard)
            #expect(heard.value.failure?.code == .queueFull)
            #expect(heard.value.ends == 2 && client.outstanding == 0)
        }
        try withServer { server in
            // On a shard that outlives the client.
            let client = try HTTPClient(shard: server.shards[0])
            client.close()
            let heard = Box(Heard())
            try client.record(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"), heard)
            #expect(heard.value.failure?.code == .closed && heard.value.ends == 1)
        }
    }

    @Test("Closing the client ends open streams, and a receiver that sends again is refused")
    func closing() throws {
        let handler = ClosureHandler { _, exchange in
            exchange.startStream(status: 200)
            held.change { $0.append(exchange) }
        }
        defer { held.change { $0 = [] } }
        try withServer(quickConfiguration(), handler) { server in
            let client = try HTTPClient()
            let heard = Box(Heard())
            try client.record(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"), heard)
            #expect(eventually { heard.value.status == 200 })
            client.close()
            #expect(heard.value.failure?.code == .closed && heard.value.ends == 1)
        }
    }

    @Test("An answer over the limit is too large, also piece by piece")
    func tooLarge() throws {
        let handler = ClosureHandler { _, exchange in
            exchange.reply(HTTPResponse(status: 200, body: [UInt8](repeating: 1, count: 100_000)))
        }
        try withServer(quickConfiguration(), handler) { server in
            try withStreamingClient { client in
                let heard = Box(Heard())
                var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/")
                request.maximumResponseBytes = 99_999
                try client.record(request, heard)
                #expect(eventually { heard.value.ends == 1 })
                #expect(heard.value.failure?.code == .responseTooLarge)
                #expect(heard.value.bytes.count <= 99_999)
            }
        }
    }
}

/// Exchanges that a test keeps open.
private let held = Box<[HTTPExchange]>([])
