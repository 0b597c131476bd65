import Synchronization
import TrelaySystem

/// A few threads for work that takes long, and a short queue in front of them. What does not fit is refused at once:
/// waiting longer than one can be served helps nobody.
final class WorkPool: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var idle: [Int] = []
        var isOpen = true
    }

    private let maximumWaiting: Int
    private let state = Mutex(State())
    private let wakeups: [EventDescriptor]
    private let threads = Mutex<[OSThread]>([])

    init(name: String, threads count: Int, maximumWaiting: Int) throws(SystemError) {
        self.maximumWaiting = max(1, maximumWaiting)
        var wakeups: [EventDescriptor] = []
        for _ in 0..<max(1, count) { wakeups.append(try EventDescriptor()) }
        self.wakeups = wakeups
        for index in wakeups.indices {
            do throws(SystemError) {
                let thread = try OSThread(name: "\(name)-\(index)") { [self] in run(index) }
                threads.withLock { $0.append(thread) }
            } catch {
                close()
                throw error
            }
        }
    }

    /// - Returns: false if the queue is full or the pool closed: the job will not run.
    func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let (isAccepted, wakeup) = state.withLock { state -> (Bool, Int?) in
            guard state.isOpen, state.waiting.count < maximumWaiting + state.idle.count else { return (false, nil) }
            state.waiting.append(job)
            return (true, state.idle.popLast())
        }
        if let wakeup { wakeups[wakeup].signal() }
        return isAccepted
    }

    /// Runs what was accepted, and ends the threads.
    func close() {
        state.withLock { $0.isOpen = false }
        for wakeup in wakeups { wakeup.signal() }
        let threads = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in threads { thread.join() }
    }

    private func run(_ index: Int) {
        while true {
            wakeups[index].drain()
            let (job, isOpen) = state.withLock { state -> ((@Sendable () -> Void)?, Bool) in
                state.idle.removeAll { $0 == index }
                if !state.waiting.isEmpty { return (state.waiting.removeFirst(), true) }
                if state.isOpen { state.idle.append(index) }
                return (nil, state.isOpen)
            }
            if let job {
                job()
            } else if isOpen {
                _ = wakeups[index].wait(timeout: nil)
            } else {
                return
            }
        }
    }
}
