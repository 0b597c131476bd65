import TrelaySystem

/// One client's connection: takes requests and plays the answers' scripts. Confined to its shard's thread.
final class UpstreamConnection {
    /// Of a script, before others on the thread have their turn.
    private static let maximumStepsPerTurn = 64
    private static let limits = RequestReader.Limits()

    private let socket: Int32
    private unowned let shard: UpstreamShard
    /// Bytes that no request has taken yet.
    private var input: [UInt8] = []
    /// Not before there are so many bytes is it worth looking for a request.
    private var needed = 0
    private var hasContinued = false
    private var output: [UInt8] = []
    private var sent = 0
    private var waitsForRoom = false
    /// Nil between two requests.
    private var script: Script?
    private var isCounted = false
    private var isStream = false
    private var keepsAlive = true
    private var timer: EventLoop.TimerIdentifier?
    private var isClosed = false

    init(socket: Int32, shard: UpstreamShard) {
        self.socket = socket
        self.shard = shard
    }

    // MARK: In

    /// Bytes came.
    func take(_ bytes: UnsafeRawBufferPointer) {
        if script == nil && input.isEmpty {
            let consumed = serve(bytes)
            if !isClosed { input.append(contentsOf: bytes[consumed...]) }
            return
        }
        input.append(contentsOf: bytes)
        if script == nil { serveInput() }
        // A client that sends on and on while it is not answered.
        let limit = Self.limits.maximumBodyBytes + Self.limits.maximumHeadBytes
        if input.count > 2 * limit { close() }
    }

    private func serveInput() {
        guard !input.isEmpty, input.count >= needed else { return }
        let bytes = input
        input = []
        let consumed = bytes.withUnsafeBytes(serve)
        guard !isClosed else { return }
        input = consumed == 0 ? bytes : Array(bytes[consumed...])
    }

    /// Answers the requests at the beginning of the bytes, until one of them takes time.
    ///
    /// - Returns: how many bytes they took.
    private func serve(_ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        while script == nil, !isClosed, consumed < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
            switch RequestReader.read(rest, limits: Self.limits) {
            case .request(let request, let count):
                consumed += count
                needed = 0
                hasContinued = false
                answer(request)
            case .incomplete(let needs, let expectsContinue):
                needed = needs
                if expectsContinue && !hasContinued {
                    hasContinued = true
                    output = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
                    sent = 0
                    _ = flush()
                }
                return consumed
            case .refused(let status, let reason):
                refuse(status, reason)
            }
        }
        return consumed
    }

    private func answer(_ request: WireRequest) {
        let answer = shard.core.answer(request, &shard.prepared)
        isCounted = answer.kind != .control
        isStream = answer.isStream
        keepsAlive = request.keepsAlive
        if isCounted { shard.counters.change { $0.count(answer) } }
        script = Script(answer.steps)
        play()
    }

    private func refuse(_ status: Int, _ reason: String) {
        var head = ResponseHead(status: status)
        head.raw("Connection: close\r\n")
        head.field("Content-Length", reason.utf8.count)
        head.end()
        isCounted = false
        keepsAlive = false
        script = Script([.send(head.bytes + Array(reason.utf8))])
        play()
    }

    // MARK: Out

    /// Goes on with the script until it has to wait.
    private func play() {
        for _ in 0..<Self.maximumStepsPerTurn {
            guard flush(), let action = script?.next() else { return }
            switch action {
            case .send(let bytes):
                output = bytes
                sent = 0
            case .pause(let duration): return wake(after: duration)
            case .hang: return
            case .close: return breakOff(resets: false)
            case .reset: return breakOff(resets: true)
            case .finished: return finish()
            }
        }
        wake(after: .zero)
    }

    private func wake(after duration: Duration) {
        timer = shard.loop.after(duration) { [unowned self] in
            timer = nil
            resume()
        }
    }

    /// The client has taken something.
    func hasRoom() {
        guard waitsForRoom else { return }
        waitsForRoom = false
        do {
            try shard.loop.modify(socket, [.readable, .hangUp])
        } catch {
            return vanish()
        }
        resume()
    }

    private func resume() {
        play()
        if script == nil && !isClosed { serveInput() }
    }

    /// False: not all has been sent; it goes on when there is room, or the client is gone.
    private func flush() -> Bool {
        while sent < output.count {
            switch RawSocket.send(socket, output, from: sent) {
            case .sent(let count): sent += count
            case .full:
                waitsForRoom = true
                do {
                    try shard.loop.modify(socket, [.readable, .writable, .hangUp])
                } catch {
                    vanish()
                }
                return false
            case .gone:
                vanish()
                return false
            }
        }
        return true
    }

    // MARK: Ends

    private func finish() {
        script = nil
        if isCounted { shard.counters.change { $0.inFlight -= 1 } }
        isCounted = false
        if !keepsAlive { close() }
    }

    private func breakOff(resets: Bool) {
        script = nil
        if isCounted {
            shard.counters.change {
                $0.inFlight -= 1
                $0.broken += 1
            }
        }
        isCounted = false
        if resets { RawSocket.resetOnClose(socket) }
        close()
    }

    /// The client went away.
    func vanish() {
        guard !isClosed else { return }
        if script != nil && isCounted {
            shard.counters.change { [isStream] in
                $0.inFlight -= 1
                $0.cancelled += 1
                if isStream { $0.cancelledStreams += 1 }
            }
            isCounted = false
        }
        close()
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        if script != nil && isCounted { shard.counters.change { $0.inFlight -= 1 } }
        script = nil
        if let timer { shard.loop.cancel(timer) }
        shard.forget(socket)
        RawSocket.close(socket)
    }
}
