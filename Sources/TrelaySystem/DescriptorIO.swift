import CSystem
import Glibc

/// Reads and writes that go on until all is done.
enum DescriptorIO {
    private static let chunkBytes = 65_536

    /// A pipe of which no child inherits an end by accident.
    static func makePipe() throws(SystemError) -> (readEnd: Int32, writeEnd: Int32) {
        var readEnd: Int32 = -1
        var writeEnd: Int32 = -1
        guard csystem_pipe(&readEnd, &writeEnd) == 0 else { throw SystemError.last("pipe") }
        return (readEnd, writeEnd)
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, path: String? = nil) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                wait(descriptor, POLLOUT)
            } else if errno != EINTR {
                throw SystemError.last("write", path: path)
            }
        }
    }

    static func read(_ descriptor: Int32, maximumBytes: Int, path: String? = nil) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes.append(contentsOf: chunk[..<count])
                guard bytes.count <= maximumBytes else { throw SystemError(operation: "read", path: path, code: EFBIG) }
            } else if errno == EAGAIN {
                wait(descriptor, POLLIN)
            } else if errno != EINTR {
                throw SystemError.last("read", path: path)
            }
        }
    }

    /// Waits until there is something to read, or an end or error to learn of.
    ///
    /// - Returns: false when `deadline` passes first (nil: never).
    static func waitReadable(_ descriptor: Int32, until deadline: Deadline?) -> Bool {
        while true {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&waiting, 1, deadline?.pollMilliseconds ?? -1)
            if count > 0 { return true }
            if count < 0 && errno != EINTR { return false }
            if let deadline, deadline.hasPassed { return false }
        }
    }

    private static func wait(_ descriptor: Int32, _ events: Int32) {
        var waiting = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        _ = poll(&waiting, 1, -1)
    }
}
