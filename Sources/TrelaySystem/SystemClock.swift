import Glibc

/// The machine's clocks. Pure modules never read them: time comes to those as data.
public enum SystemClock {
    /// Milliseconds since the Unix epoch.
    public static func wallMilliseconds() -> Int64 {
        let time = read(CLOCK_REALTIME)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Nanoseconds since the Unix epoch.
    public static func wallNanoseconds() -> UInt64 {
        let time = read(CLOCK_REALTIME)
        return UInt64(clamping: time.tv_sec) * 1_000_000_000 + UInt64(clamping: time.tv_nsec)
    }

    /// Nanoseconds since some moment in the past; never goes back (CLOCK_MONOTONIC).
    public static func monotonicNanoseconds() -> UInt64 {
        let time = read(CLOCK_MONOTONIC)
        return UInt64(clamping: time.tv_sec) * 1_000_000_000 + UInt64(clamping: time.tv_nsec)
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        clock_gettime(clock, &time)
        return time
    }
}
