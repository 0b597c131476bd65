import TrelaySystem

/// One listener with its connections, on one thread. Confined to that thread.
final class UpstreamShard {
    private static let acceptRest = Duration.milliseconds(100)
    /// One read takes at most so much; bodies come in several.
    private static let scratchBytes = 65_536

    let loop: EventLoop
    let core: UpstreamCore
    let counters: ShardCounters
    /// What this shard was asked before.
    var prepared = PreparedAsks()
    private let listener: Int32
    private let maximumConnections: Int
    private var connections: [Int32: UpstreamConnection] = [:]
    private var scratch = [UInt8](repeating: 0, count: scratchBytes)
    private var isEnding = false

    /// - Parameter ending: signalled to end `run`.
    init(
        listener: Int32, core: UpstreamCore, counters: ShardCounters, maximumConnections: Int, ending: EventDescriptor
    ) throws {
        self.listener = listener
        self.core = core
        self.counters = counters
        self.maximumConnections = maximumConnections
        loop = try EventLoop()
        try loop.add(ending.fileDescriptor, .readable) { [unowned self] _ in isEnding = true }
        try listen()
    }

    /// Serves until the ending is signalled, then closes everything.
    func run() {
        while !isEnding { loop.runOnce(timeout: nil) }
        loop.remove(listener)
        RawSocket.close(listener)
        for connection in Array(connections.values) { connection.close() }
    }

    // MARK: Connections

    private func listen() throws {
        try loop.add(listener, .readable) { [unowned self] _ in accept() }
    }

    private func accept() {
        while true {
            switch RawSocket.accept(listener) {
            case .connection(let socket): adopt(socket)
            case .none: return
            case .exhausted:
                // No descriptor is free: the listener would be ready at once again. Rest until some are.
                loop.remove(listener)
                _ = loop.after(Self.acceptRest) { [unowned self] in try? listen() }
                return
            }
        }
    }

    private func adopt(_ socket: Int32) {
        guard connections.count < maximumConnections else { return RawSocket.close(socket) }
        do {
            try loop.add(socket, [.readable, .hangUp]) { [unowned self] in ready(socket, $0) }
        } catch {
            return RawSocket.close(socket)
        }
        connections[socket] = UpstreamConnection(socket: socket, shard: self)
        counters.change {
            $0.openConnections += 1
            $0.acceptedConnections += 1
        }
    }

    private func ready(_ socket: Int32, _ interest: EventLoop.Interest) {
        guard let connection = connections[socket] else { return }
        if interest.contains(.readable) {
            let count = RawSocket.receive(socket, into: &scratch)
            if count > 0 {
                scratch.withUnsafeBytes { connection.take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            } else if count == 0 {
                return connection.vanish()
            }
        }
        if interest.contains(.hangUp) { return connection.vanish() }
        if interest.contains(.writable) { connection.hasRoom() }
    }

    /// The connection's socket is about to be closed.
    func forget(_ socket: Int32) {
        loop.remove(socket)
        connections[socket] = nil
        counters.change { $0.openConnections -= 1 }
    }
}
