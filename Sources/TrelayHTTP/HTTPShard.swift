import Synchronization
import TrelaySystem

/// One thread with one event loop, to which servers and clients attach: a proxied request that comes in and goes out
/// on the same shard never changes thread. `OSThread` blocks all signals, SIGPIPE too, which both libraries rely on.
///
/// `HTTPServer` makes its own shards; hand one of them (`HTTPExchange.shard`) to an `HTTPClient` to let both run on it.
public final class HTTPShard: Sendable {
    /// Jobs that wait for the shard's thread; they come from bounded numbers of exchanges and calls.
    private struct Mailbox {
        var jobs: [@Sendable (ShardLoop) -> Void] = []
        var isOpen = true
    }

    private let mailbox = Mutex(Mailbox())
    private let wakeup: EventDescriptor
    private let thread = Mutex<OSThread?>(nil)

    /// Starts the thread; `name` shows in process listings (15 bytes of it).
    public init(name: String) throws(HTTPError) {
        do {
            wakeup = try EventDescriptor()
            let started = try OneShot<HTTPError?>()
            let newThread = try OSThread(name: name) { [self] in run(started) }
            thread.withLock { $0 = newThread }
            if let failure = started.wait() ?? nil { throw failure }
        } catch let error as HTTPError {
            throw error
        } catch {
            throw HTTPError(code: .systemFailure, message: "cannot start the HTTP thread \(name): \(error)")
        }
    }

    /// Whether the caller is on the shard's thread.
    public var isCurrent: Bool { currentLoop != nil }

    /// The shard's loop, on its own thread; nil on all others.
    var currentLoop: ShardLoop? {
        guard let loop = CurrentLoop.value, loop.shard === self else { return nil }
        return loop
    }

    /// Calls `body` once, after `delay`, on the shard's thread. Only from that thread; meant for few timers at a time
    /// (the delay before a retry), not for one per request.
    public func after(_ delay: Duration, _ body: @escaping () -> Void) -> HTTPTimer {
        let loop = currentLoop
        precondition(loop != nil, "a shard's timers belong to its thread")
        return HTTPTimer(loop?.events, delay, body)
    }

    /// Ends the thread and waits for it; servers and clients that are still attached end at once. Not from the shard's
    /// thread.
    public func close() {
        precondition(!isCurrent, "a shard cannot wait for its own thread")
        mailbox.withLock { $0.isOpen = false }
        wakeup.signal()
        let taken = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        taken?.join()
    }

    /// Runs `job` on the shard's thread, soon and in order; from that thread itself after the current event. False if
    /// the shard is closed: the job will not run.
    @discardableResult
    func post(_ job: @escaping @Sendable (ShardLoop) -> Void) -> Bool {
        let (isAccepted, wasEmpty) = mailbox.withLock { mailbox in
            guard mailbox.isOpen else { return (false, false) }
            mailbox.jobs.append(job)
            return (true, mailbox.jobs.count == 1)
        }
        // The thread looks into the mailbox before it waits: it need not wake itself, nor be woken twice.
        if isAccepted && wasEmpty && !isCurrent { wakeup.signal() }
        return isAccepted
    }

    /// Runs `job` at once on the shard's own thread, or posts it from any other.
    ///
    /// At once is safe for what servers and clients do here, also from within the callbacks of both libraries:
    /// - libmicrohttpd only notes that a connection is to be resumed; the daemon acts on it in its next run.
    /// - libcurl must not be called from within its own callbacks: `ClientShard` knows when it is inside and puts off
    ///   what is asked for then until libcurl has returned.
    ///
    /// Jobs that wait in the mailbox are overtaken: what must keep its order with other threads is posted.
    @discardableResult
    func run(_ job: @escaping @Sendable (ShardLoop) -> Void) -> Bool {
        guard let loop = currentLoop else { return post(job) }
        job(loop)
        return true
    }

    /// Runs `job` on the shard's thread and waits for its result. Nil if closed. Not from the shard's thread.
    func call<Value: Sendable>(_ job: @escaping @Sendable (ShardLoop) -> Value) throws(HTTPError) -> Value? {
        precondition(!isCurrent, "a shard cannot wait for its own thread")
        let result = try OneShot<Value>()
        guard post({ result.give(job($0)) }) else { return nil }
        return result.wait()
    }

    private func run(_ started: OneShot<HTTPError?>) {
        let loop: ShardLoop
        do {
            loop = try ShardLoop(shard: self, wakeup: wakeup)
            try CurrentLoop.set(loop)
        } catch {
            started.give(error)
            return
        }
        started.give(nil)
        while takeJobs(loop) { loop.turn(hasJobs: { mailbox.withLock { !$0.jobs.isEmpty || !$0.isOpen } }) }
        loop.stop()
        try? CurrentLoop.set(nil)
    }

    /// Runs what waits in the mailbox; false when the shard is closed and the mailbox empty.
    private func takeJobs(_ loop: ShardLoop) -> Bool {
        let (jobs, isOpen) = mailbox.withLock { mailbox in
            defer { mailbox.jobs = [] }
            return (mailbox.jobs, mailbox.isOpen)
        }
        for job in jobs { job(loop) }
        return isOpen || !jobs.isEmpty
    }
}
