/// A request as it came over the wire.
struct WireRequest: Sendable {
    var method: String
    /// Path and query as they stand in the request line, not decoded.
    var target: String
    /// Names in lower case, in the order they came.
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    /// Whether the client wants to go on using the connection (RFC 9112, 9.3).
    var keepsAlive: Bool

    /// The target without its query.
    var path: Substring { target.prefix { $0 != "?" } }

    /// The first value under a name in lower case.
    func header(_ name: String) -> String? {
        headers.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}
