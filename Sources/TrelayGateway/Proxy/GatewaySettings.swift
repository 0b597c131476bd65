/// How a gateway listens for requests, and the limits it keeps on every one. What the configuration says of routes and
/// providers comes from the log; this is the process's own.
public struct GatewaySettings: Sendable {
    /// A numeric address, or a name that resolves to a local one.
    public var host: String
    /// 0 takes any free port.
    public var port: UInt16
    /// Threads, each with connections, upstream connections and health records of its own.
    public var shards: Int
    /// The body of one request; beyond it 413. Images come in it as base64.
    public var maximumBodyBytes = 32 * 1_048_576
    /// Open connections of callers per shard; more wait in the kernel's backlog.
    public var maximumConnections = 4_096
    /// Requests to upstreams in flight per shard; beyond it 503.
    public var maximumUpstreamRequests = 8_192
    /// Bytes of one upstream's answer, whole or streamed.
    public var maximumAnswerBytes = 256 * 1_048_576
    /// Name resolution, connecting and the TLS handshake.
    public var connectTimeout = Duration.seconds(3)
    /// From sending to the first byte of an answer: models may think for long.
    public var firstByteTimeout = Duration.seconds(60)
    /// Between two pieces of an answer.
    public var idleTimeout = Duration.seconds(60)
    /// A whole request with all its attempts, unless its route says less or more.
    public var totalTimeout = Duration.seconds(600)
    /// Certificates that are trusted for upstreams, as a PEM file; nil for the system's.
    public var certificateAuthorityFile: String?

    public init(host: String = "127.0.0.1", port: UInt16 = 0, shards: Int = 1) {
        self.host = host
        self.port = port
        self.shards = shards
    }
}
