import Glibc
import Synchronization
import TrelaySystem

/// Longer than anything here takes; a test that waits for it has failed.
let patience = Duration.seconds(30)

/// Waits for a condition that another thread makes true; false when patience ends.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Deadline(after: patience)
    while try !condition() {
        if deadline.hasPassed { return false }
        poll(nil, 0, 2)
    }
    return true
}

/// A value that several threads look at.
final class Box<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) {
        stored = Mutex(value)
    }

    var value: Value { stored.withLock { $0 } }

    @discardableResult
    func change<Result: Sendable>(_ body: (inout sending Value) -> sending Result) -> Result {
        stored.withLock { body(&$0) }
    }
}

/// A door that a thread stops at until the test opens it.
final class Gate: Sendable {
    private let reached: EventDescriptor
    private let opened: EventDescriptor

    init() throws {
        reached = try EventDescriptor()
        opened = try EventDescriptor()
    }

    /// The thread that is to wait.
    func pass() {
        reached.signal()
        _ = opened.wait(timeout: patience)
    }

    /// The test: true when a thread stands at the door.
    func isReached() -> Bool { reached.wait(timeout: patience) }

    /// From now on nobody has to wait.
    func open() { opened.signal() }
}

/// A folder of its own for each test, gone when the test is over.
final class Scratch: Sendable {
    private static let counter = Atomic<Int>(0)
    let path: String

    init() throws {
        let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
        path = "/tmp/trelay-worker-tests-\(getpid())-\(number)"
        try DurableFile.createDirectory(path)
    }

    /// The names of the files in it, in order.
    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Another folder with the same files: what a crash at this moment would leave.
    func copy() throws -> Scratch {
        let other = try Scratch()
        for name in names {
            let bytes = try DurableFile.read(path + "/" + name, maximumBytes: 1 << 26)
            try DurableFile.replace(other.path + "/" + name, with: bytes, synchronize: false)
        }
        return other
    }

    deinit {
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
    }
}
