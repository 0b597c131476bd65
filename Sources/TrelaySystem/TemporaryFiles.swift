import Glibc
import Synchronization

/// The temporary files beside a file that is replaced: `<file>.<process>.<number>.tmp`.
enum TemporaryFiles {
    /// Makes the temporary files of two threads two files.
    private static let number = Atomic<UInt32>(0)
    private static let swept = Mutex<Set<String>>([])
    /// A process replaces few files again and again. One that replaces more sweeps some of them once more.
    private static let maximumSwept = 256

    /// A new name, after what processes that were killed left beside `path` is gone.
    static func name(beside path: String) -> String {
        sweepOnce(path)
        return "\(path).\(getpid()).\(number.wrappingAdd(1, ordering: .relaxed).oldValue).tmp"
    }

    /// Before the first replacement by this process: what bears its own identifier is from a life before, too.
    private static func sweepOnce(_ path: String) {
        swept.withLock { swept in
            if swept.count >= maximumSwept { swept.removeAll() }
            guard swept.insert(path).inserted else { return }
            let (folder, prefix) = split(path)
            for name in names(in: folder) where isLeftover(name, prefix) { unlink("\(folder)/\(name)") }
        }
    }

    private static func split(_ path: String) -> (folder: String, prefix: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path + ".") }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, path[path.index(after: slash)...] + ".")
    }

    private static func isLeftover(_ name: String, _ prefix: String) -> Bool {
        guard name.hasPrefix(prefix), name.hasSuffix(".tmp") else { return false }
        let parts = name.dropFirst(prefix.count).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let process = Int32(parts[0]), process > 0, UInt32(parts[1]) != nil else {
            return false
        }
        return process == getpid() || kill(process, 0) != 0 && errno == ESRCH
    }

    /// None when the folder cannot be read: then what was left stays, which harms nobody.
    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder), let start = MemoryLayout<dirent>.offset(of: \dirent.d_name) else {
            return []
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = UnsafeRawPointer(entry) + start
            names.append(String(cString: name.assumingMemoryBound(to: CChar.self)))
        }
        return names
    }
}
