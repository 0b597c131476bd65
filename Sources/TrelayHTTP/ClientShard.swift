import CHTTP
import TrelaySystem

/// The part of a client that runs on one shard: a libcurl multi handle, its sockets and its timer. Confined to the
/// shard's thread.
final class ClientShard {
    unowned let loop: ShardLoop
    private let configuration: HTTPClientConfiguration
    private let multi: UnsafeMutableRawPointer
    private var transfers: [Int: ClientTransfer] = [:]
    private var watched: Set<Int32> = []
    private var timer: EventLoop.TimerIdentifier?
    private var isStopped = false

    /// Nil if libcurl has no memory for it.
    init?(loop: ShardLoop, configuration: HTTPClientConfiguration) {
        guard let multi = curl_multi_init() else { return nil }
        self.loop = loop
        self.configuration = configuration
        self.multi = multi
        chttp_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        chttp_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.maximumIdleConnections)
        chttp_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maximumConnectionsPerHost)
        chttp_multi_set_long(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, configuration.maximumConcurrentStreams)
        let context = Unmanaged.passUnretained(self).toOpaque()
        chttp_multi_set_socket_callback(multi, ClientCallbacks.socketChanged, context)
        chttp_multi_set_timer_callback(multi, ClientCallbacks.timerChanged, context)
    }

    func start(_ request: HTTPClientRequest, call: HTTPCall, completion: @escaping ClientTransfer.Completion) {
        let made = ClientTransfer(request, number: call.number, configuration: configuration, completion: completion)
        guard let transfer = made else {
            completion(.failure(HTTPError(code: .systemFailure, message: "libcurl has no memory for a request")))
            return
        }
        transfers[call.number] = transfer
        let code = curl_multi_add_handle(multi, transfer.easy)
        if code != CURLM_OK {
            transfers[call.number] = nil
            transfer.fail(multiError(code))
        }
    }

    /// Only between libcurl's calls: jobs run there.
    func cancel(_ number: Int) {
        guard let transfer = remove(number) else { return }
        transfer.fail(
            HTTPError(code: .cancelled, message: "\(transfer.request.method) \(transfer.request.url): cancelled"))
    }

    /// Hands out what has ended. True if there may be more at once.
    func settle() -> Bool {
        guard !isStopped else { return false }
        var easy: UnsafeMutableRawPointer?
        var code = CURLE_OK
        while chttp_multi_next_finished(multi, &easy, &code) {
            guard let easy, let number = transferNumber(easy), let transfer = remove(number) else { continue }
            transfer.finish(code)
        }
        return false
    }

    func stop(_ error: HTTPError) {
        guard !isStopped else { return }
        for number in Array(transfers.keys) { remove(number)?.fail(error) }
        // Closes the kept connections, which calls `watch` for each of them.
        curl_multi_cleanup(multi)
        isStopped = true
        if let timer { loop.events.cancel(timer) }
        timer = nil
        for socket in watched { loop.events.remove(socket) }
        watched = []
    }

    // MARK: Called by libcurl

    func watch(_ socket: Int32, _ what: Int32) {
        if what == CURL_POLL_REMOVE {
            if watched.remove(socket) != nil { loop.events.remove(socket) }
            return
        }
        var interest: EventLoop.Interest = []
        if what & CURL_POLL_IN != 0 { interest.insert(.readable) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.writable) }
        do {
            if watched.contains(socket) {
                try loop.events.modify(socket, interest)
            } else {
                try loop.events.add(socket, interest) { [unowned self] ready in act(socket, ready) }
                watched.insert(socket)
            }
        } catch {
            // Not watched: the transfer ends by its timeout, which the timer keeps.
            watched.remove(socket)
        }
    }

    func setTimer(_ milliseconds: Int) {
        if let timer { loop.events.cancel(timer) }
        timer = nil
        guard milliseconds >= 0 else { return }
        // Also for zero: libcurl must not be called from within this callback.
        timer = loop.events.after(.milliseconds(milliseconds)) { [unowned self] in
            timer = nil
            act(CURL_SOCKET_BAD, [])
        }
    }

    private func act(_ socket: Int32, _ ready: EventLoop.Interest) {
        guard !isStopped else { return }
        var flags: Int32 = 0
        if ready.contains(.readable) { flags |= CURL_CSELECT_IN }
        if ready.contains(.writable) { flags |= CURL_CSELECT_OUT }
        if ready.contains(.hangUp) { flags |= CURL_CSELECT_ERR }
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, flags, &running)
    }

    private func remove(_ number: Int) -> ClientTransfer? {
        guard let transfer = transfers.removeValue(forKey: number) else { return nil }
        curl_multi_remove_handle(multi, transfer.easy)
        return transfer
    }

    private func transferNumber(_ easy: UnsafeMutableRawPointer) -> Int? {
        var context: UnsafeMutableRawPointer?
        chttp_easy_get_pointer(easy, CURLINFO_PRIVATE, &context)
        return context.map { Unmanaged<ClientTransfer>.fromOpaque($0).takeUnretainedValue().number }
    }

    private func multiError(_ code: CURLMcode) -> HTTPError {
        HTTPError(
            code: .systemFailure, message: "libcurl refuses a request: \(String(cString: curl_multi_strerror(code)))",
            libraryCode: code.rawValue)
    }
}
