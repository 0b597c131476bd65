import Glibc

/// Whole files: read with a limit, replaced so that a reader or a crash sees the old or the new, never a mixture.
public enum DurableFile {
    /// Replaces the file: a temporary file beside it, fsync, rename, fsync of the folder. Only the owner may read it.
    ///
    /// - Parameter synchronize: false leaves out both fsyncs: safe against a crash of the process, not of the machine.
    public static func replace(_ path: String, with bytes: [UInt8], synchronize: Bool = true) throws(SystemError) {
        let temporary = TemporaryFiles.name(beside: path)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
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

    /// Reads a whole regular file. A folder is EISDIR, a file of more than `maximumBytes` EFBIG; a FIFO, device or
    /// socket is `SystemError.notRegularFile`, at once.
    public static func read(_ path: String, maximumBytes: Int) throws(SystemError) -> [UInt8] {
        let file = try RegularFile(path)
        guard file.size <= maximumBytes else { throw SystemError(operation: "read", path: path, code: EFBIG) }
        return try DescriptorIO.read(file.descriptor, maximumBytes: maximumBytes, path: path)
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

    /// What was renamed or removed there stays so after a crash of the machine.
    static func synchronizeFolder(of path: String) throws(SystemError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError.last("open", path: folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemError.last("fsync", path: folder) }
    }
}
