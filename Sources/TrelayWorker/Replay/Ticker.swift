import TrelaySystem

/// Does something once per interval, whenever its thread comes by.
struct Ticker {
    private let interval: Duration
    private let body: () -> Void
    /// Due at once.
    private var next = Deadline(after: .zero)

    init(interval: Duration, _ body: @escaping () -> Void) {
        self.interval = interval
        self.body = body
    }

    /// How long until the next time; zero when it is due.
    var remaining: Duration { next.remaining }

    mutating func run() {
        guard next.hasPassed else { return }
        next = Deadline(after: interval)
        body()
    }
}
