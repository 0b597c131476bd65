import TrelayCore
import TrelaySystem

extension Timestamp {
    /// This machine's wall clock.
    static var now: Timestamp { Timestamp(milliseconds: SystemClock.wallMilliseconds()) }
}

/// Identifiers that need randomness: made at the edge, never in the pure core.
enum Identifiers {
    static func eventID() -> String {
        UUIDv7.string(milliseconds: SystemClock.wallMilliseconds(), random: SystemRandom.bytes(10))
    }
}
