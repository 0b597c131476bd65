import TrelayCore
import TrelaySystem

/// Why the log cannot be read at this moment, and for how long already.
struct ReadProblem: Sendable {
    /// One line for people.
    let message: String
    /// This machine's wall clock.
    let since: Timestamp
    private let began: UInt64

    /// - Parameter earlier: the problem that this one continues.
    init(_ message: String, since earlier: ReadProblem?) {
        self.message = message
        since = earlier?.since ?? .now
        began = earlier?.began ?? SystemClock.monotonicNanoseconds()
    }

    func hasLasted(_ duration: Duration) -> Bool {
        SystemClock.monotonicNanoseconds() - began > duration.wholeNanoseconds
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// Whole nanoseconds; a negative duration is none.
    var wholeNanoseconds: UInt64 {
        let (seconds, overflow) = UInt64(clamping: components.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : seconds + UInt64(clamping: components.attoseconds / 1_000_000_000)
    }
}
