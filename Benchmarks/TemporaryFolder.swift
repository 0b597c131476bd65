import Glibc
import TrelaySystem

/// A folder that is gone after the run.
struct TemporaryFolder {
    let path: String

    init(_ name: String) {
        path = (HostInformation.environment("TMPDIR") ?? "/tmp") + "/" + name
    }

    /// Removes the files in it, and then itself. It has no folders in it.
    func remove() {
        guard let folder = opendir(path) else { return }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        closedir(folder)
        for name in names where name != "." && name != ".." { unlink(path + "/" + name) }
        rmdir(path)
    }
}
