import Glibc

/// What lies in a folder.
public enum Folder {
    /// A file or folder as lstat(2) sees it.
    public struct Entry: Hashable, Sendable {
        public var name: String
        /// Whether it is a regular file; a link is none.
        public var isRegularFile: Bool
        /// Bytes.
        public var size: Int
        /// When it was last written or touched, nanoseconds since the Unix epoch.
        public var modifiedNanoseconds: UInt64
    }

    /// The entries of a folder in no order, without `.` and `..`; what goes away meanwhile is left out.
    public static func entries(_ path: String) throws(SystemError) -> [Entry] {
        guard let directory = opendir(path), let start = MemoryLayout<dirent>.offset(of: \dirent.d_name) else {
            throw SystemError.last("opendir", path: path)
        }
        defer { closedir(directory) }
        var entries: [Entry] = []
        while let found = readdir(directory) {
            let name = String(cString: (UnsafeRawPointer(found) + start).assumingMemoryBound(to: CChar.self))
            guard name != ".", name != "..", let entry = entry(name, in: path) else { continue }
            entries.append(entry)
        }
        return entries
    }

    /// Marks a file as used now. One that is gone is no error.
    public static func touch(_ path: String) {
        utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW)
    }

    /// Makes the folder one that only its owner can enter.
    public static func makePrivate(_ path: String) throws(SystemError) {
        guard chmod(path, 0o700) == 0 else { throw SystemError.last("chmod", path: path) }
    }

    private static func entry(_ name: String, in folder: String) -> Entry? {
        var information = stat()
        guard lstat(folder + "/" + name, &information) == 0 else { return nil }
        let time = information.st_mtim
        return Entry(
            name: name, isRegularFile: information.st_mode & S_IFMT == S_IFREG, size: Int(information.st_size),
            modifiedNanoseconds: UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec))
    }
}

/// A file that one process holds as long as the value lives, against others that would write to the same folder
/// (flock(2)). The kernel lets it go when the process ends, however that comes.
public struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: `SystemError.isLocked` when another process, or another value of this one, holds it.
    public init(_ path: String) throws(SystemError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SystemError.last("open", path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = SystemError.last("flock", path: path)
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}

extension SystemError {
    /// Somebody else holds the lock.
    public static let isLocked = EWOULDBLOCK
}

extension RegularFile {
    /// Where the open file really lies, whatever links led to it; nil where there is no /proc or the file is gone.
    public var resolvedPath: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        guard count > 0, count < buffer.count else { return nil }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.hasSuffix(" (deleted)") ? nil : path
    }

    /// Where a path leads, with all links followed (realpath(3)); nil if nothing is there.
    public static func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
