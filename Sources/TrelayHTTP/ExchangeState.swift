/// The state machine of one exchange: what the handler said, what the client took. Pure; `ExchangeCore` holds the lock
/// around it and carries out what its functions return.
struct ExchangeState {
    /// What the shard does next with the request.
    enum Decision {
        case reply(HTTPResponse)
        case stream(status: Int, headers: HTTPHeaders)
        /// Nothing yet: the shard lets the connection rest until it is woken.
        case rest
        /// The client is gone: end the connection.
        case abort
    }

    /// What the shard gives to the client next.
    enum Piece {
        /// `isRelieved`: pending bytes have just fallen to the low-water mark.
        case bytes(Int, isRelieved: Bool)
        case rest
        case end
        case failure
    }

    private enum Answer {
        case none
        case complete(HTTPResponse)
        case stream(status: Int, headers: HTTPHeaders)
    }

    private enum Ending {
        case open, ended, failed
    }

    let limits: HTTPServerConfiguration
    private var answer = Answer.none
    private var ending = Ending.open
    private var pending = ChunkQueue()
    private(set) var isAboveHighWater = false
    /// The shard waits for news and wants to be woken.
    private var isResting = false
    private(set) var isClosed = false

    init(limits: HTTPServerConfiguration) {
        self.limits = limits
    }

    var pendingBytes: Int { pending.count }

    // Each of the following is what a handler may say. True: the shard rests and must be woken.

    mutating func reply(_ response: HTTPResponse) -> Bool {
        guard case .none = answer else { return false }
        answer = .complete(response)
        return takeRest()
    }

    mutating func startStream(status: Int, headers: HTTPHeaders) -> Bool {
        guard case .none = answer else { return false }
        answer = .stream(status: status, headers: headers)
        return takeRest()
    }

    mutating func write(_ bytes: [UInt8]) -> (isAccepted: Bool, mustWake: Bool) {
        guard case .stream = answer, ending == .open, !isClosed else { return (false, false) }
        guard pending.count + bytes.count <= limits.maximumPendingBytes else { return (false, false) }
        pending.append(bytes)
        if pending.count > limits.highWaterBytes { isAboveHighWater = true }
        return (true, takeRest())
    }

    mutating func end() -> Bool {
        guard case .stream = answer, ending == .open else { return false }
        ending = .ended
        return takeRest()
    }

    /// The handler has let go of the exchange: what it left undone is a failure of ours.
    mutating func abandon() -> Bool {
        switch answer {
        case .none: answer = .complete(.text(500, "the handler gave no answer\n"))
        case .stream where ending == .open: ending = .failed
        case .stream, .complete: return false
        }
        return takeRest()
    }

    // The following are for the shard.

    mutating func decide() -> Decision {
        if isClosed { return .abort }
        switch answer {
        case .none:
            isResting = true
            return .rest
        case .complete(let response): return .reply(response)
        case .stream(let status, let headers): return .stream(status: status, headers: headers)
        }
    }

    mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Piece {
        if isClosed { return .failure }
        let count = pending.take(into: buffer)
        if count > 0 {
            let isRelieved = isAboveHighWater && pending.count <= limits.lowWaterBytes
            if isRelieved { isAboveHighWater = false }
            return .bytes(count, isRelieved: isRelieved)
        }
        switch ending {
        case .ended: return .end
        case .failed: return .failure
        case .open:
            isResting = true
            return .rest
        }
    }

    /// The request is over, answered or not. False if it was over before.
    mutating func close() -> Bool {
        guard !isClosed else { return false }
        isClosed = true
        isResting = false
        pending.removeAll()
        return true
    }

    private mutating func takeRest() -> Bool {
        defer { isResting = false }
        return isResting
    }
}
