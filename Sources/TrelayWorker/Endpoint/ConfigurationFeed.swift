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
    static let defaultMaximumWaiting = 1_024
    static let maximumWait: Duration = .seconds(60)
    static let keepAlive: Duration = .seconds(15)

    private struct Poll {
        var exchange: HTTPExchange
        var deadline: Deadline
        /// What the client has.
        var known: Digest
    }

    private struct Stream {
        var exchange: HTTPExchange
        /// What the client was told last.
        var known: Digest?
    }

    private struct Waiting {
        var nextIdentifier: UInt64 = 0
        var polls: [UInt64: Poll] = [:]
        var streams: [UInt64: Stream] = [:]
        var nextKeepAlive = Deadline(after: keepAlive)
        var isClosed = false
        var count: Int { polls.count + streams.count }
    }

    /// Held while what serves is read and told: so the last word to a client is never an older one.
    private let waiting = Mutex(Waiting())
    private let maximumWaiting: Int
    private let live: @Sendable () -> Configuration?

    /// - Parameter live: reads what serves at this moment; nil while nothing does.
    init(maximumWaiting: Int = defaultMaximumWaiting, live: @escaping @Sendable () -> Configuration?) {
        self.maximumWaiting = maximumWaiting
        self.live = live
    }

    /// `GET /v1/config`: with `digest` and `wait`, answers only when the digest differs, or 304 at the end of the wait.
    func answer(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        guard let current = stamped() else { return exchange.reply(Self.nothingYet) }
        guard Self.knows(current.digest, request) else { return exchange.reply(Self.response(current)) }
        guard let text = request.queryValue("wait") else { return exchange.reply(Self.notModified(current)) }
        guard let wait = Self.duration(text) else { return exchange.reply(Self.badWait) }
        guard wait > .zero else { return exchange.reply(Self.notModified(current)) }
        park(exchange, for: min(wait, Self.maximumWait), known: current.digest)
    }

    /// `GET /v1/config/stream`: an event as soon as something serves, and one after each change.
    func stream(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        var headers = HTTPHeaders()
        headers.add("content-type", "text/event-stream")
        headers.add("cache-control", "no-store")
        guard request.method != "HEAD" else { return exchange.reply(HTTPResponse(status: 200, headers: headers)) }
        let identifier = waiting.withLock { waiting -> UInt64? in
            guard hasRoom(waiting) else { return nil }
            exchange.startStream(status: 200, headers: headers)
            var stream = Stream(exchange: exchange)
            if let current = stamped(), !Self.tell(&stream, current, Self.event(current)) { return nil }
            waiting.nextIdentifier += 1
            waiting.streams[waiting.nextIdentifier] = stream
            return waiting.nextIdentifier
        }
        // After a stream has begun, the reply has no effect, and letting go of it ends the connection.
        guard let identifier else { return exchange.reply(Self.busy) }
        exchange.onClose { [weak self] in self?.forget(identifier) }
    }

    /// After a swap: wakes every client that has something else.
    func publish() {
        waiting.withLock { waiting in
            guard !waiting.polls.isEmpty || !waiting.streams.isEmpty, let current = stamped() else { return }
            let woken = waiting.polls.filter { $0.value.known != current.digest }
            if !woken.isEmpty {
                let response = Self.response(current)
                for (identifier, poll) in woken {
                    waiting.polls[identifier] = nil
                    poll.exchange.reply(response)
                }
            }
            guard waiting.streams.contains(where: { $0.value.known != current.digest }) else { return }
            let event = Self.event(current)
            for (identifier, var stream) in waiting.streams {
                waiting.streams[identifier] = Self.tell(&stream, current, event) ? stream : nil
            }
        }
    }

    /// At each tick of the worker: ends long polls whose time is up, keeps streams alive through idle proxies.
    func sweep() {
        waiting.withLock { waiting in
            let expired = waiting.polls.filter(\.value.deadline.hasPassed)
            for (identifier, poll) in expired {
                waiting.polls[identifier] = nil
                poll.exchange.reply(Self.notModified(digest: poll.known, revision: nil))
            }
            guard waiting.nextKeepAlive.hasPassed else { return }
            waiting.nextKeepAlive = Deadline(after: Self.keepAlive)
            for (identifier, stream) in waiting.streams where !stream.exchange.write(Array(": keep-alive\n\n".utf8)) {
                waiting.streams[identifier] = nil
            }
        }
    }

    /// At the end of the worker: every waiting client gets its answer, and no one may wait any more.
    func close() {
        waiting.withLock { waiting in
            for poll in waiting.polls.values {
                poll.exchange.reply(Self.notModified(digest: poll.known, revision: nil))
            }
            for stream in waiting.streams.values { stream.exchange.end() }
            waiting.polls.removeAll()
            waiting.streams.removeAll()
            waiting.isClosed = true
        }
    }

    /// How many clients wait.
    var waitingCount: Int { waiting.withLock { $0.count } }

    private func hasRoom(_ waiting: borrowing Waiting) -> Bool {
        !waiting.isClosed && waiting.count < maximumWaiting
    }

    private func park(_ exchange: HTTPExchange, for wait: Duration, known: Digest) {
        let identifier = waiting.withLock { waiting -> UInt64? in
            guard hasRoom(waiting) else { return nil }
            waiting.nextIdentifier += 1
            waiting.polls[waiting.nextIdentifier] = Poll(
                exchange: exchange, deadline: Deadline(after: wait), known: known)
            return waiting.nextIdentifier
        }
        guard let identifier else { return exchange.reply(Self.busy) }
        exchange.onClose { [weak self] in self?.forget(identifier) }
        // A swap between the comparison and the registration woke nobody: look again.
        publish()
    }

    private func forget(_ identifier: UInt64) {
        waiting.withLock { waiting in
            waiting.polls[identifier] = nil
            waiting.streams[identifier] = nil
        }
    }

    private func stamped() -> Stamped? {
        live().map { Stamped(configuration: $0, digest: $0.digest()) }
    }
}

/// A configuration with the digest of its values, which costs a pass over them.
private struct Stamped {
    var configuration: Configuration
    var digest: Digest
}

// MARK: - Requests

extension ConfigurationFeed {
    /// Whether the client says that it has this already: `digest=sha256:…`, or `If-None-Match` (RFC 9110, 13.1.2).
    private static func knows(_ digest: Digest, _ request: HTTPRequest) -> Bool {
        let text = digest.description
        if let known = request.queryValue("digest") { return known == text }
        guard let tags = request.headers[first: "if-none-match"] else { return false }
        return tags.split(separator: ",").contains { tag in
            let tag = tag.drop { $0 == " " || $0 == "\t" }
            return tag.hasPrefix("\"\(text)\"") || tag.hasPrefix("W/\"\(text)\"")
        }
    }

    /// Whole seconds, with or without `s`.
    private static func duration(_ text: String) -> Duration? {
        let digits = text.hasSuffix("s") ? String(text.dropLast()) : text
        guard let seconds = Int64(digits), (0...3_600).contains(seconds) else { return nil }
        return .seconds(seconds)
    }
}

// MARK: - Answers

extension ConfigurationFeed {
    /// False when the client is gone or too slow.
    private static func tell(_ stream: inout Stream, _ current: Stamped, _ event: [UInt8]) -> Bool {
        guard stream.known != current.digest else { return true }
        stream.known = current.digest
        return stream.exchange.write(event)
    }

    private static func response(_ current: Stamped) -> HTTPResponse {
        var response = HTTPResponse.json(200, current.configuration.json().canonicalBytes())
        stamp(&response, digest: current.digest, revision: current.configuration.revision)
        return response
    }

    private static func notModified(_ current: Stamped) -> HTTPResponse {
        notModified(digest: current.digest, revision: current.configuration.revision)
    }

    private static func notModified(digest: Digest, revision: Int?) -> HTTPResponse {
        var response = HTTPResponse(status: 304)
        stamp(&response, digest: digest, revision: revision)
        return response
    }

    private static func stamp(_ response: inout HTTPResponse, digest: Digest, revision: Int?) {
        response.headers.set("etag", "\"\(digest)\"")
        response.headers.set("cache-control", "no-cache")
        response.headers.set("x-trelay-digest", digest.description)
        if let revision { response.headers.set("x-trelay-revision", String(revision)) }
    }

    private static func event(_ current: Stamped) -> [UInt8] {
        let head = "id: \(current.digest)\nevent: config\ndata: "
        return Array(head.utf8) + current.configuration.json().canonicalBytes() + Array("\n\n".utf8)
    }

    private static var badWait: HTTPResponse {
        .text(400, "wait is a number of seconds from 0 to 3600, as in wait=30\n")
    }

    /// An empty configuration would be taken for an order to forget everything.
    private static var nothingYet: HTTPResponse { later("nothing is effective yet; see /readyz\n") }

    private static var busy: HTTPResponse { later("too many clients wait already; try again\n") }

    private static func later(_ text: String) -> HTTPResponse {
        var response = HTTPResponse.text(503, text)
        response.headers.set("retry-after", "1")
        return response
    }
}
