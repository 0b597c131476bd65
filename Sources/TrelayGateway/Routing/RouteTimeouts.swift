import TrelayFormat

/// How long the parts of a request may take; nil where nobody said.
struct RouteTimeouts: Hashable, Sendable {
    /// Name resolution, connecting and the TLS handshake.
    var connect: Duration?
    /// From sending to the first byte of the answer.
    var firstByte: Duration?
    /// Between two pieces of an answer.
    var idle: Duration?
    /// The request with all its attempts (of a route), or one attempt (of a provider).
    var total: Duration?

    init() {}

    /// - Parameter value: of a route or a provider: `timeouts`, and `timeoutMilliseconds` for the total.
    init(_ value: JSONValue) {
        let timeouts = value["timeouts"]
        connect = Self.duration(timeouts?["connectMilliseconds"])
        firstByte = Self.duration(timeouts?["firstByteMilliseconds"])
        idle = Self.duration(timeouts?["idleMilliseconds"])
        total = Self.duration(timeouts?["totalMilliseconds"] ?? value["timeoutMilliseconds"])
    }

    /// As the schema has it: a millisecond to an hour.
    private static func duration(_ value: JSONValue?) -> Duration? {
        value?.integerValue.map { .milliseconds(min(max(1, $0), 3_600_000)) }
    }

    /// What this one leaves open is taken from `other`.
    func filled(from other: RouteTimeouts) -> RouteTimeouts {
        var result = self
        result.connect = connect ?? other.connect
        result.firstByte = firstByte ?? other.firstByte
        result.idle = idle ?? other.idle
        result.total = total ?? other.total
        return result
    }

    /// As the configuration spells it, without what nobody said.
    var json: JSONValue {
        var object = JSONObject()
        let all = [
            ("connectMilliseconds", connect), ("firstByteMilliseconds", firstByte), ("idleMilliseconds", idle),
            ("totalMilliseconds", total),
        ]
        for (name, duration) in all {
            guard let (seconds, attoseconds) = duration?.components else { continue }
            object.set(name, JSONValue(Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)))
        }
        return .object(object)
    }
}
