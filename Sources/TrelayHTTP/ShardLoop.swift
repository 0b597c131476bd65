import Synchronization
import TrelaySystem

/// What one shard's thread works on. Confined to that thread: it is reached through `HTTPShard.post` only.
final class ShardLoop {
    let shard: HTTPShard
    let events: EventLoop
    private var servers: [AttachmentIdentifier: ServerShard] = [:]
    private var clients: [AttachmentIdentifier: ClientShard] = [:]
    /// How often the loop has waited: a loop that spins shows here.
    private(set) var turnCount = 0

    init(shard: HTTPShard, wakeup: EventDescriptor) throws(HTTPError) {
        self.shard = shard
        do {
            events = try EventLoop()
            try events.add(wakeup.fileDescriptor, .readable) { _ in wakeup.drain() }
        } catch {
            throw HTTPError(code: .systemFailure, message: "no event loop: \(error)", libraryCode: error.code)
        }
    }

    func attach(_ server: ServerShard, for owner: AttachmentIdentifier) { servers[owner] = server }
    func attach(_ client: ClientShard, for owner: AttachmentIdentifier) { clients[owner] = client }
    func server(of owner: AttachmentIdentifier) -> ServerShard? { servers[owner] }
    func client(of owner: AttachmentIdentifier) -> ClientShard? { clients[owner] }
    func detachServer(of owner: AttachmentIdentifier) { servers[owner] = nil }
    func detachClient(of owner: AttachmentIdentifier) { clients[owner] = nil }

    /// Ends everything that is attached.
    func stop() {
        for server in servers.values { server.stop() }
        for client in clients.values { client.stop(HTTPClient.closed) }
        servers = [:]
        clients = [:]
    }

    /// One turn: let everything settle, then wait for the next event.
    ///
    /// Clients settle before the servers, so that an answer they have fetched goes out in this turn, and after them, so
    /// that a request that a handler has just made leaves in this turn: the wait in between would cost a system call.
    func turn(hasJobs: () -> Bool) {
        for client in clients.values { client.settle() }
        for server in servers.values { server.settle() }
        for client in clients.values { client.settle() }
        let isBusy = servers.values.contains { $0.hasWork } || clients.values.contains { $0.hasWork }
        let timeout: Duration? = isBusy || hasJobs() ? .zero : nil
        events.runOnce(timeout: timeout)
        turnCount += 1
    }
}

/// Names one server or client on its shards.
struct AttachmentIdentifier: Hashable, Sendable {
    private static let counter = Atomic<Int>(0)
    private let number: Int

    init() {
        number = AttachmentIdentifier.counter.wrappingAdd(1, ordering: .relaxed).newValue
    }
}
