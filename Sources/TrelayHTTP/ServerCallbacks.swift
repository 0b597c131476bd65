import CHTTP

/// The functions that libmicrohttpd calls, on the shard's thread and in no actor's isolation. Each finds its
/// `ServerShard` behind the context pointer: the shard outlives its daemon.
enum ServerCallbacks {
    static func options(for server: ServerShard, listenSocket: Int32) -> chttp_server_options {
        chttp_server_options(
            listen_socket: listenSocket,
            connection_limit: UInt32(clamping: server.limits.maximumConnections),
            connection_memory: connectionMemory(server.limits),
            context: Unmanaged.passUnretained(server).toOpaque(),
            access: { context, handle, _, method, version, upload, uploadSize, _ in
                guard let context, let handle, let uploadSize else { return .NO }
                let piece = UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee)
                uploadSize.pointee = 0
                let isAlive = ServerCallbacks.shard(context).access(
                    handle, method: ServerCallbacks.text(method), version: ServerCallbacks.text(version), piece: piece)
                return isAlive ? .YES : .NO
            },
            request_line: { context, target, handle in
                guard let context, let handle else { return nil }
                ServerCallbacks.shard(context).requestLine(handle, target: ServerCallbacks.text(target))
                return nil
            },
            completed: { context, handle, _, _ in
                guard let context, let handle else { return }
                ServerCallbacks.shard(context).completed(handle)
            },
            connection: { context, handle, _, what in
                guard let context, let handle else { return }
                if what == .CONNECTION_NOTIFY_STARTED {
                    ServerCallbacks.shard(context).connected(handle)
                } else {
                    ServerCallbacks.shard(context).disconnected(handle)
                }
            })
    }

    /// All header fields, repeated ones too.
    static func headers(of handle: OpaquePointer) -> HTTPHeaders {
        var headers = HTTPHeaders()
        withUnsafeMutablePointer(to: &headers) { pointer in
            _ = MHD_get_connection_values(
                handle, .HEADER_KIND,
                { context, _, name, value in
                    context?.assumingMemoryBound(to: HTTPHeaders.self).pointee.add(
                        ServerCallbacks.text(name), ServerCallbacks.text(value))
                    return .YES
                }, pointer)
        }
        return headers
    }

    /// Gives libmicrohttpd the next bytes of a stream.
    static let streamReader: MHD_ContentReaderCallback = { context, _, buffer, size in
        guard let context else { return chttp_stream_failed }
        let source = Unmanaged<StreamSource>.fromOpaque(context).takeUnretainedValue()
        return source.read(UnsafeMutableRawBufferPointer(start: buffer, count: size))
    }

    static let releaseStream: MHD_ContentReaderFreeCallback = { context in
        if let context { Unmanaged<StreamSource>.fromOpaque(context).release() }
    }

    private static func shard(_ context: UnsafeMutableRawPointer) -> ServerShard {
        Unmanaged<ServerShard>.fromOpaque(context).takeUnretainedValue()
    }

    /// Bytes that are not UTF-8 become U+FFFD; what needs exact bytes refuses non-ASCII.
    private static func text(_ bytes: UnsafePointer<CChar>?) -> String {
        bytes.map { String(cString: $0) } ?? ""
    }

    /// One connection's pool: the header twice (as it came, and taken apart) and room for the answer's header. Up to
    /// 32 KiB libmicrohttpd takes it from the heap, beyond by a mapping of its own.
    private static func connectionMemory(_ limits: HTTPServerConfiguration) -> Int {
        max(32_768, limits.maximumHeaderBytes * 2)
    }
}

/// Where one stream's bytes come from; libmicrohttpd holds it as long as its response, which ends with the daemon.
final class StreamSource {
    private unowned let server: ServerShard
    private let core: ExchangeCore
    private let connection: ServerConnection

    init(server: ServerShard, core: ExchangeCore, connection: ServerConnection) {
        self.server = server
        self.core = core
        self.connection = connection
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        switch core.take(into: buffer) {
        case .bytes(let count, let isRelieved): given(count, isRelieved)
        case .rest: server.suspend(connection) ? 0 : chttp_stream_failed
        case .end: chttp_stream_end
        case .failure: chttp_stream_failed
        }
    }

    /// Whoever is told may write at once: the bytes in `read`'s buffer are taken already.
    private func given(_ count: Int, _ isRelieved: Bool) -> Int {
        if isRelieved { connection.request?.watcher?.exchangeRelieved() }
        return count
    }
}
