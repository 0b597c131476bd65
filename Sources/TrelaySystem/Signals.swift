import CSystem
import Glibc

/// Signals as something to wait for (signalfd(2)).
///
/// Only an executable makes one, first thing in main: it blocks the signals in the calling thread, and threads that are
/// started later inherit that.
public final class SignalDescriptor: Sendable {
    /// For an event loop.
    public let fileDescriptor: Int32

    public init(signals: [Int32]) throws(SystemError) {
        let descriptor = csystem_signalfd(signals, signals.count)
        guard descriptor >= 0 else { throw SystemError.last("signalfd") }
        fileDescriptor = descriptor
    }

    deinit { close(fileDescriptor) }

    /// Waits for the next signal, at most for `timeout` (nil: for ever).
    ///
    /// - Returns: its number; nil at the timeout.
    public func wait(timeout: Duration?) -> Int32? {
        let deadline = timeout.map { Deadline(after: $0) }
        while true {
            let number = csystem_signalfd_read(fileDescriptor)
            if number > 0 { return number }
            if number < 0 { return nil }
            guard DescriptorIO.waitReadable(fileDescriptor, until: deadline) else { return nil }
        }
    }
}

/// Signals by name.
public enum SystemSignal {
    public static let hangUp = SIGHUP
    public static let interrupt = SIGINT
    public static let terminate = SIGTERM
    public static let kill = SIGKILL
    public static let stop = SIGSTOP
    public static let resume = SIGCONT
    public static let windowChange = SIGWINCH
    public static let brokenPipe = SIGPIPE
    public static let user1 = SIGUSR1
}

/// What the process does with a signal.
public enum SignalDisposition {
    /// From now on the signal does nothing. SIGPIPE then is an error (EPIPE) of the write.
    public static func ignore(_ signal: Int32) {
        csystem_signal_ignore(signal)
    }
}
