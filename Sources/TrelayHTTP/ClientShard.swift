import CHTTP
import TrelaySystem

/// The part of a client that runs on one shard: a libcurl multi handle, its sockets and its timer. Confined to the
/// shard's thread.
final class ClientShard {
    unowned let loop: ShardLoop
    let configuration: HTTPClientConfiguration
    private let multi: UnsafeMutableRawPointer
    let pool = EasyPool()
    private let statistics: ClientStatistics
    private var transfers: [Int: ClientTransfer] = [:]
    private var watched: Set<Int32> = []
    private var timer: EventLoop.TimerIdentifier?
    private var sweep = ClientSweep()
    private var isStopped = false

    /// libcurl is at work and calls us: it must not be called itself. What is asked for meanwhile waits in `deferred`.
    private var isInside = false
    /// At most one entry per call of a receiver's: bounded by the requests in flight.
    private var deferred: [Deferred] = []
    /// libcurl wants to be called without waiting.
    private var mustAct = false
    /// libcurl has run since finished transfers were last asked for.
    private var hasActed = false

    private enum Deferred {
        case start(ClientTransfer)
        case remove(Int)
        case resume(Int)
    }

    /// How often libcurl runs in one settling before others on the shard have their turn.
    private static let maximumRunsPerTurn = 16

    /// Nil if libcurl has no memory for it.
    init?(loop: ShardLoop, configuration: HTTPClientConfiguration, statistics: ClientStatistics) {
        guard let multi = curl_multi_init() else { return nil }
        self.loop = loop
        self.configuration = configuration
        self.statistics = statistics
        self.multi = multi
        chttp_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        chttp_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.maximumIdleConnections)
        chttp_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maximumConnectionsPerHost)
        chttp_multi_set_long(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, configuration.maximumConcurrentStreams)
        let context = Unmanaged.passUnretained(self).toOpaque()
        chttp_multi_set_socket_callback(multi, ClientCallbacks.socketChanged, context)
        chttp_multi_set_timer_callback(multi, ClientCallbacks.timerChanged, context)
    }

    // MARK: Requests come and go

    /// Takes a request that `ClientStatistics.admit` has counted.
    func start(_ request: HTTPClientRequest, number: Int, sink: ClientTransfer.Sink) {
        let made = ClientTransfer(request, number: number, shard: self, sink: sink)
        guard let transfer = made, !isStopped else {
            statistics.leave()
            let error =
                isStopped
                ? HTTPClient.closed
                : HTTPError(code: .systemFailure, message: "libcurl has no memory for a request")
            return ClientTransfer.refuse(sink, error)
        }
        transfers[number] = transfer
        if isInside { deferred.append(.start(transfer)) } else { add(transfer) }
        schedule(transfer)
    }

    private func add(_ transfer: ClientTransfer) {
        let code = curl_multi_add_handle(multi, transfer.easy)
        guard code != CURLM_OK else { return }
        transfers[transfer.number] = nil
        statistics.leave()
        transfer.fail(multiError(code))
    }

    /// Gives a request up and says so.
    func cancel(_ number: Int) {
        guard let transfer = transfers[number] else { return }
        let error = HTTPError(
            code: .cancelled, message: "\(transfer.request.method) \(transfer.request.url): cancelled")
        if isInside { deferred.append(.remove(number)) } else { remove(number) }
        transfer.fail(error)
    }

    /// Gives a stream up in silence.
    func cancelStream(_ number: Int) {
        guard let transfer = transfers[number] else { return }
        transfer.silence()
        if isInside { deferred.append(.remove(number)) } else { remove(number) }
    }

    /// Offers the next bytes to a receiver that has paused.
    func resume(_ number: Int) {
        guard let transfer = transfers[number], transfer.isPaused else { return }
        if isInside { return deferred.append(.resume(number)) }
        transfer.unpause()
        schedule(transfer)
        let code = calling { curl_easy_pause(transfer.easy, CURLPAUSE_CONT) }
        // The receiver was offered what waited, and refused it for good.
        if code != CURLE_OK, remove(number) != nil { transfer.finish(code) }
    }

    /// Whether there is something to do before the loop may wait.
    var hasWork: Bool { !isStopped && (mustAct || hasActed || !deferred.isEmpty) }

    /// Runs libcurl as far as it goes without waiting, and hands out what has ended. `hasWork` if more is left.
    func settle() {
        var runs = 0
        while hasWork, runs < Self.maximumRunsPerTurn {
            runs += 1
            runDeferred()
            if mustAct {
                mustAct = false
                act(CURL_SOCKET_BAD, [])
            }
            handOut()
        }
    }

    private func runDeferred() {
        guard !deferred.isEmpty else { return }
        let actions = deferred
        deferred = []
        for action in actions {
            switch action {
            case .start(let transfer): if transfers[transfer.number] != nil { add(transfer) }
            case .remove(let number): remove(number)
            case .resume(let number): resume(number)
            }
        }
    }

    private func handOut() {
        hasActed = false
        var easy: UnsafeMutableRawPointer?
        var code = CURLE_OK
        // A caller that is told may close the client.
        while !isStopped, chttp_multi_next_finished(multi, &easy, &code) {
            guard let easy, let number = transferNumber(easy), let transfer = remove(number) else { continue }
            transfer.finish(code)
        }
    }

    @discardableResult
    private func remove(_ number: Int) -> ClientTransfer? {
        guard let transfer = transfers.removeValue(forKey: number) else { return nil }
        statistics.opened(transfer.connectionsOpened)
        statistics.leave()
        curl_multi_remove_handle(multi, transfer.easy)
        return transfer
    }

    func stop(_ error: HTTPError) {
        guard !isStopped else { return }
        // From here on nothing new is taken, also from those who are told of the end.
        isStopped = true
        for number in Array(transfers.keys) { remove(number)?.fail(error) }
        deferred = []
        // Closes the kept connections, which calls `watch` for each of them.
        curl_multi_cleanup(multi)
        if let timer { loop.events.cancel(timer) }
        timer = nil
        if let timer = sweep.stop() { loop.events.cancel(timer) }
        for socket in watched { loop.events.remove(socket) }
        watched = []
    }

    // MARK: Deadlines

    /// A transfer's deadline may have come nearer.
    func schedule(_ transfer: ClientTransfer) {
        if let deadline = transfer.deadline { schedule(deadline) }
    }

    private func schedule(_ deadline: UInt64) {
        guard let delay = sweep.schedule(deadline, now: SystemClock.monotonicNanoseconds()) else { return }
        if let timer = sweep.timer { loop.events.cancel(timer) }
        sweep.timer = loop.events.after(delay) { [unowned self] in sweepTransfers() }
    }

    private func sweepTransfers() {
        sweep.begin()
        let now = SystemClock.monotonicNanoseconds()
        var next: UInt64?
        for (number, transfer) in transfers {
            guard let deadline = transfer.deadline else { continue }
            if deadline > now {
                next = min(next ?? deadline, deadline)
            } else {
                // May start further transfers, which the copy that is walked does not show, and which schedule themselves.
                remove(number)?.expire()
            }
        }
        if let next { schedule(next) }
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
        // libcurl must not be called from within this callback: `settle` does it, without waiting in between.
        mustAct = milliseconds == 0
        guard milliseconds > 0 else { return }
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
        _ = calling { curl_multi_socket_action(multi, socket, flags, &running) }
    }

    /// Every call of libcurl in which it may call receivers.
    private func calling<Code>(_ body: () -> Code) -> Code {
        isInside = true
        defer {
            isInside = false
            hasActed = true
        }
        return body()
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
