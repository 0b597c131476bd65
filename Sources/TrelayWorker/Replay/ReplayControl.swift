import Synchronization
import TrelayLog
import TrelaySystem

/// Stops the replay loop from another thread.
final class ReplayControl: Sendable {
    private struct State {
        var isStopping = false
        var reader: (any LogReader)?
    }

    private let state = Mutex(State())
    private let event: EventDescriptor

    init() throws(SystemError) {
        event = try EventDescriptor()
    }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    func attach(_ reader: any LogReader) {
        state.withLock { $0.reader = reader }
    }

    func detach() {
        state.withLock { $0.reader = nil }
    }

    /// The replay thread: waits for `stop`, at most for `duration`.
    func wait(_ duration: Duration) {
        _ = event.wait(timeout: duration)
    }

    /// Any thread: interrupts whatever the replay thread waits for. The event stays signalled, for there is no way back.
    func stop() {
        let reader = state.withLock { state in
            state.isStopping = true
            return state.reader
        }
        reader?.wake()
        event.signal()
    }
}
