import Synchronization
import Testing
import TrelaySystem

@testable import TrelayHTTP

@Suite("Drain")
struct DrainTests {
    @Test("Requests in flight are answered with Connection: close, and no one connects any more")
    func inFlight() throws {
        let held = Box<[HTTPExchange]>([])
        let handler = ClosureHandler { request, exchange in
            if request.path == "/held" { held.change { $0.append(exchange) } } else { exchange.reply(.text(200, "")) }
        }
        let server = try HTTPServer(quickConfiguration(), handler: handler)
        let waiting = try RawClient(port: server.port)
        waiting.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n")
        let idle = try RawClient(port: server.port)
        idle.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(idle.receiveResponse() != nil)
        #expect(eventually { held.value.count == 1 })

        server.beginDrain()
        #expect(server.isDraining)
        #expect(
            eventually {
                (try? RawClient(port: server.port)) == nil
            })
        // An idle connection is still served within the grace, and told to go.
        idle.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(idle.receiveAll()?.contains("Connection: close\r\n") == true)

        held.value.first?.reply(.text(200, "late"))
        held.change { $0 = [] }
        let answer = try #require(waiting.receiveAll())
        #expect(answer.contains("Connection: close\r\n"))
        #expect(answer.hasSuffix("late"))
        #expect(server.stop(deadline: patience))
        #expect(server.connectionCount == 0)
    }

    @Test("An idle connection is closed after the grace, and the stop is clean")
    func idleCloses() throws {
        let server = try HTTPServer(quickConfiguration(), handler: echo)
        let idle = try RawClient(port: server.port)
        idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(idle.receiveResponse() != nil)
        let silent = try RawClient(port: server.port)
        #expect(eventually { server.connectionCount == 2 })
        #expect(server.stop(deadline: patience))
        #expect(idle.receiveAll() == "")
        #expect(silent.receiveAll() == "")
    }

    @Test("Every byte of a large answer is delivered before the server ends")
    func flush() throws {
        let size = 16_000_000
        let handler = ClosureHandler { _, exchange in
            exchange.reply(HTTPResponse(status: 200, body: [UInt8](repeating: 65, count: size)))
        }
        let server = try HTTPServer(quickConfiguration(), handler: handler)
        let client = try RawClient(port: server.port, receiveBufferBytes: 8192)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.receive(through: "\r\n\r\n") != nil)
        server.beginDrain()
        let received = Box(0)
        let reader = try OSThread(name: "reader") { [client = Unchecked(client)] in
            let text = client.value.receiveAll()
            received.change { $0 = text?.utf8.count ?? -1 }
        }
        #expect(server.stop(deadline: patience))
        reader.join()
        #expect(received.value == size)
    }

    @Test("The tail of a stream that ends during the drain is delivered")
    func streamTail() throws {
        let held = Box<HTTPExchange?>(nil)
        let handler = ClosureHandler { _, exchange in
            exchange.startStream(status: 200)
            held.change { $0 = exchange }
        }
        let server = try HTTPServer(quickConfiguration(), handler: handler)
        let client = try RawClient(port: server.port)
        client.send("GET / HTTP/1.0\r\n\r\n")
        #expect(client.receive(through: "\r\n\r\n") != nil)
        server.beginDrain()
        for index in 0..<100 { #expect(held.value?.write(Array("\(index) ".utf8)) == true) }
        held.value?.end()
        held.change { $0 = nil }
        #expect(server.stop(deadline: patience))
        #expect(client.receiveAll() == (0..<100).map { "\($0) " }.joined())
    }

    @Test("What does not end by the deadline is cut off")
    func hardStop() throws {
        let held = Box<[HTTPExchange]>([])
        let closed = Box(0)
        let handler = ClosureHandler { request, exchange in
            exchange.onClose { closed.change { $0 += 1 } }
            if request.path == "/stream" { exchange.startStream(status: 200) }
            held.change { $0.append(exchange) }
        }
        let server = try HTTPServer(quickConfiguration(), handler: handler)
        let clients = try ["/never", "/stream"].map { path in
            let client = try RawClient(port: server.port)
            client.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
            return client
        }
        #expect(eventually { held.value.count == 2 })
        #expect(!server.stop(deadline: .milliseconds(50)))
        #expect(closed.value == 2)
        for client in clients { #expect(client.receiveAll() != nil) }
        held.value.first?.reply(.text(200, "nobody listens"))
    }

    @Test("Under load, each request that a connection was kept for is answered")
    func underLoad() throws {
        let later = try Later()
        defer { later.stop() }
        let handler = ClosureHandler { request, exchange in
            later.run { exchange.reply(.text(200, request.path)) }
        }
        var configuration = quickConfiguration()
        configuration.shards = 2
        let server = try HTTPServer(configuration, handler: handler)
        let workers = 12
        let counters = Counters()
        let port = server.port
        let threads = try (0..<workers).map { worker in
            try OSThread(name: "load-\(worker)") {
                guard let client = try? RawClient(port: port) else { return }
                var number = 0
                while true {
                    number += 1
                    client.send("GET /\(worker)/\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                    guard let answer = client.receiveResponse(), answer.body == "/\(worker)/\(number)" else {
                        counters.lost.wrappingAdd(1, ordering: .relaxed)
                        return
                    }
                    counters.answered.wrappingAdd(1, ordering: .relaxed)
                    if answer.head.contains("Connection: close\r\n") {
                        counters.told.wrappingAdd(1, ordering: .relaxed)
                        return
                    }
                }
            }
        }
        #expect(eventually { counters.answered.load(ordering: .relaxed) > 500 })
        #expect(server.stop(deadline: patience))
        for thread in threads { thread.join() }
        #expect(counters.lost.load(ordering: .relaxed) == 0)
        #expect(counters.told.load(ordering: .relaxed) == workers)
    }
}

private final class Counters: Sendable {
    let answered = Atomic<Int>(0)
    let lost = Atomic<Int>(0)
    let told = Atomic<Int>(0)
}

/// Hands a value to one other thread.
// SAFETY: the test gives the value away and does not touch it before the other thread is joined.
struct Unchecked<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}
