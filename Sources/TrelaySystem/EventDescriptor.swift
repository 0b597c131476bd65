import CSystem
import Glibc
import Synchronization

/// A wake-up call between threads (eventfd(2), non-blocking): any thread signals, one waits.
///
/// Signals do not add up: one wait and one `drain` take all that came before.
public final class EventDescriptor: Sendable {
    /// For an event loop or for a library that writes wake-ups to a descriptor.
    public let fileDescriptor: Int32
    private let isOpen = Atomic<Bool>(true)

    public init() throws(SystemError) {
        let descriptor = csystem_eventfd()
        guard descriptor >= 0 else { throw SystemError.last("eventfd") }
        fileDescriptor = descriptor
    }

    deinit { close() }

    /// Any thread.
    public func signal() {
        var one: UInt64 = 1
        // A full counter fails with EAGAIN, and then the wake-up is pending already.
        _ = write(fileDescriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Takes back all signals so far.
    public func drain() {
        var value: UInt64 = 0
        _ = read(fileDescriptor, &value, MemoryLayout<UInt64>.size)
    }

    /// Waits for a signal, for at most `timeout` (nil: for ever). Does not take it back.
    ///
    /// - Returns: true if there is a signal.
    public func wait(timeout: Duration?) -> Bool {
        let deadline = timeout.map { Deadline(after: $0) }
        while true {
            var descriptor = pollfd(fd: fileDescriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&descriptor, 1, Self.milliseconds(deadline))
            if count > 0 { return true }
            if count < 0 && errno != EINTR { return false }
            if let deadline, deadline.hasPassed { return false }
        }
    }

    /// Gives the descriptor back. Nobody may use it any more. A second call does nothing.
    public func close() {
        guard isOpen.exchange(false, ordering: .relaxed) else { return }
        _ = Glibc.close(fileDescriptor)
    }

    private static func milliseconds(_ deadline: Deadline?) -> Int32 {
        guard let deadline else { return -1 }
        let parts = deadline.remaining.components
        let milliseconds = Int64(parts.seconds).multipliedReportingOverflow(by: 1_000)
        guard !milliseconds.overflow else { return .max }
        return Int32(clamping: milliseconds.partialValue + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
