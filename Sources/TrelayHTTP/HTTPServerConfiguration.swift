/// How a server listens, and every limit it keeps.
public struct HTTPServerConfiguration: Sendable {
    /// The address to listen on: a numeric IPv4 or IPv6 address, or a name that resolves to a local one.
    public var host: String
    /// 0 lets the system choose; `HTTPServer.port` tells.
    public var port: UInt16
    /// Threads, each with a listener, an event loop and connections of its own.
    public var shards: Int
    /// Prefix of the threads' names; the kernel shows 15 bytes of it.
    public var name: String = "http"
    /// Connections that wait in the kernel to be accepted.
    public var listenBacklog: Int32 = 1024
    /// Open connections per shard; more wait in the kernel's backlog.
    public var maximumConnections: Int = 4096
    /// Request line and header fields together, in bytes; beyond it 431.
    public var maximumHeaderBytes: Int = 16_384
    /// Header fields; beyond it 431.
    public var maximumHeaderCount: Int = 100
    /// The body of one request, in bytes; beyond it 413.
    public var maximumBodyBytes: Int = 1_048_576
    /// Bytes of one stream that may wait for the client; beyond it `HTTPExchange.write` refuses.
    public var maximumPendingBytes: Int = 1_048_576
    /// A stream with more pending bytes than this is told when they have fallen to `lowWaterBytes`.
    public var highWaterBytes: Int = 65_536
    public var lowWaterBytes: Int = 16_384
    /// A refused request is read and discarded so far before the connection ends, so that the client sees the answer.
    public var maximumDiscardedBytes: Int = 262_144
    /// How long a refused connection is read, at most, after the answer.
    public var lingerDeadline: Duration = .seconds(2)
    /// Refused connections that may linger at once per shard; others end at once.
    public var maximumLingering: Int = 256

    /// From connecting to the first byte.
    public var connectIdleDeadline: Duration = .seconds(10)
    /// From the first byte of a request to the end of its header, however steadily bytes come: then 408.
    public var headerDeadline: Duration = .seconds(10)
    /// From the end of the header to the end of the body, however steadily bytes come: then 408.
    public var bodyDeadline: Duration = .seconds(30)
    /// Between two requests of one connection.
    public var idleTimeout: Duration = .seconds(60)
    /// Without one byte of an answer acknowledged by the client, while bytes wait.
    public var writeStallTimeout: Duration = .seconds(30)
    /// How often deadlines are looked at: they are kept to this precision.
    public var sweepInterval: Duration = .milliseconds(500)
    /// While draining, how long idle connections stay open so that a request on its way is still answered.
    public var drainGrace: Duration = .seconds(2)

    /// How the server answers what it refuses before a handler sees it (400, 408, 413, 431, 505); the reason is one line.
    /// Called on a shard's thread.
    public var refusal: @Sendable (_ status: Int, _ reason: String) -> HTTPResponse = { .text($0, $1 + "\n") }

    public init(host: String = "127.0.0.1", port: UInt16 = 0, shards: Int = 1) {
        self.host = host
        self.port = port
        self.shards = shards
    }
}
