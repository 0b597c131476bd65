import Glibc

/// A regular file that is open for reading. Closed with the value.
///
/// What is none is refused before anything is read: a FIFO would block for ever, a device may never end.
public struct RegularFile: ~Copyable {
    /// The most bytes that `nextChunk` gives.
    public static let maximumChunkBytes = 1 << 20

    /// Bytes, at the moment when it was opened.
    public let size: Int
    let descriptor: Int32
    private let path: String

    /// - Throws: EISDIR for a folder, `SystemError.notRegularFile` for anything else that is no regular file.
    public init(_ path: String) throws(SystemError) {
        // Without O_NONBLOCK opening a FIFO waits for somebody who writes. Reading a regular file does not care.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw SystemError.last("open", path: path) }
        do throws(SystemError) {
            size = try Self.size(of: descriptor, path)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// What comes next, empty at the end.
    public mutating func nextChunk() throws(SystemError) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: Self.maximumChunkBytes)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count >= 0 {
                chunk.removeLast(chunk.count - count)
                return chunk
            }
            guard errno == EINTR else { throw SystemError.last("read", path: path) }
        }
    }

    private static func size(of descriptor: Int32, _ path: String) throws(SystemError) -> Int {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw SystemError.last("stat", path: path) }
        switch information.st_mode & S_IFMT {
        case S_IFREG: return Int(information.st_size)
        case S_IFDIR: throw SystemError(operation: "read", path: path, code: EISDIR)
        default: throw SystemError(operation: "read", path: path, code: SystemError.notRegularFile)
        }
    }
}
