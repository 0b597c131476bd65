public import TrelayCore

/// What time it is at the broker, told from the records that arrive while one looks.
///
/// Lag and silence are measured between broker timestamps. *Now* is the one moment that has none, and the wall clock of
/// the machine that looks may be off by more than three heartbeats. A record that arrives live was stamped a moment
/// ago: the greatest difference between its timestamp and the local clock is the best known skew. Only the latest records
/// count, so that clocks may change, and an absurd timestamp counts not at all.
public struct BrokerClock: Hashable, Sendable {
    /// Live records that are remembered.
    public static let maximumRecords = 64
    /// Milliseconds, a day: no clock in use is off by more, and a timestamp that says so is wrong.
    public static let maximumSkew: Int64 = 86_400_000

    /// Broker minus local, milliseconds; nil before a live record was seen.
    public var skew: Int64? { differences.max() }

    /// Of the latest live records, oldest first.
    private var differences: [Int64] = []

    public init() {}

    /// - Parameters:
    ///   - timestamp: the broker's timestamp of a record that arrived live. Records of a replay say nothing about
    ///     now: the caller must not pass records that are before the end of the log at its start.
    ///   - localTime: the local wall clock when it arrived.
    public mutating func observe(_ timestamp: Timestamp, arrivedAt localTime: Timestamp) {
        let difference = timestamp - localTime
        guard (-Self.maximumSkew...Self.maximumSkew).contains(difference) else { return }
        if differences.count == Self.maximumRecords { differences.removeFirst() }
        differences.append(difference)
    }

    /// The broker's time at `localTime`: the local clock corrected by the skew, or as it is while none is known.
    public func now(localTime: Timestamp) -> Timestamp {
        localTime.adding(milliseconds: skew ?? 0)
    }
}
