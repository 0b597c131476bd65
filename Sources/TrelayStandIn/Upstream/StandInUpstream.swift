import Synchronization

/// An upstream that stands in for the providers of language models: it speaks OpenAI's and Anthropic's APIs and the
/// Open Inference Protocol v2, echoes what it was asked with (`Echo`), and misbehaves on demand (`Directives`).
///
/// It has a server of its own, which is no more than a socket, because it must break the rules of HTTP as well as keep
/// them, must not share a mistake with what it tests, and must cost a benchmark little. For loopback, not for
/// strangers.
///
/// It must be stopped with `stop()`; letting go of it does not stop it.
public final class StandInUpstream: Sendable {
    /// The port that is listened on.
    public let port: UInt16
    /// `http://HOST:PORT`, without a slash at its end.
    public let address: String

    private let core: UpstreamCore
    private let threads: [UpstreamThread]
    private let isStopped = Mutex(false)

    /// Listens and answers from then on.
    ///
    /// - Throws: `cannotListen`, `unknownDirective`, `systemFailure`.
    public init(_ configuration: StandInConfiguration = StandInConfiguration()) throws(StandInError) {
        core = try UpstreamCore(configuration)
        var port = configuration.port
        var sockets: [Int32] = []
        var threads: [UpstreamThread] = []
        do throws(StandInError) {
            for _ in core.counters {
                let listener = try RawSocket.listen(
                    host: configuration.host, port: port, sharesPort: core.counters.count > 1)
                sockets.append(listener.socket)
                port = listener.port
            }
            for (index, counters) in core.counters.enumerated() {
                let thread = try UpstreamThread(
                    name: "stand-in-\(index)", listener: sockets[index], core: core, counters: counters,
                    maximumConnections: configuration.maximumConnections)
                threads.append(thread)
            }
        } catch {
            for thread in threads { thread.stop() }
            for socket in sockets.dropFirst(threads.count) { RawSocket.close(socket) }
            throw error
        }
        self.port = port
        self.threads = threads
        let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
        address = "http://\(host):\(port)"
    }

    /// What it has seen so far. Any thread.
    public var statistics: UpstreamStatistics { core.statistics }

    /// Begins to count from zero, schedules (`fail-first`) too. Any thread.
    public func resetStatistics() { core.reset() }

    /// How requests without directives of their own are answered from now on; empty for well. Any thread.
    public func behave(_ directives: String) throws(StandInError) { try core.behave(directives) }

    /// Closes the listeners and every connection, as a killed process would. A second call does nothing.
    public func stop() {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        for thread in threads { thread.stop() }
    }
}
