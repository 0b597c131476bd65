/// A request whose header and body have arrived completely.
public struct HTTPRequest: Sendable {
    public let method: String
    /// The path without query, percent-decoded.
    public let path: String
    /// The query's fields, decoded, in order.
    public let query: [(name: String, value: String)]
    public let headers: HTTPHeaders
    public let body: [UInt8]
    /// Path and query as they came, not decoded.
    public let target: String

    public init(method: String, target: String, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        let parsed = RequestTarget(target)
        self.method = method
        self.target = target
        self.path = parsed?.path ?? target
        self.query = parsed?.query ?? []
        self.headers = headers
        self.body = body
    }

    init(method: String, target: String, parsed: RequestTarget, headers: HTTPHeaders, body: [UInt8]) {
        self.method = method
        self.target = target
        self.path = parsed.path
        self.query = parsed.query
        self.headers = headers
        self.body = body
    }

    /// The first query field of that name.
    public func queryValue(_ name: String) -> String? {
        query.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

/// A complete answer.
///
/// The server writes `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` itself and ignores them here. A
/// header that is not valid HTTP (a line break in a value) is left out.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]

    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer of JSON, already encoded.
    public static func json(_ status: Int, _ bytes: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: bytes)
    }

    /// An answer of plain text.
    public static func text(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: Array(text.utf8))
    }
}

/// Answers requests.
public protocol HTTPHandler: Sendable {
    /// Called on the shard's thread: must not block. It answers at once through `exchange`, or keeps the exchange and
    /// answers later from any thread. An exchange that is let go without an answer is answered with 500.
    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange)
}

/// Answers the requests of one shard, all of them on that shard's thread: it may hold what is not `Sendable`, such as a
/// client's streams and a reader of a snapshot.
public protocol HTTPShardHandler: AnyObject {
    /// As `HTTPHandler.handle`.
    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange)
}

/// One handler for all shards.
final class SharedHandler: HTTPShardHandler {
    private let handler: any HTTPHandler

    init(_ handler: any HTTPHandler) {
        self.handler = handler
    }

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        handler.handle(request, exchange)
    }
}
