import Testing
import TrelaySystem

@testable import TrelayHTTP

@Suite("A server at rest")
struct RestTests {
    @Test("Connections in every state of rest cost no turns of the loop but the sweep's")
    func noSpin() throws {
        let held = Box<[HTTPExchange]>([])
        let handler = ClosureHandler { request, exchange in
            switch request.path {
            case "/hold": held.change { $0.append(exchange) }
            case "/stream", "/stalled":
                exchange.startStream(status: 200)
                while exchange.write([UInt8](repeating: 0, count: request.path == "/stalled" ? 65_536 : 1)),
                    request.path == "/stalled"
                {}
                held.change { $0.append(exchange) }
            default: exchange.reply(.text(200, "ok"))
            }
        }
        var configuration = quickConfiguration()
        configuration.maximumPendingBytes = 8_000_000
        configuration.maximumConnections = 7
        configuration.connectIdleDeadline = .seconds(600)
        configuration.headerDeadline = .seconds(600)
        configuration.bodyDeadline = .seconds(600)
        try withServer(configuration, handler) { server in
            let requests = [
                "", "GE", "GET /kept HTTP/1.1\r\nHost: x\r\n\r\n", "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n", "GET /stalled HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
                // Over the maximum: waits in the backlog.
                "GET /waits HTTP/1.1\r\nHost: x\r\n\r\n",
            ]
            var clients = try requests.map { text in
                let client = try RawClient(port: server.port, receiveBufferBytes: 4096)
                client.send(text)
                return client
            }
            #expect(eventually { held.value.count == 3 && server.connectionCount == 7 })
            let turns = try turnsWithin(.milliseconds(400), of: server.shards[0])
            // 20 sweeps and their kin; a loop that spins makes tens of thousands.
            #expect(turns < 200)

            clients.removeFirst()
            #expect(clients.last?.receiveResponse()?.body == "ok")
            held.change { $0 = [] }
        }
    }

    @Test("A client at rest with a kept connection costs no turns of its loop")
    func clientAtRest() throws {
        try withServer { server in
            let client = try HTTPClient()
            defer { client.close() }
            let answer = try client.sendAndWait(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"))
            #expect(answer.status == 200)
            #expect(try turnsWithin(.milliseconds(200), of: client.shard) < 50)
        }
    }

    private func turnsWithin(_ duration: Duration, of shard: HTTPShard) throws -> Int {
        let counted = try OneShot<Int>()
        shard.post { loop in
            let before = loop.turnCount
            _ = loop.events.after(duration) { counted.give(loop.turnCount - before) }
        }
        return try #require(counted.wait(timeout: patience))
    }
}
