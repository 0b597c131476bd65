import Synchronization
import TrelaySystem

/// The thread of one shard.
final class UpstreamThread: Sendable {
    private let ending: EventDescriptor
    private let thread: OSThread

    /// - Parameter listener: belongs to the thread from then on.
    init(
        name: String, listener: Int32, core: UpstreamCore, counters: ShardCounters, maximumConnections: Int
    ) throws(StandInError) {
        do {
            let ending = try EventDescriptor()
            let report = StartReport(event: try EventDescriptor())
            thread = try OSThread(name: name) {
                do {
                    let shard = try UpstreamShard(
                        listener: listener, core: core, counters: counters, maximumConnections: maximumConnections,
                        ending: ending)
                    report.give(nil)
                    shard.run()
                } catch {
                    report.give("\(error)")
                }
            }
            self.ending = ending
            if let failure = report.wait() {
                thread.join()
                throw StandInError(code: .systemFailure, message: "cannot start the stand-in's thread: \(failure)")
            }
        } catch let error as StandInError {
            throw error
        } catch {
            throw StandInError(code: .systemFailure, message: "cannot start the stand-in's thread: \(error)")
        }
    }

    /// Ends the thread and waits for it.
    func stop() {
        ending.signal()
        thread.join()
    }
}

/// How a thread's start went.
private final class StartReport: Sendable {
    private let failure = Mutex<String?>(nil)
    private let event: EventDescriptor

    init(event: EventDescriptor) {
        self.event = event
    }

    func give(_ message: String?) {
        failure.withLock { $0 = message }
        event.signal()
    }

    /// Nil if it went well.
    func wait() -> String? {
        _ = event.wait(timeout: nil)
        return failure.withLock { $0 }
    }
}
