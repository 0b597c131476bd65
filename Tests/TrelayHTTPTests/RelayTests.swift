import Testing
import TrelaySystem

@testable import TrelayHTTP

/// Server and client on one shard, as a gateway has them.
@Suite("Relaying on one thread")
struct RelayTests {
    @Test("Requests are relayed over connections that are kept and counted")
    func reuse() throws {
        try withServer { upstream in
            try withRelay(to: upstream.port) { server, client in
                let caller = try RawClient(port: server.port)
                for index in 0..<50 {
                    caller.send("POST /\(index) HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")
                    #expect(caller.receive(through: "0\r\n\r\n")?.contains("POST /\(index) hi") == true)
                }
                #expect(client.connectionsOpened == 1)
                #expect(upstream.connectionCount == 1)
                #expect(client.outstanding == 0)
            }
        }
    }

    @Test("Each event of the upstream goes out at once")
    func immediate() throws {
        let held = Box<HTTPExchange?>(nil)
        let handler = ClosureHandler { _, exchange in
            exchange.startStream(status: 200, headers: ["Content-Type": "text/event-stream"])
            held.change { $0 = exchange }
        }
        try withServer(quickConfiguration(), handler) { upstream in
            try withRelay(to: upstream.port) { server, _ in
                let caller = try RawClient(port: server.port)
                caller.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(caller.receive(through: "\r\n\r\n")?.contains("text/event-stream") == true)
                for index in 0..<50 {
                    #expect(held.value?.write(Array("data: \(index)\n\n".utf8)) == true)
                    #expect(caller.receive(through: "data: \(index)\n\n") != nil)
                }
                held.value?.end()
                #expect(caller.receive(through: "0\r\n\r\n") != nil)
                held.change { $0 = nil }
            }
        }
    }

    @Test("A caller that reads slowly stops the upstream, and gets every byte in the end")
    func backPressure() throws {
        let source = Source(total: 24 * 1024 * 1024)
        let pauses = Box(0)
        try withServer(quickConfiguration(), source) { upstream in
            try withRelay(to: upstream.port, pauses: pauses) { server, client in
                let caller = try RawClient(port: server.port, receiveBufferBytes: 4096)
                caller.send("GET / HTTP/1.0\r\n\r\n")
                #expect(eventually { pauses.value > 0 })
                // What the upstream could send is what the buffers of kernel and gateway hold, and stays so.
                #expect(eventually { source.hasStalled })
                #expect(source.written.value < source.total / 2)
                #expect(caller.receive(through: "\r\n\r\n") != nil)
                #expect(caller.receiveAll()?.utf8.count == source.total)
                #expect(eventually { client.outstanding == 0 })
            }
        }
    }

    @Test("A caller that goes away ends the upstream request, waiting, streaming or paused", arguments: Moment.allCases)
    func callerLeaves(moment: Moment) throws {
        let closed = Box(0)
        let held = Box<HTTPExchange?>(nil)
        let handler = ClosureHandler { _, exchange in
            exchange.onClose { closed.change { $0 += 1 } }
            if moment != .waiting { exchange.startStream(status: 200) }
            if moment == .streaming { _ = exchange.write(Array("hello".utf8)) }
            held.change { $0 = exchange }
        }
        let pauses = Box(0)
        try withServer(quickConfiguration(), handler) { upstream in
            try withRelay(to: upstream.port, pauses: pauses) { server, client in
                var caller: RawClient? = try RawClient(port: server.port, receiveBufferBytes: 4096)
                caller?.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(eventually { held.value != nil })
                if moment == .streaming { #expect(caller?.receive(through: "hello") != nil) }
                if moment == .paused {
                    let chunk = [UInt8](repeating: 66, count: 65_536)
                    #expect(
                        eventually {
                            _ = held.value?.write(chunk)
                            return pauses.value > 0
                        })
                }
                #expect(closed.value == 0)
                caller = nil
                #expect(eventually { closed.value == 1 && client.outstanding == 0 })
                held.change { $0 = nil }
            }
        }
    }

    enum Moment: CaseIterable { case waiting, streaming, paused }

    @Test("Several shards relay, each with connections of its own")
    func shards() throws {
        var configuration = quickConfiguration()
        configuration.shards = 3
        try withServer { upstream in
            try withRelay(to: upstream.port, configuration) { server, _ in
                for _ in 0..<24 {
                    let caller = try RawClient(port: server.port)
                    caller.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(caller.receive(through: "0\r\n\r\n")?.contains("GET /x") == true)
                }
            }
        }
    }

    @Test("A handler that cannot be made leaves no thread, no listener")
    func brokenHandler() throws {
        let failure = HTTPError(code: .systemFailure, message: "no")
        let error = #expect(throws: HTTPError.self) {
            _ = try HTTPServer(quickConfiguration()) { _ throws(HTTPError) in throw failure }
        }
        #expect(error?.message == "no")
    }
}

/// Writes `total` bytes as fast as they are taken.
private final class Source: HTTPHandler {
    let total: Int
    let written = Box(0)
    private let lastWrite = Box<UInt64>(0)

    init(total: Int) {
        self.total = total
    }

    /// Nothing could be written for a while, and something was.
    var hasStalled: Bool {
        // The clock last: a write in between must not lie in the future.
        let last = lastWrite.value
        return written.value > 0 && SystemClock.monotonicNanoseconds().elapsed(since: last) > .milliseconds(200)
    }

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        exchange.startStream(status: 200)
        exchange.onRelief { [self] in fill(exchange) }
        fill(exchange)
    }

    private func fill(_ exchange: HTTPExchange) {
        let chunk = [UInt8](repeating: 67, count: 16_384)
        while !exchange.isAboveHighWater, written.value < total {
            guard exchange.write(chunk) else { return }
            written.change { $0 += chunk.count }
            lastWrite.change { $0 = SystemClock.monotonicNanoseconds() }
        }
        if written.value == total { exchange.end() }
    }
}
