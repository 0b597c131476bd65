import Synchronization
import TrelaySystem

/// A progress bar on standard error, for reading that takes longer than a moment. Silent when that is no terminal.
final class Progress: Sendable {
    private struct State {
        var lastDrawn: UInt64
        var isVisible = false
    }

    private let label: String
    private let isEnabled: Bool
    private let state: Mutex<State>
    private static let interval: UInt64 = 100_000_000
    private static let patience: UInt64 = 500_000_000
    private static let cells = 30

    init(_ label: String, isEnabled: Bool = Terminal.isTerminal(2)) {
        self.label = label
        self.isEnabled = isEnabled
        // A read that is over within the patience shows nothing at all.
        state = Mutex(State(lastDrawn: SystemClock.monotonicNanoseconds() + Self.patience - Self.interval))
    }

    func show(_ done: Int64, of total: Int64) {
        guard isEnabled, total > 0 else { return }
        let isDue = state.withLock { state in
            let now = SystemClock.monotonicNanoseconds()
            guard now > state.lastDrawn, now - state.lastDrawn >= Self.interval else { return false }
            state.lastDrawn = now
            state.isVisible = true
            return true
        }
        guard isDue else { return }
        let filled = Int(Int64(Self.cells) * min(done, total) / total)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.cells - filled)
        StandardStreams.writeError("\r\(label) \(bar) \(100 * min(done, total) / total) %\u{1B}[K")
    }

    /// Removes the bar, so that what follows starts on a clean line.
    func finish() {
        let wasVisible = state.withLock { state in
            defer { state.isVisible = false }
            return state.isVisible
        }
        if wasVisible { StandardStreams.writeError("\r\u{1B}[K") }
    }
}
