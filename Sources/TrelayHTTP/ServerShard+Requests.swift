import CHTTP
import TrelaySystem

/// A request's way: request line, header, body, handler, answer.
extension ServerShard {
    func requestLine(_ handle: OpaquePointer, target: String) {
        guard let connection = connections[handle] else { return }
        connection.request = ServerRequest(number: nextRequestNumber(), target: target)
        if case .waiting = connection.phase {
            connection.phase = .header(since: SystemClock.monotonicNanoseconds())
        }
    }

    /// The daemon's access handler: once with the complete header, then for each piece of the body, then with an empty
    /// piece for the complete request, and again whenever the connection is resumed. False ends the connection.
    func access(_ handle: OpaquePointer, method: String, version: String, piece: UnsafeRawBufferPointer) -> Bool {
        guard let connection = connections[handle], let request = connection.request else { return false }
        if !request.isIntroduced { return introduce(request, connection, method, version) }
        if !piece.isEmpty {
            if request.receive(piece, limits: limits) { return true }
            refuseAtOnce(connection, status: 413, reason: "the body is larger than \(limits.maximumBodyBytes) bytes")
            return false
        }
        if let refusal = request.refusal { return refuse(connection, refusal) }
        if request.core == nil { dispatch(request, connection) }
        return proceed(connection)
    }

    /// The answer is sent, or the request has failed.
    func completed(_ handle: OpaquePointer) {
        guard let connection = connections[handle] else { return }
        finishRequest(of: connection)
        if case .closing = connection.phase { return }
        connection.phase = .waiting(since: SystemClock.monotonicNanoseconds(), isFirst: false, received: nil)
    }

    func finishRequest(of connection: ServerConnection) {
        guard let request = connection.request else { return }
        connection.request = nil
        requests[request.number] = nil
        request.close()
    }

    /// Answers past the daemon, which cannot answer while the request is still coming, and shuts the connection down.
    func refuseAtOnce(_ connection: ServerConnection, status: Int, reason: String) {
        connection.isRefused = true
        Socket.sendRefusal(connection.socket, limits.refusal(status, reason))
    }

    // MARK: Header

    private func introduce(
        _ request: ServerRequest, _ connection: ServerConnection, _ method: String, _ version: String
    ) -> Bool {
        request.isIntroduced = true
        request.method = method
        request.headers = ServerCallbacks.headers(of: connection.handle)
        let framing = RequestGuard.framing(
            method: method, headers: request.headers, version: version,
            headerBytes: chttp_connection_header_bytes(connection.handle),
            limits: limits)
        switch framing {
        case .failure(let refusal): return refuse(connection, refusal)
        case .success(let framing):
            request.parsedTarget = RequestTarget(request.target)
            if request.parsedTarget == nil {
                return refuse(connection, .init(status: 400, reason: "the request target is malformed"))
            }
            return expectBody(framing, request, connection)
        }
    }

    private func expectBody(
        _ framing: RequestGuard.Framing, _ request: ServerRequest, _ connection: ServerConnection
    ) -> Bool {
        if case .length(let length) = framing, length > limits.maximumBodyBytes {
            let refusal = RequestGuard.Refusal(
                status: 413, reason: "the body is larger than \(limits.maximumBodyBytes) bytes")
            // A client that asks first, or that would send more than is thrown away, is answered before its body.
            let asksFirst = request.headers[first: "Expect"] != nil
            if asksFirst || length - limits.maximumBodyBytes > limits.maximumDiscardedBytes {
                return refuse(connection, refusal)
            }
            request.refusal = refusal
        }
        if framing != .length(0) { connection.phase = .body(since: SystemClock.monotonicNanoseconds()) }
        return true
    }

    /// Answers with an error and ends the connection: what follows on it cannot be trusted.
    private func refuse(_ connection: ServerConnection, _ refusal: RequestGuard.Refusal) -> Bool {
        connection.isRefused = true
        beginAnswer(connection)
        return ServerResponses.queue(
            limits.refusal(refusal.status, refusal.reason), on: connection.handle, closes: true)
    }

    // MARK: Answer

    private func dispatch(_ request: ServerRequest, _ connection: ServerConnection) {
        guard let parsed = request.parsedTarget else { return }
        let core = ExchangeCore(shard: loop.shard, owner: owner, request: request.number, limits: limits)
        request.core = core
        requests[request.number] = connection
        connection.phase = .handling
        let complete = HTTPRequest(
            method: request.method, target: request.target, parsed: parsed, headers: request.headers,
            body: request.body)
        request.body = []
        handler.handle(complete, HTTPExchange(core))
    }

    private func proceed(_ connection: ServerConnection) -> Bool {
        guard let core = connection.request?.core else { return false }
        switch core.decide() {
        case .rest: return suspend(connection)
        case .abort: return false
        case .reply(let response):
            beginAnswer(connection)
            return ServerResponses.queue(response, on: connection.handle, closes: isDraining)
        case .stream(let status, let headers):
            beginAnswer(connection)
            let source = StreamSource(server: self, core: core, connection: connection)
            return ServerResponses.queueStream(
                status: status, headers: headers, on: connection.handle, closes: isDraining,
                context: Unmanaged.passRetained(source).toOpaque(), reader: ServerCallbacks.streamReader,
                release: ServerCallbacks.releaseStream)
        }
    }

    private func beginAnswer(_ connection: ServerConnection) {
        connection.phase = .answering(since: SystemClock.monotonicNanoseconds(), acknowledged: nil)
    }
}
