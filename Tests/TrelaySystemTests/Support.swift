import Glibc
import Synchronization

@testable import TrelaySystem

/// A folder of one test, gone with the value.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = "/tmp/trelay-system-\(getpid())-\(SystemRandom.bytes(8).map { String($0, radix: 16) }.joined())"
        try DurableFile.createDirectory(path)
    }

    deinit {
        _ = try? ChildProcess.spawn("rm", ["-rf", path]).wait(timeout: .seconds(30))
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// Both ends of a pipe, closed with the value.
final class Pipe {
    let readEnd: Int32
    private(set) var writeEnd: Int32

    init() throws {
        (readEnd, writeEnd) = try DescriptorIO.makePipe()
    }

    deinit {
        close(readEnd)
        closeWriteEnd()
    }

    func closeWriteEnd() {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
    }

    func write(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(writeEnd, $0.baseAddress, $0.count) }
    }

    func read() -> String {
        var buffer = [UInt8](repeating: 0, count: 1_024)
        let count = Glibc.read(readEnd, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}

/// What a thread hands to the test.
final class Shared<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) { stored = Mutex(value) }

    var value: Value {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}

/// Runs `body` on a thread of its own and gives its result.
func onThread<Value: Sendable>(
    name: String = "test", stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Value
) throws -> Value? {
    let result = Shared<Value?>(nil)
    try OSThread(name: name, stackBytes: stackBytes) { result.value = body() }.join()
    return result.value
}
