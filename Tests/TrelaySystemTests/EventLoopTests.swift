import Glibc
import Testing

@testable import TrelaySystem

@Suite("The event loop")
struct EventLoopTests {
    /// Turns until `isDone`, for a minute at most.
    private func turn(_ loop: EventLoop, until isDone: () -> Bool) {
        let deadline = Deadline(after: .seconds(60))
        while !isDone(), !deadline.hasPassed { loop.runOnce(timeout: deadline.remaining) }
    }

    @Test("A handler learns that there is something to read, and then that the writer has gone")
    func readable() throws {
        let loop = try EventLoop()
        let pipe = try Pipe()
        var seen: [EventLoop.Interest] = []
        try loop.add(pipe.readEnd, .readable) { ready in
            seen.append(ready)
            _ = pipe.read()
        }
        loop.runOnce(timeout: .zero)
        #expect(seen.isEmpty)
        pipe.write("x")
        loop.runOnce(timeout: .zero)
        #expect(seen == [.readable])
        pipe.closeWriteEnd()
        loop.runOnce(timeout: .zero)
        #expect(seen.last?.contains(.hangUp) == true)
        loop.remove(pipe.readEnd)
        loop.runOnce(timeout: .zero)
        #expect(seen.count == 2)
    }

    @Test("What a descriptor waits for can be changed; for an unknown one that is an error")
    func modify() throws {
        let loop = try EventLoop()
        let pipe = try Pipe()
        var count = 0
        try loop.add(pipe.writeEnd, []) { _ in count += 1 }
        loop.runOnce(timeout: .zero)
        #expect(count == 0)
        try loop.modify(pipe.writeEnd, .writable)
        loop.runOnce(timeout: .zero)
        #expect(count == 1)
        #expect(throws: SystemError.self) { try loop.modify(pipe.readEnd, .readable) }
        #expect(throws: SystemError.self) { try loop.add(pipe.writeEnd, .writable) { _ in } }
        loop.runOnce(timeout: .zero)
        #expect(count == 2, "a second registration that failed leaves the first as it was")
    }

    @Test("An event that was fetched before its descriptor changed hands goes nowhere")
    func generations() throws {
        let loop = try EventLoop()
        let pipes = [try Pipe(), try Pipe()]
        var stale = 0
        var turns = 0
        // Both are ready in one turn. Whoever is called first gives the other's number to a new owner.
        for (index, pipe) in pipes.enumerated() {
            let other = pipes[1 - index].readEnd
            try loop.add(pipe.readEnd, .readable) { _ in
                turns += 1
                loop.remove(other)
                try? loop.add(other, []) { _ in stale += 1 }
            }
            pipe.write("x")
        }
        loop.runOnce(timeout: .zero)
        #expect(turns == 1)
        #expect(stale == 0)
    }

    @Test("A handler may remove itself")
    func removeSelf() throws {
        let loop = try EventLoop()
        let pipe = try Pipe()
        var count = 0
        try loop.add(pipe.readEnd, .readable) { _ in
            count += 1
            loop.remove(pipe.readEnd)
        }
        pipe.write("x")
        loop.runOnce(timeout: .zero)
        loop.runOnce(timeout: .zero)
        #expect(count == 1)
    }

    @Test("Timers fire once, in the order of their moments")
    func timers() throws {
        let loop = try EventLoop()
        var fired: [String] = []
        _ = loop.after(.milliseconds(3)) { fired.append("later") }
        _ = loop.after(.milliseconds(1)) { fired.append("sooner") }
        _ = loop.after(.seconds(-1)) { fired.append("at once") }
        turn(loop) { fired.count == 3 }
        loop.runOnce(timeout: .zero)
        #expect(fired == ["at once", "sooner", "later"])
    }

    @Test("A timer may cancel another that is due in the same turn")
    func cancel() throws {
        let loop = try EventLoop()
        var fired: [String] = []
        var second: EventLoop.TimerIdentifier?
        _ = loop.after(.zero) {
            fired.append("first")
            if let second { loop.cancel(second) }
        }
        second = loop.after(.zero) { fired.append("second") }
        turn(loop) { !fired.isEmpty }
        loop.runOnce(timeout: .zero)
        #expect(fired == ["first"])
    }

    @Test("A timer that sets itself again at once lets the turn end")
    func rearming() throws {
        let loop = try EventLoop()
        var count = 0
        func arm() {
            _ = loop.after(.zero) {
                count += 1
                arm()
            }
        }
        arm()
        loop.runOnce(timeout: .zero)
        #expect(count == 1)
        loop.runOnce(timeout: .zero)
        #expect(count == 2)
    }

    @Test("Another thread ends the waiting, before it and during it")
    func wake() throws {
        let loop = try EventLoop()
        let waker = loop.waker
        waker.wake()
        loop.runOnce(timeout: nil)
        let thread = try OSThread(name: "test") { waker.wake() }
        loop.runOnce(timeout: nil)
        thread.join()
    }
}
