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
        let moment = SystemClock.monotonicNanoseconds().addingReportingOverflow(delay.saturatedNanoseconds)
        let entry = Entry(number: lastNumber, moment: moment.overflow ? .max : moment.partialValue, body: body)
        let index = entries.firstIndex { $0.moment > entry.moment } ?? entries.endIndex
        entries.insert(entry, at: index)
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

    /// The next body that is due at `now`. One by one, so that a body may cancel the next.
    mutating func takeNext(dueAt now: UInt64) -> (() -> Void)? {
        guard let first = entries.first, first.moment <= now else { return nil }
        return entries.removeFirst().body
    }
}
