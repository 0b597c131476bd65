/// Timers in the order of their moments. Few at a time: a sorted array is enough.
struct TimerQueue {
    private struct Entry {
        var number: UInt64
        var moment: UInt64
        var body: () -> Void
    }

    private var entries: [Entry] = []
    private var lastNumber: UInt64 = 0

    mutating func add(after delay: Duration, _ body: @escaping () -> Void) -> UInt64 {
        lastNumber += 1
        let parts = delay.components
        let wait = UInt64(clamping: parts.seconds) &* 1_000_000_000 &+ UInt64(clamping: parts.attoseconds / 1_000_000_000)
        let moment = SystemClock.monotonicNanoseconds() &+ wait
        let index = entries.firstIndex { $0.moment > moment } ?? entries.endIndex
        entries.insert(Entry(number: lastNumber, moment: moment, body: body), at: index)
        return lastNumber
    }

    mutating func cancel(_ number: UInt64) {
        entries.removeAll { $0.number == number }
    }

    func nanosecondsUntilNext() -> Int64? {
        guard let first = entries.first else { return nil }
        let now = SystemClock.monotonicNanoseconds()
        return first.moment <= now ? 0 : Int64(clamping: first.moment - now)
    }

    mutating func takeDue() -> [() -> Void] {
        let now = SystemClock.monotonicNanoseconds()
        let count = entries.prefix { $0.moment <= now }.count
        guard count > 0 else { return [] }
        defer { entries.removeFirst(count) }
        return entries.prefix(count).map(\.body)
    }
}
