import CHTTP
import Glibc
import Synchronization
import TrelaySystem

/// What a server's shards tell the server, from their threads.
final class ServerStatus: Sendable {
    let connectionCount = Atomic<Int>(0)
    let isDraining = Atomic<Bool>(false)
}

/// The part of a server that runs on one shard: a listener, a libmicrohttpd daemon and its connections. Confined to
/// the shard's thread.
///
/// The daemon's epoll descriptor is nested in the shard's loop; `settle` runs the daemon when it has something to do.
/// Requests are handled in `ServerShard+Requests.swift`, deadlines in `ServerShard+Deadlines.swift`.
final class ServerShard {
    /// How often the daemon runs in one turn of the loop before others on the shard have theirs.
    private static let maximumRunsPerTurn = 16

    unowned let loop: ShardLoop
    let owner: AttachmentIdentifier
    let limits: HTTPServerConfiguration
    let handler: any HTTPShardHandler
    let status: ServerStatus
    let lingering: LingeringSockets
    /// Given once the drain has ended: no connection, every buffer flushed.
    private let drained: OneShot<Bool>

    var connections: [OpaquePointer: ServerConnection] = [:]
    /// Requests with a handler, by number.
    var requests: [Int: ServerConnection] = [:]
    private var requestCount = 0
    private var daemon: OpaquePointer?
    private var listenSocket: Int32
    private var epollDescriptor: Int32 = -1
    private var sweepTimer: EventLoop.TimerIdentifier?
    /// Connections that were suspended although their clients had gone.
    private var vanished: [ServerConnection] = []
    /// The daemon has something to do.
    private var needsRun = true
    private(set) var drainBegan: UInt64?

    /// Starts serving `listenSocket`, which the shard owns from now on.
    init(
        loop: ShardLoop, owner: AttachmentIdentifier, listenSocket: Int32, limits: HTTPServerConfiguration,
        handler: any HTTPShardHandler, status: ServerStatus, drained: OneShot<Bool>
    ) throws(HTTPError) {
        self.loop = loop
        self.owner = owner
        self.limits = limits
        self.handler = handler
        self.status = status
        self.drained = drained
        self.listenSocket = listenSocket
        lingering = LingeringSockets(events: loop.events, limits: limits)
        var options = ServerCallbacks.options(for: self, listenSocket: listenSocket)
        guard let daemon = chttp_server_start(&options) else {
            close(listenSocket)
            throw HTTPError(code: .systemFailure, message: "libmicrohttpd does not start")
        }
        self.daemon = daemon
        epollDescriptor = chttp_server_epoll(daemon)
        do {
            try loop.events.add(epollDescriptor, .readable) { [unowned self] _ in needsRun = true }
        } catch {
            MHD_stop_daemon(daemon)
            throw HTTPError(code: .systemFailure, message: "cannot watch the server: \(error)")
        }
        scheduleSweep()
    }

    var isDraining: Bool { drainBegan != nil }

    func nextRequestNumber() -> Int {
        requestCount += 1
        return requestCount
    }

    /// Whether there is something to do at once.
    var hasWork: Bool { daemon != nil && (needsRun || !vanished.isEmpty) }

    /// Runs the daemon until it has nothing to do, within limits; `hasWork` if it has not come to an end.
    func settle() {
        guard let daemon else { return }
        let gone = vanished
        vanished = []
        for connection in gone where connection.isSuspended { clientVanished(connection) }
        for _ in 0..<ServerShard.maximumRunsPerTurn where needsRun {
            needsRun = false
            MHD_run(daemon)
            var milliseconds: UInt64 = 0
            // Work left over (a resumed connection, bytes in its buffers) shows as a timeout of zero, not on epoll.
            if MHD_get_timeout(daemon, &milliseconds) == .YES && milliseconds == 0 { needsRun = true }
        }
        if isDraining && connections.isEmpty && lingering.isEmpty { drained.give(true) }
    }

    // MARK: Connections come and go

    func connected(_ handle: OpaquePointer) {
        let connection = ServerConnection(
            handle: handle, socket: chttp_connection_socket(handle), now: SystemClock.monotonicNanoseconds())
        connections[handle] = connection
        watch(connection)
        status.connectionCount.wrappingAdd(1, ordering: .relaxed)
    }

    /// The daemon closes the socket after this.
    func disconnected(_ handle: OpaquePointer) {
        guard let connection = connections.removeValue(forKey: handle) else { return }
        loop.events.remove(connection.socket)
        connection.isSuspended = false
        finishRequest(of: connection)
        if connection.mustLinger { lingering.adopt(connection.socket) }
        status.connectionCount.wrappingSubtract(1, ordering: .relaxed)
        // A daemon that was at its limit (of connections or of descriptors) listens again only in its next run.
        needsRun = true
    }

    // MARK: Rest and wake

    /// Watches for the client's departure, for the life of the connection: the daemon does not look at suspended
    /// connections, and a registration for each time of rest would cost two system calls per request.
    private func watch(_ connection: ServerConnection) {
        do {
            try loop.events.add(connection.socket, .hangUp) { [unowned self, unowned connection] _ in
                // Once: it would be told again for as long as the daemon has something to send.
                loop.events.remove(connection.socket)
                connection.hasHungUp = true
                if connection.isSuspended { clientVanished(connection) }
            }
            connection.isWatched = true
        } catch {
            connection.isWatched = false
        }
    }

    /// Takes the connection out of the daemon's sight until `resume`. Only from the daemon's callbacks. False if nobody
    /// would notice that the client goes.
    func suspend(_ connection: ServerConnection) -> Bool {
        guard connection.isWatched else { return false }
        connection.isSuspended = true
        MHD_suspend_connection(connection.handle)
        // The client went while the daemon was at work: it tells nothing to connections that rest.
        if connection.hasHungUp { vanished.append(connection) }
        return true
    }

    /// Something is new for the request: let the daemon ask again. Nothing if the request is over.
    func resume(request number: Int) {
        if let connection = requests[number] { resume(connection) }
    }

    private func resume(_ connection: ServerConnection) {
        guard connection.isSuspended else { return }
        connection.isSuspended = false
        MHD_resume_connection(connection.handle)
        needsRun = true
    }

    private func clientVanished(_ connection: ServerConnection) {
        connection.request?.close()
        resume(connection)
    }

    // MARK: Drain and stop

    /// Answers carry `Connection: close` from now on, and no further connection is accepted; those in the backlog are.
    func beginDrain() {
        guard let daemon, drainBegan == nil else { return }
        drainBegan = SystemClock.monotonicNanoseconds()
        // Closing the listener resets connections that were not accepted: take them all first.
        var runs = 0
        while runs < ServerShard.maximumRunsPerTurn, connections.count < limits.maximumConnections,
            Socket.isReadable(listenSocket)
        {
            MHD_run(daemon)
            runs += 1
        }
        let quiesced = MHD_quiesce_daemon(daemon)
        if quiesced >= 0 { close(quiesced) }
        listenSocket = -1
        needsRun = true
    }

    /// Ends every connection, finished or not, and the daemon.
    func stop() {
        guard let daemon else { return }
        beginDrain()
        if let sweepTimer { loop.events.cancel(sweepTimer) }
        loop.events.remove(epollDescriptor)
        for connection in Array(connections.values) {
            connection.request?.close()
            // The daemon must not be stopped while connections are suspended.
            resume(connection)
        }
        self.daemon = nil
        MHD_stop_daemon(daemon)
        lingering.closeAll()
    }

    func scheduleSweep() {
        sweepTimer = loop.events.after(limits.sweepInterval) { [unowned self] in
            sweep()
            scheduleSweep()
        }
    }
}
