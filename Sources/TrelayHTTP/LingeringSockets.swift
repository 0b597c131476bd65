import Glibc
import TrelaySystem

/// Sockets of connections that ended in the middle of a request. Closing one while the client still sends would make
/// the kernel send a reset, which may destroy the answer before the client has read it: what comes is discarded, up to
/// a number of bytes and a deadline. Confined to the shard's thread.
final class LingeringSockets {
    private struct Entry {
        var discarded = 0
        let since: UInt64
    }

    private let events: EventLoop
    private let limits: HTTPServerConfiguration
    private var entries: [Int32: Entry] = [:]

    init(events: EventLoop, limits: HTTPServerConfiguration) {
        self.events = events
        self.limits = limits
    }

    var isEmpty: Bool { entries.isEmpty }

    /// Takes a duplicate of `socket`, which its owner closes afterwards.
    func adopt(_ socket: Int32) {
        guard entries.count < limits.maximumLingering else { return }
        let duplicate = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return }
        shutdown(duplicate, Int32(SHUT_WR))
        entries[duplicate] = Entry(since: SystemClock.monotonicNanoseconds())
        discard(duplicate)
        guard entries[duplicate] != nil else { return }
        do {
            try events.add(duplicate, .readable) { [weak self] _ in self?.discard(duplicate) }
        } catch {
            forget(duplicate)
        }
    }

    /// Closes those over their deadline.
    func sweep(now: UInt64) {
        for (socket, entry) in entries where now.elapsed(since: entry.since) >= limits.lingerDeadline {
            events.remove(socket)
            forget(socket)
        }
    }

    func closeAll() {
        for socket in entries.keys {
            events.remove(socket)
            forget(socket)
        }
    }

    private func discard(_ socket: Int32) {
        while let entry = entries[socket] {
            let count = withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) {
                recv(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
            }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { return }
            entries[socket]?.discarded += max(count, 0)
            if count <= 0 || entry.discarded + count > limits.maximumDiscardedBytes {
                events.remove(socket)
                forget(socket)
            }
        }
    }

    private func forget(_ socket: Int32) {
        entries[socket] = nil
        close(socket)
    }
}

extension UInt64 {
    /// The time from an earlier reading of the monotonic clock to this one.
    func elapsed(since earlier: UInt64) -> Duration {
        .nanoseconds(Int64(clamping: self > earlier ? self - earlier : 0))
    }
}
