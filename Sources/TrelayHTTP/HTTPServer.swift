import Synchronization
import TrelaySystem

/// An HTTP/1.1 server: one thread, listener and event loop per shard.
///
/// It must be stopped with `stop(deadline:)`; letting go of it does not stop it.
public final class HTTPServer: Sendable {
    /// The port that is listened on.
    public let port: UInt16
    /// The loops that serve; a client made on one of them answers its exchanges without changing thread.
    public let shards: [HTTPShard]

    public typealias HandlerMaker = @Sendable (HTTPShard) throws(HTTPError) -> any HTTPShardHandler

    private let owner = AttachmentIdentifier()
    private let status = ServerStatus()
    private let drained: [OneShot<Bool>]
    private let isStopped = Mutex(false)

    /// Binds, starts the threads and serves from then on.
    ///
    /// - Throws: `cannotListen` if the address is taken, unknown or not permitted.
    public convenience init(_ configuration: HTTPServerConfiguration, handler: any HTTPHandler) throws(HTTPError) {
        try self.init(configuration) { _ in SharedHandler(handler) }
    }

    /// As `init(_:handler:)`, with a handler for each shard.
    ///
    /// - Parameter makeHandler: called once per shard, on its thread, where the handler stays.
    public init(
        _ configuration: HTTPServerConfiguration, makeHandler: @escaping HandlerMaker
    ) throws(HTTPError) {
        let count = max(1, configuration.shards)
        var sockets: [Int32] = []
        var port = configuration.port
        var shards: [HTTPShard] = []
        var drained: [OneShot<Bool>] = []
        do {
            for _ in 0..<count {
                let listener = try Socket.listen(
                    host: configuration.host, port: port, backlog: configuration.listenBacklog, sharesPort: count > 1)
                sockets.append(listener.socket)
                port = listener.port
            }
            for index in 0..<count {
                let end = try OneShot<Bool>()
                let shard = try HTTPShard(name: "\(configuration.name)-\(index)")
                shards.append(shard)
                drained.append(end)
                try HTTPServer.attach(
                    shard, sockets.removeFirst(), configuration, makeHandler, owner, status, end)
            }
        } catch {
            for socket in sockets { Socket.close(socket) }
            HTTPServer.stop(shards, owner)
            throw error
        }
        self.port = port
        self.shards = shards
        self.drained = drained
    }

    /// Open connections, idle ones included.
    public var connectionCount: Int { status.connectionCount.load(ordering: .relaxed) }

    /// Whether `beginDrain` or `stop` was called: long streams should come to an end.
    public var isDraining: Bool { status.isDraining.load(ordering: .acquiring) }

    /// Begins a graceful end: the listeners close, answers carry `Connection: close`, requests in flight are answered,
    /// and connections that stay idle for `drainGrace` are closed. Have readiness fail before, so that no one connects
    /// any more. Any thread, more than once.
    public func beginDrain() {
        status.isDraining.store(true, ordering: .releasing)
        for shard in shards { shard.post { [owner] loop in loop.server(of: owner)?.beginDrain() } }
    }

    /// Drains, waits until every connection has ended, and ends those that have not by the deadline. Not from a shard's
    /// thread.
    ///
    /// - Returns: whether every connection ended by itself.
    @discardableResult
    public func stop(deadline: Duration) -> Bool {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return true }
        beginDrain()
        let began = SystemClock.monotonicNanoseconds()
        var isClean = true
        for end in drained {
            let left = deadline - SystemClock.monotonicNanoseconds().elapsed(since: began)
            if end.wait(timeout: max(left, .zero)) == nil { isClean = false }
        }
        HTTPServer.stop(shards, owner)
        return isClean
    }

    private static func attach(
        _ shard: HTTPShard, _ socket: Int32, _ configuration: HTTPServerConfiguration,
        _ makeHandler: @escaping HandlerMaker, _ owner: AttachmentIdentifier, _ status: ServerStatus,
        _ drained: OneShot<Bool>
    ) throws(HTTPError) {
        let failure = try shard.call { loop -> HTTPError? in
            let handler: any HTTPShardHandler
            do throws(HTTPError) {
                handler = try makeHandler(loop.shard)
            } catch {
                Socket.close(socket)
                return error
            }
            do throws(HTTPError) {
                let server = try ServerShard(
                    loop: loop, owner: owner, listenSocket: socket, limits: configuration, handler: handler,
                    status: status, drained: drained)
                loop.attach(server, for: owner)
                return nil
            } catch {
                return error
            }
        }
        if let failure = failure ?? nil { throw failure }
    }

    private static func stop(_ shards: [HTTPShard], _ owner: AttachmentIdentifier) {
        for shard in shards {
            shard.post { loop in
                loop.server(of: owner)?.stop()
                loop.detachServer(of: owner)
            }
            shard.close()
        }
    }
}
