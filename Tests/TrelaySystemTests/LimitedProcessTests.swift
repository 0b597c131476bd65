import Glibc
import Testing

@testable import TrelaySystem

@Suite("Programs within limits")
struct LimitedProcessTests {
    private func run(
        _ script: String, input: String = "", _ limits: ProcessLimits = ProcessLimits(time: .seconds(20))
    ) throws -> LimitedResult {
        try LimitedProcess.run(
            "/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"], input: Array(input.utf8),
            limits: limits)
    }

    private func isRunning(_ identifier: Int32) -> Bool {
        guard let status = try? DurableFile.read("/proc/\(identifier)/stat", maximumBytes: 4_096) else { return false }
        // A zombie has ended; whoever is its parent by now has not looked.
        return !String(decoding: status, as: UTF8.self).contains(") Z ")
    }

    /// Waits until a killed process is gone: the kernel takes its time.
    private func goes(_ identifier: Int32) -> Bool {
        let deadline = Deadline(after: .seconds(20))
        while isRunning(identifier) {
            if deadline.hasPassed { return false }
            poll(nil, 0, 2)
        }
        return true
    }

    @Test("It reads its input, writes its output, and its status is told")
    func plain() throws {
        let result = try run("cat; echo said >&2; exit 3", input: "in")
        #expect(result.ending == .exited(3))
        #expect(result.output == Array("in".utf8))
        #expect(result.errorOutput == Array("said\n".utf8))
    }

    @Test("It gets the environment that it is given, and no descriptor but the three", arguments: [1 << 20])
    func surroundings(bytes: Int) throws {
        setenv("TRELAY_TEST_SECRET", "hidden", 1)
        let input = String(repeating: "x", count: bytes)
        let result = try run("echo \"[$TRELAY_TEST_SECRET]\"; ls /proc/self/fd | tr '\\n' ' '; wc -c", input: input)
        let text = String(decoding: result.output, as: UTF8.self)
        #expect(text.hasPrefix("[]\n0 1 2 3 "), "\(text)")
        #expect(text.contains("\(bytes)"), "\(text)")
    }

    @Test("One that hangs is ended at its time, with the processes of its group")
    func hangs() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("pid")
        let result = try run("sleep 1000 & echo $! > \(file); wait", ProcessLimits(time: .milliseconds(300)))
        #expect(result.ending == .timedOut)
        let bytes = try DurableFile.read(file, maximumBytes: 100)
        let child = try #require(Int32(String(decoding: bytes.dropLast(), as: UTF8.self)))
        #expect(goes(child))
    }

    @Test("What it leaves running when it ends is ended: in its group, and in a session of its own")
    func leavesSomething() throws {
        let result = try run("sleep 1000 >/dev/null 2>&1 & echo $!; setsid sleep 1000 >/dev/null 2>&1 & echo $!")
        #expect(result.ending == .exited(0))
        let children = String(decoding: result.output, as: UTF8.self).split(separator: "\n").compactMap { Int32($0) }
        #expect(children.count == 2)
        for child in children { #expect(goes(child)) }
    }

    @Test("One that writes without end is cut and ended", arguments: ["cat /dev/zero", "cat /dev/zero >&2"])
    func writesTooMuch(script: String) throws {
        let result = try run(script, ProcessLimits(time: .seconds(60), outputBytes: 100_000))
        #expect(result.ending == .wroteTooMuch)
        #expect(result.output.count <= 100_000)
        #expect(result.errorOutput.count <= LimitedProcess.maximumErrorBytes)
    }

    @Test("As many bytes as the limit are not too many")
    func writesJustEnough() throws {
        let result = try run("head -c 300000 /dev/zero", ProcessLimits(time: .seconds(60), outputBytes: 300_000))
        #expect(result.ending == .exited(0))
        #expect(result.output.count == 300_000)
    }

    @Test("It cannot have more memory than its limit")
    func memory() throws {
        let script = "x=$(head -c 200000000 /dev/zero | tr '\\0' 'x'); echo ${#x}"
        #expect(try run(script).output == Array("200000000\n".utf8))
        let limited = try run(script, ProcessLimits(time: .seconds(20), memoryBytes: 50_000_000))
        #expect(limited.ending != .exited(0) || limited.output != Array("200000000\n".utf8))
    }

    @Test("A program that is not there, or is none, is an error")
    func missing() throws {
        for path in ["/nowhere/program", "/etc/hostname", "/tmp"] {
            #expect(throws: SystemError.self) {
                try LimitedProcess.run(path, [], environment: [:], input: [], limits: ProcessLimits())
            }
        }
    }

    @Test("One that ends by a signal says so, and none of it costs a descriptor")
    func descriptors() throws {
        _ = try run("true")
        let before = try Folder.entries("/proc/self/fd").count
        for _ in 0..<20 { #expect(try run("kill -9 $$").ending == .signalled(9)) }
        // Other tests of this process open and close descriptors meanwhile; twenty runs would have left a hundred.
        #expect(try Folder.entries("/proc/self/fd").count < before + 60)
    }
}
