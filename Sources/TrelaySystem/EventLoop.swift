import CSystem
import Glibc

/// Waits for descriptors and timers on one thread (epoll(7)).
///
/// Confined to its thread, handlers included; only a `waker` may be used on others. A handler that removes a
/// descriptor makes events for it that were already fetched go nowhere, also when the number is in use again.
public final class EventLoop {
    /// What to wait for, and what has come. `hangUp` also tells errors, and those always come.
    public struct Interest: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        public static let readable = Interest(rawValue: UInt32(CSYSTEM_READABLE))
        public static let writable = Interest(rawValue: UInt32(CSYSTEM_WRITABLE))
        /// The peer has closed its side (EPOLLRDHUP), or the connection broke.
        public static let hangUp = Interest(rawValue: UInt32(CSYSTEM_HANG_UP))
    }

    public typealias Handler = (Interest) -> Void

    /// Names a timer.
    public struct TimerIdentifier: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    private struct Registration {
        var generation: UInt32
        var handler: Handler
    }

    private static let maximumEventsPerTurn = 64
    private let epoll: Int32
    private let wakeUp: EventDescriptor
    private var registrations: [Int32: Registration] = [:]
    private var generation: UInt32 = 0
    private var timers = TimerQueue()
    private var events = [csystem_event](repeating: csystem_event(), count: maximumEventsPerTurn)

    public init() throws(SystemError) {
        epoll = csystem_epoll_create()
        guard epoll >= 0 else { throw SystemError.last("epoll_create1") }
        do throws(SystemError) {
            wakeUp = try EventDescriptor()
        } catch {
            close(epoll)
            throw error
        }
        let wakeUp = wakeUp
        try add(wakeUp.fileDescriptor, .readable) { _ in wakeUp.drain() }
    }

    deinit {
        close(epoll)
    }

    /// Calls `handler` whenever one of `interest` has come, until `remove`.
    public func add(
        _ descriptor: Int32, _ interest: Interest, _ handler: @escaping Handler
    ) throws(SystemError) {
        generation &+= 1
        guard csystem_epoll_add(epoll, descriptor, interest.rawValue, token(descriptor, generation)) == 0 else {
            throw SystemError.last("epoll_ctl add")
        }
        registrations[descriptor] = Registration(generation: generation, handler: handler)
    }

    /// Changes what a descriptor waits for.
    public func modify(_ descriptor: Int32, _ interest: Interest) throws(SystemError) {
        guard let registration = registrations[descriptor] else {
            throw SystemError(operation: "epoll_ctl modify", code: ENOENT)
        }
        let token = token(descriptor, registration.generation)
        guard csystem_epoll_modify(epoll, descriptor, interest.rawValue, token) == 0 else {
            throw SystemError.last("epoll_ctl modify")
        }
    }

    /// Forgets a descriptor; to be called before it is closed. Unknown descriptors are no error.
    public func remove(_ descriptor: Int32) {
        guard registrations.removeValue(forKey: descriptor) != nil else { return }
        _ = csystem_epoll_remove(epoll, descriptor)
    }

    /// Calls `body` once, after `delay`.
    public func after(_ delay: Duration, _ body: @escaping () -> Void) -> TimerIdentifier {
        TimerIdentifier(number: timers.add(after: delay, body))
    }

    /// Forgets a timer; one that has fired is no error.
    public func cancel(_ timer: TimerIdentifier) {
        timers.cancel(timer.number)
    }

    /// Ends the waiting of a loop from other threads.
    public struct Waker: Sendable {
        fileprivate let event: EventDescriptor

        /// Makes the current or the next `runOnce` return. Any thread, also after the loop is gone.
        public func wake() {
            event.signal()
        }
    }

    /// To be handed to other threads.
    public var waker: Waker { Waker(event: wakeUp) }

    /// As `Waker.wake`.
    public func wake() {
        wakeUp.signal()
    }

    /// Waits for events, at most for `timeout` (nil: until something comes), and calls the handlers and due timers.
    public func runOnce(timeout: Duration?) {
        let limits = [timeout.map { Int64(clamping: $0.saturatedNanoseconds) }, timers.nanosecondsUntilNext()]
        let wait = limits.compactMap { $0 }.min() ?? -1
        let count = csystem_epoll_wait(epoll, &events, Int32(Self.maximumEventsPerTurn), wait)
        if count > 0 {
            // Handlers may run the loop's own functions: what was fetched is copied out first.
            for event in Array(events[..<Int(count)]) { dispatch(event) }
        }
        runTimers()
    }

    private func runTimers() {
        // One moment for all: a timer that sets itself again at once waits for the next turn.
        let now = SystemClock.monotonicNanoseconds()
        while let body = timers.takeNext(dueAt: now) { body() }
    }

    private func dispatch(_ event: csystem_event) {
        let descriptor = Int32(truncatingIfNeeded: event.token & 0xffff_ffff)
        guard let registration = registrations[descriptor],
            registration.generation == UInt32(truncatingIfNeeded: event.token >> 32)
        else { return }
        registration.handler(Interest(rawValue: event.ready))
    }

    private func token(_ descriptor: Int32, _ generation: UInt32) -> UInt64 {
        UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    }
}
