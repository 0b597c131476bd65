import CSystem
import Glibc
import Synchronization

/// A thread of the operating system, for loops that block: one per Kafka client, one per HTTP shard.
///
/// Someone must `join` it; a handle that goes away leaves its thread running to its end.
public final class OSThread: Sendable {
    private struct State {
        var thread: pthread_t?
    }

    private let state: Mutex<State>

    /// Enough for loops that do not recurse; the system's usual 8 MiB matter only where memory is counted.
    public static let smallStackBytes = 1_048_576

    /// Starts a thread. Signals are not delivered to it: they belong to the thread that handles them.
    ///
    /// - Parameters:
    ///   - name: what `top -H` shows, cut to 15 bytes.
    ///   - stackBytes: nil for what the system gives; `smallStackBytes` for one of many.
    public init(
        name: String, stackBytes: Int? = nil, body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        let box = Unmanaged.passRetained(Body(name: name, run: body))
        var thread = pthread_t()
        let code = Self.start(&thread, stackBytes, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw SystemError(operation: "pthread_create", code: code)
        }
        state = Mutex(State(thread: thread))
    }

    /// Waits for the end of the thread. A second call, or one from the thread itself, returns at once.
    public func join() {
        let thread = state.withLock { state in
            defer { state.thread = nil }
            return state.thread
        }
        guard let thread else { return }
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }

    deinit {
        if let thread = state.withLock({ $0.thread }) { pthread_detach(thread) }
    }

    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Signals are blocked around the creation, so that the new thread is born with them blocked.
    private static func start(
        _ thread: inout pthread_t, _ stackBytes: Int?, _ argument: UnsafeMutableRawPointer
    ) -> Int32 {
        var attributes = pthread_attr_t()
        let code = pthread_attr_init(&attributes)
        guard code == 0 else { return code }
        defer { pthread_attr_destroy(&attributes) }
        if let stackBytes {
            let code = pthread_attr_setstacksize(&attributes, stackBytes)
            guard code == 0 else { return code }
        }
        var blocked = sigset_t()
        var before = sigset_t()
        csystem_deliverable_signals(&blocked)
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return pthread_create(
            &thread, &attributes,
            { @Sendable argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                csystem_thread_set_name(body.name)
                body.run()
                return nil
            }, argument)
    }
}
