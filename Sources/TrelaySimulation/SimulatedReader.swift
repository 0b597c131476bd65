import TrelayLog
import TrelaySystem

/// The handle of a reader; its position lives in the log's state, under the log's one lock.
final class SimulatedReader: LogReader {
    private let log: SimulatedLog
    private let identifier: Int
    private let event: EventDescriptor

    init(log: SimulatedLog, identifier: Int, event: EventDescriptor) {
        self.log = log
        self.identifier = identifier
        self.event = event
    }

    func poll(timeout: Duration) throws(LogError) -> LogBatch {
        let patience = Patience(timeout)
        let isOpen = log.perform { $0.readers[identifier]?.beginPoll() ?? false }
        guard isOpen else { throw .closed("reader") }
        defer { finishPoll() }
        while true {
            // Before looking: whatever changes after the look signals again.
            event.drain()
            switch try step() {
            case .deliver(let batch):
                return batch
            case .wait(let isTicking):
                guard let wait = patience.wait(isTicking: isTicking) else {
                    return log.perform { $0.readers[identifier]?.batch() } ?? .none
                }
                _ = event.wait(timeout: wait)
            }
        }
    }

    private func step() throws(LogError) -> SimulatedReaderState.Step {
        try log.performThrowing { (state: inout SimulatedState) throws(LogError) -> SimulatedReaderState.Step in
            if state.isClosed { throw .closed("log") }
            state.tick()
            guard var reader = state.readers[identifier] else { throw .closed("reader") }
            let view = SimulatedView(
                topics: state.topics, faults: state.faults, isConnected: state.isConnected,
                isReconnecting: state.reconnectTicks != nil)
            defer { state.readers[identifier] = reader }
            return try reader.step(view)
        }
    }

    func wake() {
        log.perform { state in
            guard state.readers[identifier] != nil else { return }
            state.readers[identifier]?.isWoken = true
            event.signal()
        }
    }

    func close() {
        log.perform { state in
            guard let reader = state.readers[identifier] else { return }
            if reader.isPolling {
                // The poll that waits still uses the event: it closes it on its way out.
                state.readers[identifier]?.isClosed = true
                event.signal()
            } else {
                state.readers[identifier] = nil
                event.close()
            }
        }
    }

    private func finishPoll() {
        log.perform { state in
            guard let reader = state.readers[identifier] else { return }
            state.readers[identifier]?.isPolling = false
            if reader.isClosed {
                state.readers[identifier] = nil
                event.close()
            }
        }
    }
}

extension SimulatedReaderState {
    /// False if the reader is closed.
    fileprivate mutating func beginPoll() -> Bool {
        precondition(!isPolling, "only one thread may poll a reader")
        isPolling = true
        return true
    }
}

extension LogBatch {
    fileprivate static let none = LogBatch(records: [], progress: [], isConnected: false)
}
