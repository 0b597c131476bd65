/// How an upstream listens and what it says of itself.
public struct StandInConfiguration: Sendable {
    /// The address to listen on: a numeric IPv4 or IPv6 address, or a name that resolves to a local one.
    public var host: String
    /// 0 lets the system choose; `StandInUpstream.port` tells.
    public var port: UInt16
    /// The name that every echo carries.
    public var name: String
    /// Threads, each with a listener and connections of its own.
    public var shards: Int
    /// What `/v1/models` lists.
    public var models: [String] = ["stand-in-small", "stand-in-large"]
    /// Directives for requests that bring none; empty to answer well. See `trelay stand-in upstream --help`.
    public var behaviour: String = ""
    /// Open connections of a shard; further ones are closed at once.
    public var maximumConnections: Int = 8_192

    public init(host: String = "127.0.0.1", port: UInt16 = 0, name: String = "stand-in", shards: Int = 1) {
        self.host = host
        self.port = port
        self.name = name
        self.shards = shards
    }
}
