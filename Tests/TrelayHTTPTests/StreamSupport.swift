import Synchronization

@testable import TrelayHTTP

/// What a receiver heard, for the test's thread to read.
struct Heard: Sendable {
    var status: Int?
    var headers = HTTPHeaders()
    var bytes: [UInt8] = []
    var chunks = 0
    /// Times it refused a chunk.
    var pauses = 0
    var ends = 0
    var failure: HTTPError?

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A receiver that notes everything, and does what the test wants at each chunk.
final class Recorder: HTTPStreamReceiver {
    let heard: Box<Heard>
    private let onChunk: (Recorder, Int) -> HTTPStreamFlow
    var call: HTTPStreamCall?

    init(_ heard: Box<Heard>, onChunk: @escaping (Recorder, Int) -> HTTPStreamFlow = { _, _ in .accept }) {
        self.heard = heard
        self.onChunk = onChunk
    }

    func head(status: Int, headers: HTTPHeaders) {
        heard.change { heard in
            heard.status = status
            heard.headers = headers
        }
    }

    func chunk(_ bytes: UnsafeRawBufferPointer) -> HTTPStreamFlow {
        let flow = onChunk(self, bytes.count)
        let piece = Array(bytes)
        heard.change { heard in
            guard flow == .accept else {
                heard.pauses += 1
                return
            }
            heard.chunks += 1
            heard.bytes += piece
        }
        return flow
    }

    func end(_ result: Result<Void, HTTPError>) {
        heard.change { heard in
            heard.ends += 1
            if case .failure(let error) = result { heard.failure = error }
        }
    }
}

/// Runs a client on a shard of its own.
func withStreamingClient(
    _ configuration: HTTPClientConfiguration = .init(), _ body: (HTTPClient) throws -> Void
) throws {
    let client = try HTTPClient(configuration)
    defer { client.close() }
    try body(client)
}

extension HTTPClient {
    /// Streams from a test's thread into `heard`.
    func record(
        _ request: HTTPClientRequest, _ heard: Box<Heard>,
        onChunk: @escaping @Sendable (Recorder, Int) -> HTTPStreamFlow = { _, _ in .accept }
    ) throws {
        _ = try shard.call { [self] _ in
            let recorder = Recorder(heard, onChunk: onChunk)
            recorder.call = stream(request, to: recorder)
        }
    }
}

/// Relays every request to one port, on the shard that it came in on.
final class RelayHandler: HTTPShardHandler {
    private let client: HTTPClient
    private let port: UInt16
    private let pauses: Box<Int>

    init(_ client: HTTPClient, port: UInt16, pauses: Box<Int> = Box(0)) {
        self.client = client
        self.port = port
        self.pauses = pauses
    }

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        let relay = Relay(exchange, pauses)
        exchange.setWatcher(relay)
        var upstream = HTTPClientRequest(
            method: request.method, url: "http://127.0.0.1:\(port)\(request.target)", body: request.body)
        upstream.maximumResponseBytes = .max
        relay.call = client.stream(upstream, to: relay)
    }
}

/// One relayed request.
private final class Relay: HTTPStreamReceiver, HTTPExchangeWatcher {
    private var exchange: HTTPExchange?
    private let pauses: Box<Int>
    var call: HTTPStreamCall?

    init(_ exchange: HTTPExchange, _ pauses: Box<Int>) {
        self.exchange = exchange
        self.pauses = pauses
    }

    func head(status: Int, headers: HTTPHeaders) {
        exchange?.startStream(status: status, headers: headers)
    }

    func chunk(_ bytes: UnsafeRawBufferPointer) -> HTTPStreamFlow {
        guard let exchange else { return .accept }
        if exchange.isAboveHighWater {
            pauses.change { $0 += 1 }
            return .pause
        }
        _ = exchange.write(Array(bytes))
        return .accept
    }

    func end(_ result: Result<Void, HTTPError>) {
        switch result {
        case .success: exchange?.end()
        case .failure(let error): exchange?.reply(.text(502, error.code.rawValue))
        }
        exchange = nil
    }

    func exchangeClosed() {
        call?.cancel()
        exchange = nil
    }

    func exchangeRelieved() {
        call?.resume()
    }
}

/// A server whose handlers relay to `port`, each with a client on its own shard.
func withRelay(
    to port: UInt16, _ configuration: HTTPServerConfiguration = quickConfiguration(), pauses: Box<Int> = Box(0),
    _ body: (HTTPServer, HTTPClient) throws -> Void
) throws {
    let clients = Box<[HTTPClient]>([])
    let server = try HTTPServer(configuration) { shard throws(HTTPError) in
        let client = try HTTPClient(shard: shard)
        clients.change { $0.append(client) }
        return RelayHandler(client, port: port, pauses: pauses)
    }
    defer { server.stop(deadline: .milliseconds(500)) }
    try body(server, clients.value[0])
}
