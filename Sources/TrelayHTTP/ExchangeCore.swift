import Synchronization

/// One exchange as the shard and the handler share it: the lock around `ExchangeState`, and who is told about its end.
final class ExchangeCore: Sendable {
    private struct Watchers {
        var state: ExchangeState
        var onClose: [@Sendable () -> Void] = []
        var onRelief: (@Sendable () -> Void)?
    }

    let shard: HTTPShard
    let owner: AttachmentIdentifier
    let request: Int
    private let watchers: Mutex<Watchers>

    init(shard: HTTPShard, owner: AttachmentIdentifier, request: Int, limits: HTTPServerConfiguration) {
        self.shard = shard
        self.owner = owner
        self.request = request
        watchers = Mutex(Watchers(state: ExchangeState(limits: limits)))
    }

    var pendingBytes: Int { watchers.withLock { $0.state.pendingBytes } }
    var isAboveHighWater: Bool { watchers.withLock { $0.state.isAboveHighWater } }
    var isClosed: Bool { watchers.withLock { $0.state.isClosed } }

    func reply(_ response: HTTPResponse) {
        wake(if: watchers.withLock { $0.state.reply(response) })
    }

    func startStream(status: Int, headers: HTTPHeaders) {
        wake(if: watchers.withLock { $0.state.startStream(status: status, headers: headers) })
    }

    func write(_ bytes: [UInt8]) -> Bool {
        let (isAccepted, mustWake) = watchers.withLock { $0.state.write(bytes) }
        wake(if: mustWake)
        return isAccepted
    }

    func end() {
        wake(if: watchers.withLock { $0.state.end() })
    }

    func abandon() {
        wake(if: watchers.withLock { $0.state.abandon() })
    }

    func onClose(_ body: @escaping @Sendable () -> Void) {
        let isOver = watchers.withLock { watchers in
            if !watchers.state.isClosed { watchers.onClose.append(body) }
            return watchers.state.isClosed
        }
        if isOver { body() }
    }

    func onRelief(_ body: @escaping @Sendable () -> Void) {
        let previous = watchers.withLock { watchers in
            defer { watchers.onRelief = watchers.state.isClosed ? nil : body }
            return watchers.onRelief
        }
        withExtendedLifetime(previous) {}
    }

    // For the shard's thread.

    func decide() -> ExchangeState.Decision {
        watchers.withLock { $0.state.decide() }
    }

    func take(into buffer: UnsafeMutableRawBufferPointer) -> ExchangeState.Piece {
        // SAFETY: the lock's body runs on this thread before the call returns; the buffer does not leave it.
        nonisolated(unsafe) let buffer = buffer
        let (piece, onRelief) = watchers.withLock { watchers in
            (watchers.state.take(into: buffer), watchers.onRelief)
        }
        if case .bytes(_, isRelieved: true) = piece { onRelief?() }
        return piece
    }

    /// Ends the exchange and tells who asked for it, once.
    func close() {
        // Taken out, and let go of without the lock: a closure may hold the last reference to the exchange.
        let (told, relief) = watchers.withLock { watchers -> ([@Sendable () -> Void], (@Sendable () -> Void)?) in
            guard watchers.state.close() else { return ([], nil) }
            defer {
                watchers.onClose = []
                watchers.onRelief = nil
            }
            return (watchers.onClose, watchers.onRelief)
        }
        for body in told { body() }
        withExtendedLifetime(relief) {}
    }

    private func wake(if mustWake: Bool) {
        guard mustWake else { return }
        shard.run { [owner, request] loop in loop.server(of: owner)?.resume(request: request) }
    }
}
