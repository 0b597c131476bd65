import CSystem
import Glibc
import Synchronization

/// A wake-up call between threads (eventfd(2), non-blocking): any thread signals, one waits.
///
/// Signals do not add up: one wait and one `drain` take all that came before.
public final class EventDescriptor: Sendable {
    /// For an event loop or for a library that writes wake-ups to a descriptor.
    public let fileDescriptor: Int32
    /// Held while the descriptor is written or read: a late signal must never reach another file of the same number.
    private let isOpen = Mutex(true)

    public init() throws(SystemError) {
        let descriptor = csystem_eventfd()
        guard descriptor >= 0 else { throw SystemError.last("eventfd") }
        fileDescriptor = descriptor
    }

    deinit { close() }

    /// Any thread. After `close` it does nothing.
    public func signal() {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            var one: UInt64 = 1
            // A full counter fails with EAGAIN, and then the wake-up is pending already.
            _ = write(fileDescriptor, &one, MemoryLayout<UInt64>.size)
        }
    }

    /// Takes back all signals so far.
    public func drain() {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            var value: UInt64 = 0
            _ = read(fileDescriptor, &value, MemoryLayout<UInt64>.size)
        }
    }

    /// Waits for a signal, for at most `timeout` (nil: for ever). Does not take it back.
    ///
    /// - Returns: true if there is a signal.
    public func wait(timeout: Duration?) -> Bool {
        DescriptorIO.waitReadable(fileDescriptor, until: timeout.map { Deadline(after: $0) })
    }

    /// Gives the descriptor back. Nobody may be waiting for it. A second call does nothing.
    public func close() {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            isOpen = false
            _ = Glibc.close(fileDescriptor)
        }
    }
}
