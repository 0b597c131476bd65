import Synchronization
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP
import TrelaySystem

/// Gives the effective configuration to programs in any language: at once, by long poll, or as server-sent events.
///
/// Waiting clients are bounded; one more is told to come back. `publish` is called by the apply thread after a swap,
/// `sweep` by the worker's tick; both may run beside the handlers of the HTTP shard.
final class ConfigurationFeed: Sendable {
    static let maximumWaiting = 1_024
    static let maximumWait: Duration = .seconds(60)
    static let keepAliveSeconds: Int64 = 15

    private struct Poll {
        var exchange: HTTPExchange
        var deadline: UInt64
    }

    private struct Waiting {
        var nextIdentifier: UInt64 = 0
        var polls: [UInt64: Poll] = [:]
        var streams: [UInt64: HTTPExchange] = [:]
        var lastKeepAlive: UInt64 = 0
        var count: Int { polls.count + streams.count }
    }

    private let waiting = Mutex(Waiting())
    private let live: @Sendable () -> Configuration

    /// - Parameter live: reads what serves at this moment.
    init(live: @escaping @Sendable () -> Configuration) {
        self.live = live
    }

    /// `GET /v1/config`: with `digest` and `wait`, answers only when the digest differs, or 304 at the end of the wait.
    func answer(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        let configuration = live()
        let known = request.queryValue("digest") ?? request.headers[first: "if-none-match"].map(Self.unquoted)
        guard known == configuration.digest().description else {
            return exchange.reply(Self.response(configuration))
        }
        guard let wait = Self.wait(of: request), wait > .zero else {
            return exchange.reply(Self.notModified(configuration))
        }
        park(exchange, for: min(wait, Self.maximumWait), known: configuration.digest())
    }

    /// `GET /v1/config/stream`: an event now, and one after each change.
    func stream(_ exchange: HTTPExchange) {
        let identifier = waiting.withLock { waiting -> UInt64? in
            guard waiting.count < Self.maximumWaiting else { return nil }
            waiting.nextIdentifier += 1
            return waiting.nextIdentifier
        }
        guard let identifier else { return exchange.reply(Self.busy) }
        var headers = HTTPHeaders()
        headers.add("content-type", "text/event-stream")
        headers.add("cache-control", "no-store")
        exchange.startStream(status: 200, headers: headers)
        waiting.withLock { $0.streams[identifier] = exchange }
        exchange.onClose { [weak self] in self?.forget(identifier) }
        // Written after the registration: a change in between is sent twice rather than not at all.
        _ = exchange.write(Self.event(live()))
    }

    /// After a swap: wakes every client that waits.
    func publish() {
        let (polls, streams) = waiting.withLock { waiting in
            defer { waiting.polls.removeAll() }
            return (Array(waiting.polls.values), Array(waiting.streams))
        }
        guard !polls.isEmpty || !streams.isEmpty else { return }
        let configuration = live()
        let response = Self.response(configuration)
        for poll in polls { poll.exchange.reply(response) }
        let event = Self.event(configuration)
        for (identifier, exchange) in streams where !exchange.write(event) { forget(identifier) }
    }

    /// At each tick of the worker: ends long polls whose time is up, keeps streams alive through idle proxies.
    func sweep() {
        let now = SystemClock.monotonicNanoseconds()
        let (expired, streams) = waiting.withLock { waiting in
            let expired = waiting.polls.filter { $0.value.deadline <= now }
            for identifier in expired.keys { waiting.polls[identifier] = nil }
            let isDue = now &- waiting.lastKeepAlive >= UInt64(Self.keepAliveSeconds) * 1_000_000_000
            if isDue { waiting.lastKeepAlive = now }
            return (expired, isDue ? Array(waiting.streams) : [])
        }
        if !expired.isEmpty {
            let response = Self.notModified(live())
            for poll in expired.values { poll.exchange.reply(response) }
        }
        for (identifier, exchange) in streams where !exchange.write(Array(": keep-alive\n\n".utf8)) { forget(identifier) }
    }

    /// At the end of the worker: every waiting client gets its answer.
    func close() {
        let (polls, streams) = waiting.withLock { waiting in
            defer {
                waiting.polls.removeAll()
                waiting.streams.removeAll()
            }
            return (Array(waiting.polls.values), Array(waiting.streams.values))
        }
        let response = Self.response(live())
        for poll in polls { poll.exchange.reply(response) }
        for exchange in streams { exchange.end() }
    }

    private func park(_ exchange: HTTPExchange, for wait: Duration, known: Digest) {
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(max(0, wait.milliseconds)) * 1_000_000
        let identifier = waiting.withLock { waiting -> UInt64? in
            guard waiting.count < Self.maximumWaiting else { return nil }
            waiting.nextIdentifier += 1
            waiting.polls[waiting.nextIdentifier] = Poll(exchange: exchange, deadline: deadline)
            return waiting.nextIdentifier
        }
        guard let identifier else { return exchange.reply(Self.busy) }
        exchange.onClose { [weak self] in self?.forget(identifier) }
        // A swap between the comparison and the registration woke nobody: look again.
        if live().digest() != known { publish() }
    }

    private func forget(_ identifier: UInt64) {
        waiting.withLock { waiting in
            waiting.polls[identifier] = nil
            waiting.streams[identifier] = nil
        }
    }

    private static func wait(of request: HTTPRequest) -> Duration? {
        guard let text = request.queryValue("wait") else { return nil }
        let digits = text.hasSuffix("s") ? String(text.dropLast()) : text
        guard let seconds = Int64(digits), (0...3_600).contains(seconds) else { return nil }
        return .seconds(seconds)
    }

    private static func unquoted(_ text: String) -> String {
        text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
    }

    private static func response(_ configuration: Configuration) -> HTTPResponse {
        var response = HTTPResponse.json(200, configuration.json().canonicalBytes())
        stamp(&response, configuration)
        return response
    }

    private static func notModified(_ configuration: Configuration) -> HTTPResponse {
        var response = HTTPResponse(status: 304, headers: HTTPHeaders(), body: [])
        stamp(&response, configuration)
        return response
    }

    private static func stamp(_ response: inout HTTPResponse, _ configuration: Configuration) {
        response.headers.set("etag", "\"\(configuration.digest())\"")
        response.headers.set("cache-control", "no-cache")
        response.headers.set("x-trelay-revision", String(configuration.revision))
        response.headers.set("x-trelay-digest", configuration.digest().description)
    }

    private static func event(_ configuration: Configuration) -> [UInt8] {
        let head = "id: \(configuration.digest())\nevent: config\ndata: "
        return Array(head.utf8) + configuration.json().canonicalBytes() + Array("\n\n".utf8)
    }

    private static var busy: HTTPResponse {
        var response = HTTPResponse.text(503, "too many clients wait already; try again\n")
        response.headers.set("retry-after", "1")
        return response
    }
}
