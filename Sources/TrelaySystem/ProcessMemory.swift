import CSystem
import Glibc

/// The memory of this process.
public enum ProcessMemory {
    private static let maximumStatusBytes = 4_096

    /// Bytes that lie in the machine's memory (`resident` of proc(5), statm); nil where there is no /proc.
    public static var residentBytes: Int? {
        guard let descriptor = openStatus() else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: maximumStatusBytes)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let fields = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        let bytes = pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
        return bytes.overflow ? nil : bytes.partialValue
    }

    /// Gives free pages of the heap back to the system, after something large was freed. Takes a lock of the heap for
    /// milliseconds: not for paths that are hot.
    public static func trim() {
        csystem_trim_memory()
    }

    private static func openStatus() -> Int32? {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        return descriptor >= 0 ? descriptor : nil
    }
}
