import Glibc

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
