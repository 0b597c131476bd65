import TrelaySystem

/// The sweep over open connections. libmicrohttpd's own timer counts idleness only: a client that sends one byte at a
/// time would hold a connection for ever.
extension ServerShard {
    func sweep() {
        let now = SystemClock.monotonicNanoseconds()
        for connection in Array(connections.values) { sweep(connection, now) }
        lingering.sweep(now: now)
    }

    private func sweep(_ connection: ServerConnection, _ now: UInt64) {
        switch connection.phase {
        case .waiting(let since, let isFirst, let received):
            sweepWaiting(connection, now, since, isFirst, received)
        case .header(let since):
            if now.elapsed(since: since) >= limits.headerDeadline {
                expire(connection, "the header did not arrive within \(limits.headerDeadline)")
            }
        case .body(let since):
            if now.elapsed(since: since) >= limits.bodyDeadline {
                expire(connection, "the body did not arrive within \(limits.bodyDeadline)")
            }
        case .answering(let since, let acknowledged):
            sweepAnswering(connection, now, since, acknowledged)
        case .handling, .closing:
            break
        }
    }

    private func sweepWaiting(
        _ connection: ServerConnection, _ now: UInt64, _ since: UInt64, _ isFirst: Bool, _ received: UInt64?
    ) {
        let progress = Socket.progress(connection.socket).received
        if received == nil { connection.phase = .waiting(since: since, isFirst: isFirst, received: progress) }
        if let received, progress > received {
            connection.phase = .header(since: now)
        } else if now.elapsed(since: since) >= (isFirst ? limits.connectIdleDeadline : limits.idleTimeout) {
            shutDown(connection)
        } else if let drainBegan, now.elapsed(since: drainBegan) >= limits.drainGrace,
            !Socket.isReadable(connection.socket)
        {
            shutDown(connection)
        }
    }

    /// A stream that rests has nothing to send; otherwise the client must take something from time to time.
    private func sweepAnswering(
        _ connection: ServerConnection, _ now: UInt64, _ since: UInt64, _ acknowledged: UInt64?
    ) {
        let progress = Socket.progress(connection.socket).acknowledged
        if connection.isSuspended || progress > acknowledged ?? 0 {
            connection.phase = .answering(since: now, acknowledged: progress)
        } else if now.elapsed(since: since) >= limits.writeStallTimeout {
            shutDown(connection)
        }
    }

    private func expire(_ connection: ServerConnection, _ reason: String) {
        refuseAtOnce(connection, status: 408, reason: reason)
        shutDown(connection)
    }

    private func shutDown(_ connection: ServerConnection) {
        connection.phase = .closing
        Socket.shutDown(connection.socket)
    }
}
