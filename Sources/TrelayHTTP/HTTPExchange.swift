/// One request and the way to its answer: exactly one `reply`, or one stream. May be used from any thread, at once or
/// later; what comes after the answer, or after the client went away, has no effect.
///
/// Letting go of the exchange without an answer answers 500; letting go of a stream that was not ended breaks the
/// connection, so that the client does not take it for complete.
public final class HTTPExchange: Sendable {
    private let core: ExchangeCore

    init(_ core: ExchangeCore) {
        self.core = core
    }

    deinit {
        core.abandon()
    }

    /// The shard that serves this connection: a client on it can fetch the answer without changing thread.
    public var shard: HTTPShard { core.shard }

    /// Answers completely. The first answer counts.
    public func reply(_ response: HTTPResponse) {
        core.reply(response)
    }

    /// Begins an answer of unknown length: chunked, or until the connection ends for HTTP/1.0.
    public func startStream(status: Int, headers: HTTPHeaders = [:]) {
        core.startStream(status: status, headers: headers)
    }

    /// Adds bytes to the stream; never blocks. False: the stream is not open, the client is gone, or the bytes would
    /// exceed `HTTPServerConfiguration.maximumPendingBytes`; nothing was taken.
    public func write(_ bytes: [UInt8]) -> Bool {
        core.write(bytes)
    }

    /// Ends the stream after what was written.
    public func end() {
        core.end()
    }

    /// Bytes of the stream that the client's connection has not taken yet.
    public var pendingBytes: Int { core.pendingBytes }

    /// Whether the request is over: answered completely, or the client went away.
    public var isClosed: Bool { core.isClosed }

    /// Calls `body` once when the request is over: the answer is complete, or the client went away (it closed its
    /// connection, or its sending half: a client that still waits does neither). On the shard's thread, which it must
    /// not block; at once if it is over already.
    public func onClose(_ body: @escaping @Sendable () -> Void) {
        core.onClose(body)
    }

    /// Calls `body` each time pending bytes fall to `lowWaterBytes` after they were above `highWaterBytes`: the moment
    /// to go on writing. On the shard's thread, which it must not block. The last `body` counts.
    public func onRelief(_ body: @escaping @Sendable () -> Void) {
        core.onRelief(body)
    }

    /// Whether a writer should wait: pending bytes were above `highWaterBytes` and relief has not been told since.
    public var isAboveHighWater: Bool { core.isAboveHighWater }

    /// As `onClose` and `onRelief`, for one object of the shard's own thread, which need not be `Sendable`. Only from
    /// that thread. It is kept until the exchange is over, and told at once if it is over already. The last one counts.
    public func setWatcher(_ watcher: any HTTPExchangeWatcher) {
        let loop = core.shard.currentLoop
        precondition(loop != nil, "an exchange's watcher belongs to the shard's thread")
        guard let request = loop?.server(of: core.owner)?.requests[core.request]?.request, !core.isClosed else {
            return watcher.exchangeClosed()
        }
        request.watcher = watcher
    }
}

/// Told about one exchange on its shard's thread, which it must not block.
public protocol HTTPExchangeWatcher: AnyObject {
    /// The request is over: answered completely, or the client went away. Once, and nothing after it.
    func exchangeClosed()
    /// Pending bytes have fallen to `lowWaterBytes` after they were above `highWaterBytes`: go on writing.
    func exchangeRelieved()
}
