import Glibc
import Testing

@testable import TrelaySystem

@Suite("Threads")
struct ThreadTests {
    @Test("A thread has the first 15 bytes of its name")
    func name() throws {
        let name = try onThread(name: "a-rather-long-name") {
            (try? DurableFile.read("/proc/thread-self/comm", maximumBytes: 100)) ?? []
        }
        #expect(name.map { String(decoding: $0, as: UTF8.self) } == "a-rather-long-n\n")
    }

    @Test("A thread gets the stack that was asked for")
    func stack() throws {
        let mapping = try onThread(stackBytes: OSThread.smallStackBytes) { () -> Int in
            withUnsafePointer(to: 0) { Self.bytesOfMapping(around: UInt(bitPattern: $0)) }
        }
        #expect(mapping == 1_048_576)
    }

    /// The size of this process's memory region that holds an address (proc(5), maps).
    private static func bytesOfMapping(around address: UInt) -> Int {
        let maps = (try? DurableFile.read("/proc/self/maps", maximumBytes: 10_000_000)) ?? []
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
            let bounds = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
            if bounds.count == 2, bounds[0] <= address, address < bounds[1] { return Int(bounds[1] - bounds[0]) }
        }
        return 0
    }

    @Test("A stack of an impossible size is an error, not a crash")
    func impossibleStack() {
        #expect(throws: SystemError.self) { try OSThread(name: "tiny", stackBytes: 1) {} }
    }

    @Test("A thread blocks the signals that are sent, and none of those that the CPU raises")
    func signals() throws {
        let blocked = try onThread { () -> [Int32] in
            var mask = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &mask)
            return [SIGTERM, SIGINT, SIGPIPE, SIGUSR1, SIGWINCH, SIGSEGV, SIGILL, SIGTRAP].filter {
                sigismember(&mask, $0) == 1
            }
        }
        #expect(blocked == [SIGTERM, SIGINT, SIGPIPE, SIGUSR1, SIGWINCH])
    }

    @Test("Starting a thread leaves the starter's signal mask as it was")
    func startersMask() throws {
        var before = sigset_t()
        var after = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &before)
        try OSThread(name: "test") {}.join()
        pthread_sigmask(SIG_BLOCK, nil, &after)
        #expect(sigismember(&before, SIGTERM) == sigismember(&after, SIGTERM))
    }

    @Test("Joining twice, or from the thread itself, returns")
    func joinTwice() throws {
        let handle = Shared<OSThread?>(nil)
        let isSet = try EventDescriptor()
        let thread = try OSThread(name: "test") {
            _ = isSet.wait(timeout: .seconds(60))
            handle.value?.join()
        }
        handle.value = thread
        isSet.signal()
        thread.join()
        thread.join()
    }

    @Test("A thread runs to its end when nobody keeps its handle")
    func detached() throws {
        let done = try EventDescriptor()
        _ = try OSThread(name: "test") { done.signal() }
        #expect(done.wait(timeout: .seconds(60)))
    }
}
