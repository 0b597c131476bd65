import Glibc
import Testing

@testable import TrelaySystem

@Suite("Event descriptors")
struct EventDescriptorTests {
    @Test("A signal stays until it is drained, however many came")
    func levels() throws {
        let event = try EventDescriptor()
        #expect(!event.wait(timeout: .zero))
        event.signal()
        event.signal()
        #expect(event.wait(timeout: .zero))
        #expect(event.wait(timeout: nil))
        event.drain()
        #expect(!event.wait(timeout: .zero))
        event.drain()
    }

    @Test("A signal from another thread ends a wait without limit")
    func acrossThreads() throws {
        let event = try EventDescriptor()
        let thread = try OSThread(name: "test") { event.signal() }
        #expect(event.wait(timeout: nil))
        thread.join()
    }

    @Test("A late signal does not reach the file that has the number now")
    func signalAfterClose() async {
        // In a process of its own: no other test may be given the number meanwhile.
        await #expect(processExitsWith: .success) {
            let event = try EventDescriptor()
            let pipe = try Pipe()
            event.close()
            #expect(dup2(pipe.writeEnd, event.fileDescriptor) == event.fileDescriptor)
            event.signal()
            event.drain()
            event.close()
            #expect(fcntl(event.fileDescriptor, F_GETFD) >= 0, "a second close must not close what is not its own")
            close(event.fileDescriptor)
            pipe.closeWriteEnd()
            #expect(pipe.read() == "")
        }
    }

    @Test("Deadlines of any length are understood")
    func deadlines() {
        #expect(Deadline(after: .seconds(-5)).hasPassed)
        #expect(Deadline(after: .zero).hasPassed)
        #expect(Deadline(after: .zero).remaining == .zero)
        let never = Deadline(after: .seconds(Int64.max))
        #expect(!never.hasPassed)
        #expect(never.pollMilliseconds == .max)
        let hour = Deadline(after: .seconds(3_600))
        #expect(hour.remaining > .seconds(3_000) && hour.remaining <= .seconds(3_600))
    }
}
