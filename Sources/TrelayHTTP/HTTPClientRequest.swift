/// A request to send, with its limits.
public struct HTTPClientRequest: Sendable {
    public var method: String
    /// An absolute `http` or `https` URL.
    public var url: String
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// Name resolution, connecting and the TLS handshake together.
    public var connectTimeout: Duration = .seconds(3)
    /// Everything, from `send` to the last byte of the answer.
    public var totalTimeout: Duration = .seconds(30)
    /// From sending, connecting included, to the first byte of the answer; nil for no such limit. Kept to some 20 ms, as
    /// is the next.
    public var firstByteTimeout: Duration?
    /// Between two pieces of the answer; nil for no such limit. The time in which a receiver has paused does not count.
    public var idleTimeout: Duration?
    /// The answer's body; beyond it `responseTooLarge`.
    public var maximumResponseBytes: Int = 16_777_216
    /// The answer's header; beyond it `responseTooLarge`.
    public var maximumResponseHeaderBytes: Int = 65_536

    public init(method: String = "GET", url: String, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// Whether sending it twice has the effect of sending it once (RFC 9110, 9.2.2).
    var isIdempotent: Bool {
        ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains { $0.utf8.elementsEqual(method.utf8) }
    }

    /// What is wrong with it, before libcurl sees it.
    func check() throws(HTTPError) {
        guard HTTPText.isToken(method) else { throw HTTPClientRequest.invalid("the method is not a token: \(method)") }
        let isKnown = ["http://", "https://"].contains { scheme in
            HTTPText.equalsIgnoringCase(String(url.prefix(scheme.count)), scheme)
        }
        guard isKnown, url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw HTTPClientRequest.invalid("not an http or https URL: \(url)")
        }
        for field in headers where !HTTPText.isToken(field.name) || !HTTPText.isFieldValue(field.value) {
            throw HTTPClientRequest.invalid("the header \(field.name) is not valid HTTP")
        }
    }

    private static func invalid(_ message: String) -> HTTPError {
        HTTPError(code: .invalidRequest, message: message)
    }
}

/// How a client keeps its connections.
public struct HTTPClientConfiguration: Sendable {
    /// Name of the client's thread, if it makes one.
    public var threadName: String = "http-client"
    /// Sent unless a request names its own.
    public var userAgent: String = "trelay"
    /// Requests in flight and waiting, together; beyond it `queueFull`.
    public var maximumRequests: Int = 4096
    /// Idle connections that are kept.
    public var maximumIdleConnections: Int = 256
    /// Connections to one host; 0 for no limit. Further requests wait.
    public var maximumConnectionsPerHost: Int = 0
    /// Streams on one HTTP/2 connection.
    public var maximumConcurrentStreams: Int = 100
    /// A connection that was idle for longer is not used again: shorter than servers close theirs.
    public var maximumConnectionIdle: Duration = .seconds(50)
    /// Certificates that are trusted, as a PEM file; nil for the system's.
    public var certificateAuthorityFile: String?
    /// A proxy's URL; nil for none. The `http_proxy` variables are not looked at.
    public var proxy: String?

    public init() {}
}
