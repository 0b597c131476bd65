import Glibc
import Testing

@testable import TrelayHTTP

@Suite("Clients that go away")
struct VanishedClientTests {
    enum Departure: CaseIterable { case close, reset, halfClose }

    /// Holds every exchange and counts those that were closed.
    private final class Holder: HTTPHandler {
        let exchanges = Box<[HTTPExchange]>([])
        let closed = Box(0)
        let streams: Bool

        init(streams: Bool) {
            self.streams = streams
        }

        func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
            exchange.onClose { [closed] in closed.change { $0 += 1 } }
            if streams {
                exchange.startStream(status: 200, headers: ["Content-Type": "text/event-stream"])
                _ = exchange.write(Array("hello".utf8))
            }
            exchanges.change { $0.append(exchange) }
        }
    }

    @Test("A client that leaves while its answer is awaited is noticed", arguments: Departure.allCases, [false, true])
    func noticed(departure: Departure, streams: Bool) throws {
        let holder = Holder(streams: streams)
        try withServer(quickConfiguration(), holder) { server in
            var client: RawClient? = try RawClient(port: server.port)
            client?.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            if streams { #expect(client?.receive(through: "hello") != nil) }
            #expect(eventually { holder.exchanges.value.count == 1 })
            #expect(holder.closed.value == 0)
            leave(&client, departure)
            #expect(eventually { holder.closed.value == 1 })
            #expect(eventually { server.connectionCount == 0 })
            let exchange = try #require(holder.exchanges.value.first)
            #expect(exchange.isClosed)
            #expect(!exchange.write([1]))
            exchange.reply(.text(200, "too late"))
            #expect(holder.closed.value == 1)
            withExtendedLifetime(client) {}
        }
    }

    @Test("What was written for a vanished client is let go")
    func memory() throws {
        let holder = Holder(streams: true)
        try withServer(quickConfiguration(), holder) { server in
            var client: RawClient? = try RawClient(port: server.port, receiveBufferBytes: 4096)
            client?.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(eventually { holder.exchanges.value.count == 1 })
            let exchange = try #require(holder.exchanges.value.first)
            let chunk = [UInt8](repeating: 0, count: 65_536)
            #expect(eventually { !exchange.write(chunk) })
            #expect(exchange.pendingBytes > 0)
            leave(&client, .reset)
            #expect(eventually { exchange.isClosed })
            #expect(exchange.pendingBytes == 0)
        }
    }

    @Test("Being told of the end also works when it has come already, and for complete answers")
    func toldLate() throws {
        let count = Box(0)
        let kept = Box<HTTPExchange?>(nil)
        let handler = ClosureHandler { _, exchange in
            exchange.onClose { count.change { $0 += 1 } }
            exchange.reply(.text(200, "done"))
            kept.change { $0 = exchange }
        }
        try withServer(quickConfiguration(), handler) { server in
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receiveResponse()?.body == "done")
            #expect(eventually { count.value == 1 })
            kept.value?.onClose { count.change { $0 += 1 } }
            #expect(count.value == 2)
        }
    }

    private func leave(_ client: inout RawClient?, _ departure: Departure) {
        switch departure {
        case .close: client = nil
        case .halfClose: client?.finishSending()
        case .reset:
            var now = linger(l_onoff: 1, l_linger: 0)
            setsockopt(client?.socket ?? -1, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
            client = nil
        }
    }
}
