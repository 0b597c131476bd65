import Synchronization

/// Sends HTTP requests: HTTP/1.1, and HTTP/2 where TLS negotiates it. Connections are kept and used again; redirects
/// are not followed; certificates are verified.
///
/// A request with a method that is not idempotent is never sent twice: if a kept connection turns out to be dead, the
/// error says `connectionLost`, and whether to send again is the caller's decision.
public final class HTTPClient: Sendable {
    /// The loop that the client runs on.
    public let shard: HTTPShard
    private let ownsShard: Bool
    let owner = AttachmentIdentifier()
    let configuration: HTTPClientConfiguration
    let statistics = ClientStatistics()
    private let isClosed = Mutex(false)

    /// - Parameter shard: the loop to run on, shared with a server for instance; nil for a thread of its own.
    public init(_ configuration: HTTPClientConfiguration = .init(), shard: HTTPShard? = nil) throws(HTTPError) {
        try CurlLibrary.start()
        self.configuration = configuration
        self.ownsShard = shard == nil
        if let shard {
            self.shard = shard
        } else {
            self.shard = try HTTPShard(name: configuration.threadName)
        }
        // Attached by a job and not waited for, so that a client can be made on its shard's own thread.
        self.shard.run { [owner, configuration, statistics] loop in
            let client = ClientShard(loop: loop, configuration: configuration, statistics: statistics)
            if let client { loop.attach(client, for: owner) }
        }
    }

    /// Requests in flight.
    public var outstanding: Int { statistics.outstanding.load(ordering: .relaxed) }

    /// Connections opened so far, counted when the request that opened one ends: the others went over kept ones.
    public var connectionsOpened: Int { statistics.connections.load(ordering: .relaxed) }

    /// Sends `request`; never blocks. `completion` is called exactly once, on the client's thread, which it must not
    /// block; on the caller's if the request is refused at once, and on
    /// the client's own thread perhaps before this returns.
    @discardableResult
    public func send(
        _ request: HTTPClientRequest, completion: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    ) -> HTTPCall {
        let call = HTTPCall(shard: shard, owner: owner)
        do {
            try request.check()
        } catch {
            completion(.failure(error))
            return call
        }
        guard statistics.admit(maximum: configuration.maximumRequests) else {
            completion(.failure(HTTPClient.queueFull(configuration.maximumRequests)))
            return call
        }
        let isPosted = shard.run { [owner, statistics] loop in
            if let client = loop.client(of: owner) {
                client.start(request, number: call.number, sink: .whole(completion))
            } else {
                statistics.leave()
                completion(.failure(HTTPClient.closed))
            }
        }
        if !isPosted {
            statistics.leave()
            completion(.failure(HTTPClient.closed))
        }
        return call
    }

    /// Sends `request` and waits for the answer. Not from the client's thread.
    public func sendAndWait(_ request: HTTPClientRequest) throws(HTTPError) -> HTTPResponse {
        precondition(!shard.isCurrent, "the client's thread cannot wait for itself")
        let result = try OneShot<Result<HTTPResponse, HTTPError>>()
        send(request) { result.give($0) }
        guard let result = result.wait() else { throw HTTPClient.closed }
        return try result.get()
    }

    /// Ends all requests with `closed` and lets the connections go; waits for its thread if it is the client's own.
    /// A client that is not closed keeps its thread.
    public func close() {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return }
        shard.post { [owner] loop in
            loop.client(of: owner)?.stop(HTTPClient.closed)
            loop.detachClient(of: owner)
        }
        if ownsShard { shard.close() }
    }

    static let closed = HTTPError(code: .closed, message: "the HTTP client is closed")

    static func queueFull(_ maximum: Int) -> HTTPError {
        HTTPError(
            code: .queueFull, message: "more than \(maximum) HTTP requests are in flight: try again later",
            isRetriable: true)
    }
}

/// A request on its way.
public final class HTTPCall: Sendable {
    private static let counter = Atomic<Int>(0)

    let number: Int
    private let shard: HTTPShard
    private let owner: AttachmentIdentifier

    init(shard: HTTPShard, owner: AttachmentIdentifier) {
        number = HTTPCall.nextNumber()
        self.shard = shard
        self.owner = owner
    }

    static func nextNumber() -> Int { counter.wrappingAdd(1, ordering: .relaxed).newValue }

    /// Gives the request up: it completes with `cancelled`, unless it completes first. Any thread.
    public func cancel() {
        shard.run { [owner, number] loop in loop.client(of: owner)?.cancel(number) }
    }
}
