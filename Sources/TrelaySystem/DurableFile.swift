import Glibc

/// Whole files: read with a limit, replaced so that a reader or a crash sees the old or the new, never a mixture.
public enum DurableFile {
    /// Replaces the file: a temporary file beside it, fsync, rename, fsync of the folder.
    ///
    /// - Parameter synchronize: false leaves out both fsyncs: safe against a crash of the process, not of the machine.
    public static func replace(_ path: String, with bytes: [UInt8], synchronize: Bool = true) throws(SystemError) {
        let temporary = path + ".\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError.last("open", path: temporary) }
        do throws(SystemError) {
            try DescriptorIO.write(bytes, to: descriptor, path: temporary)
            if synchronize, fsync(descriptor) != 0 { throw SystemError.last("fsync", path: temporary) }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let error = SystemError.last("rename", path: path)
            unlink(temporary)
            throw error
        }
        if synchronize { try synchronizeFolder(of: path) }
    }

    /// Reads a whole file. A folder is EISDIR, a file of more than `maximumBytes` EFBIG.
    public static func read(_ path: String, maximumBytes: Int) throws(SystemError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError.last("open", path: path) }
        defer { close(descriptor) }
        return try DescriptorIO.read(descriptor, maximumBytes: maximumBytes, path: path)
    }

    /// Removes a file; one that is not there is no error.
    public static func remove(_ path: String) throws(SystemError) {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw SystemError.last("unlink", path: path)
    }

    /// Makes a folder and those above it; ones that are there are no error.
    public static func createDirectory(_ path: String) throws(SystemError) {
        var partial = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            partial += (partial.isEmpty || partial.hasSuffix("/") ? "" : "/") + part
            if mkdir(partial, 0o755) != 0, errno != EEXIST { throw SystemError.last("mkdir", path: partial) }
        }
        var information = stat()
        guard stat(path, &information) == 0 else { throw SystemError.last("stat", path: path) }
        guard information.st_mode & S_IFMT == S_IFDIR else {
            throw SystemError(operation: "mkdir", path: path, code: ENOTDIR)
        }
    }

    public static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    private static func synchronizeFolder(of path: String) throws(SystemError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError.last("open", path: folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemError.last("fsync", path: folder) }
    }
}

/// Reads and writes that go on until all is done.
enum DescriptorIO {
    static func write(_ bytes: [UInt8], to descriptor: Int32, path: String? = nil) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, -1)
            } else if errno != EINTR {
                throw SystemError.last("write", path: path)
            }
        }
    }

    static func read(_ descriptor: Int32, maximumBytes: Int, path: String? = nil) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw SystemError.last("read", path: path)
            }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= maximumBytes else { throw SystemError(operation: "read", path: path, code: EFBIG) }
        }
    }
}

extension DurableFile {
    /// Removes a folder with all that is in it, as far as it can be removed. Links are removed, not followed.
    public static func removeTree(_ path: String) {
        if let directory = opendir(path) {
            var names: [String] = []
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { names.append(name) }
            }
            closedir(directory)
            for name in names { removeEntry(path + "/" + name) }
        }
        rmdir(path)
    }

    private static func removeEntry(_ path: String) {
        var information = stat()
        guard lstat(path, &information) == 0 else { return }
        if information.st_mode & S_IFMT == S_IFDIR { removeTree(path) } else { unlink(path) }
    }
}
