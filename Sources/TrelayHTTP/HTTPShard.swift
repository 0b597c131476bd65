import Glibc
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
    private let threadIdentity = Atomic<UInt>(0)
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
    public var isCurrent: Bool {
        threadIdentity.load(ordering: .relaxed) == UInt(pthread_self())
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

    /// Runs `job` on the shard's thread and waits for its result. Nil if closed. Not from the shard's thread.
    func call<Value: Sendable>(_ job: @escaping @Sendable (ShardLoop) -> Value) throws(HTTPError) -> Value? {
        precondition(!isCurrent, "a shard cannot wait for its own thread")
        let result = try OneShot<Value>()
        guard post({ result.give(job($0)) }) else { return nil }
        return result.wait()
    }

    private func run(_ started: OneShot<HTTPError?>) {
        threadIdentity.store(UInt(pthread_self()), ordering: .relaxed)
        let loop: ShardLoop
        do {
            loop = try ShardLoop(shard: self, wakeup: wakeup)
        } catch {
            started.give(error)
            return
        }
        started.give(nil)
        while takeJobs(loop) { loop.turn(hasJobs: { mailbox.withLock { !$0.jobs.isEmpty || !$0.isOpen } }) }
        loop.stop()
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
