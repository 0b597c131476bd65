import Synchronization
import TrelaySystem

/// A fetch that is under way, for those who want the same artifact: it is fetched once.
final class ArtifactFlight: Sendable {
    private struct State {
        var result: Result<Void, ModelError>?
        var waiting: [EventDescriptor] = []
    }

    private let state = Mutex(State())

    /// Blocks until the fetch has ended, and throws what it threw.
    func wait() throws(ModelError) {
        let ended: EventDescriptor
        do throws(SystemError) { ended = try EventDescriptor() } catch { throw PartialArtifact.storage(error) }
        let result = state.withLock { state in
            if state.result == nil { state.waiting.append(ended) }
            return state.result
        }
        if let result { return try result.get() }
        while true {
            _ = ended.wait(timeout: nil)
            if let result = state.withLock({ $0.result }) { return try result.get() }
        }
    }

    func finish(_ result: Result<Void, ModelError>) {
        let waiting = state.withLock { state in
            state.result = result
            defer { state.waiting = [] }
            return state.waiting
        }
        for descriptor in waiting { descriptor.signal() }
    }
}
