import TrelaySystem

/// How long a caller still waits, in real time.
struct Patience {
    /// How long to wait between two looks while a fault that ends by itself is open: one tick.
    static let tick = Duration.milliseconds(1)

    private let end: UInt64

    init(_ timeout: Duration) {
        end = SystemClock.monotonicNanoseconds() &+ timeout.wholeNanoseconds
    }

    /// How long to wait before looking again; nil if the time is over.
    func wait(isTicking: Bool) -> Duration? {
        let now = SystemClock.monotonicNanoseconds()
        guard now < end else { return nil }
        let remaining = Duration.nanoseconds(Int64(clamping: end - now))
        return isTicking ? min(remaining, Self.tick) : remaining
    }
}

extension Duration {
    /// Clamped to what fits; negative is zero.
    var wholeNanoseconds: UInt64 {
        let parts = components
        guard parts.seconds >= 0, parts.attoseconds >= 0 else { return 0 }
        // A century is long enough, and its sum with the clock does not overflow.
        guard parts.seconds < 3_000_000_000 else { return 3_000_000_000_000_000_000 }
        return UInt64(parts.seconds) * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000)
    }
}
