/// One client's TCP connection, as its shard sees it. Confined to the shard's thread.
final class ServerConnection {
    /// Where the connection stands, for the deadlines. Times are of the monotonic clock.
    enum Phase {
        /// No byte of a request yet. `received` is the kernel's count at the beginning, or nil until the first sweep asks
        /// for it, which spares a system call per request: more of it begins a header.
        case waiting(since: UInt64, isFirst: Bool, received: UInt64?)
        case header(since: UInt64)
        case body(since: UInt64)
        /// The handler has the request: it alone says how long.
        case handling
        /// `acknowledged` is the kernel's count of what the client has taken, or nil until the first sweep asks for it.
        case answering(since: UInt64, acknowledged: UInt64?)
        /// Shut down by us; the close is on its way.
        case closing
    }

    /// libmicrohttpd's connection.
    let handle: OpaquePointer
    let socket: Int32
    var phase: Phase
    var request: ServerRequest?
    var isSuspended = false
    /// The loop tells when the client goes.
    var isWatched = false
    /// The client has closed its connection, or its sending half.
    var hasHungUp = false
    /// We end it while the client may still send.
    var isRefused = false

    init(handle: OpaquePointer, socket: Int32, now: UInt64) {
        self.handle = handle
        self.socket = socket
        phase = .waiting(since: now, isFirst: true, received: 0)
    }

    /// Whether it ends in the middle of a request that the client is still sending.
    var mustLinger: Bool {
        if isRefused { return true }
        switch phase {
        case .header, .body: return true
        case .waiting, .handling, .answering, .closing: return false
        }
    }
}

/// One request on its way in.
final class ServerRequest {
    /// Names the request on its shard: a later one on the same connection has another number.
    let number: Int
    /// As it stands in the request line.
    let target: String
    var method = ""
    var headers = HTTPHeaders()
    var parsedTarget: RequestTarget?
    var body: [UInt8] = []
    /// Bytes beyond the limit, read and thrown away.
    var discarded = 0
    /// The header has been looked at.
    var isIntroduced = false
    var refusal: RequestGuard.Refusal?
    /// There once the handler has the request.
    var core: ExchangeCore?
    /// Who on this thread is told of the exchange's end and relief.
    var watcher: (any HTTPExchangeWatcher)?

    init(number: Int, target: String) {
        self.number = number
        self.target = target
    }

    /// Ends the exchange and tells who asked for it, once.
    func close() {
        core?.close()
        let watcher = watcher
        self.watcher = nil
        watcher?.exchangeClosed()
    }

    /// Takes a piece of the body. False: no more of it can be taken, nor thrown away.
    func receive(_ piece: UnsafeRawBufferPointer, limits: HTTPServerConfiguration) -> Bool {
        if refusal == nil && body.count + piece.count <= limits.maximumBodyBytes {
            body.append(contentsOf: piece)
            return true
        }
        refusal = RequestGuard.Refusal(
            status: 413, reason: "the body is larger than \(limits.maximumBodyBytes) bytes")
        discarded += piece.count + body.count
        body = []
        return discarded <= limits.maximumBodyBytes + limits.maximumDiscardedBytes
    }
}
