import Glibc

/// A regular file that is written from its beginning to its end, perhaps in several lives of the process, and then
/// takes its place under another name. Closed with the value; only the owner may read it.
public struct GrowingFile: ~Copyable {
    public let path: String
    private let descriptor: Int32
    /// Bytes that it has.
    public private(set) var size: Int

    /// Opens the file to go on with it, or makes it. A link is not followed.
    ///
    /// - Throws: `SystemError.notRegularFile` for anything that is no regular file.
    public init(_ path: String) throws(SystemError) {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw SystemError.last("open", path: path) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw SystemError(operation: "open", path: path, code: SystemError.notRegularFile)
        }
        self.descriptor = descriptor
        self.path = path
        size = Int(information.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// Up to `RegularFile.maximumChunkBytes` from `offset`; empty at the end.
    public func chunk(at offset: Int) throws(SystemError) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: min(RegularFile.maximumChunkBytes, max(0, size - offset)))
        guard !chunk.isEmpty else { return [] }
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(offset))
            if count >= 0 {
                chunk.removeLast(chunk.count - count)
                return chunk
            }
            guard errno == EINTR else { throw SystemError.last("read", path: path) }
        }
    }

    /// Adds bytes at the end.
    public mutating func append(_ bytes: [UInt8]) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(
                    descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written, off_t(size + written))
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw SystemError.last("write", path: path)
            }
        }
        size += written
    }

    /// Begins anew.
    public mutating func clear() throws(SystemError) {
        guard ftruncate(descriptor, 0) == 0 else { throw SystemError.last("truncate", path: path) }
        size = 0
    }

    /// Makes it durable and gives it its name: who looks there sees the whole file or none.
    public consuming func publish(as name: String) throws(SystemError) {
        guard fsync(descriptor) == 0 else { throw SystemError.last("fsync", path: path) }
        guard rename(path, name) == 0 else { throw SystemError.last("rename", path: name) }
        try DurableFile.synchronizeFolder(of: name)
    }
}
