import Glibc

/// A system call that failed: what was tried, on which path, and errno.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    public var operation: String
    public var path: String?
    /// errno (errno(3)).
    public var code: Int32

    public init(operation: String, path: String? = nil, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// The error that the last failed call of this thread left in errno.
    static func last(_ operation: String, path: String? = nil) -> SystemError {
        SystemError(operation: operation, path: path, code: errno)
    }

    public var description: String {
        let place = path.map { " \($0)" } ?? ""
        let words = code == Self.notRegularFile ? "not a regular file" : String(cString: strerror(code))
        return "\(operation)\(place): \(words)"
    }

    public static let noSuchFile = ENOENT
    public static let isADirectory = EISDIR
    /// A FIFO, device or socket where a file is wanted. It is what open(2) itself says of a socket.
    public static let notRegularFile = ENXIO
    public static let fileTooLarge = EFBIG
    public static let permissionDenied = EACCES
    public static let brokenPipe = EPIPE
}
