import Glibc
import Testing

@testable import TrelaySystem

@Suite("Child processes")
struct ChildProcessTests {
    private func shell(_ script: String) throws -> ChildProcess.ExitStatus? {
        try ChildProcess.spawn("sh", ["-c", script]).wait(timeout: .seconds(60))
    }

    @Test("The end of a child is its exit code or its signal")
    func endings() throws {
        #expect(try shell("exit 7") == .exited(7))
        #expect(try shell("kill -KILL $$") == .signalled(SIGKILL))
    }

    @Test("A child started from a thread with blocked signals can be stopped")
    func signalMask() throws {
        let status = try onThread { () -> ChildProcess.ExitStatus? in
            let child = try? ChildProcess.spawn("sh", ["-c", "kill -TERM $$; exit 3"])
            return child?.wait(timeout: .seconds(60))
        }
        #expect(status == .signalled(SIGTERM))
    }

    @Test("A signal that this process ignores is not ignored by its children")
    func dispositions() throws {
        // No other test lives on SIGUSR1.
        SignalDisposition.ignore(SIGUSR1)
        #expect(try shell("kill -USR1 $$; exit 3") == .signalled(SIGUSR1))
    }

    @Test("Waiting ends at its limit, at the end of the child, and again at once")
    func wait() throws {
        let child = try ChildProcess.spawn("cat", ["/dev/zero"], standardOutput: .null)
        #expect(child.wait(timeout: .zero) == nil)
        #expect(child.wait(timeout: .milliseconds(1)) == nil)
        child.signal(SIGTERM)
        #expect(child.wait(timeout: nil) == .signalled(SIGTERM))
        #expect(child.wait(timeout: nil) == .signalled(SIGTERM))
        child.signal(SIGTERM)
    }

    @Test("A child gets exactly the environment that it is given, or this process's own")
    func environment() throws {
        func output(_ environment: [String: String]?) throws -> String {
            let child = try ChildProcess.spawn(
                "/usr/bin/env", [], environment: environment, standardOutput: .pipe, standardError: .null)
            let output = try child.readOutput(maximumBytes: 1_000_000)
            #expect(child.wait(timeout: .seconds(60)) == .exited(0))
            return String(decoding: output, as: UTF8.self)
        }
        #expect(try output(["A": "x=y z"]) == "A=x=y z\n")
        let path = try #require(HostInformation.environment("PATH"))
        #expect(try output(nil).contains("PATH=\(path)\n"))
        #expect(HostInformation.environment["PATH"] == path)
    }

    @Test("Standard output and error go where they are sent")
    func redirects() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("log")
        for word in ["one", "two"] {
            let child = try ChildProcess.spawn(
                "sh", ["-c", "echo \(word); echo error >&2"], standardOutput: .file(path), standardError: .pipe)
            #expect(try child.readError(maximumBytes: 100) == Array("error\n".utf8))
            #expect(try child.readOutput(maximumBytes: 100) == [])
            #expect(child.wait(timeout: .seconds(60)) == .exited(0))
        }
        #expect(try DurableFile.read(path, maximumBytes: 100) == Array("one\ntwo\n".utf8))
    }

    @Test("A program that is not there is an error that names it")
    func missing() throws {
        let error = #expect(throws: SystemError.self) { try ChildProcess.spawn("no-such-program", []) }
        #expect(error?.path == "no-such-program")
        #expect(error?.code == SystemError.noSuchFile)
    }

    @Test("No descriptor stays open, whether the child started or not")
    func descriptors() async {
        // In a process of its own: other tests open and close descriptors meanwhile.
        await #expect(processExitsWith: .success) {
            let before = openPipes()
            for program in ["true", "no-such-program"] {
                let child = try? ChildProcess.spawn(program, [], standardOutput: .pipe, standardError: .pipe)
                #expect(child?.wait(timeout: nil) == (program == "true" ? .exited(0) : nil))
            }
            _ = try? ChildProcess.spawn("true", [], standardOutput: .pipe, standardError: .file("/no/such/folder/log"))
            #expect(openPipes() == before)
        }
    }

    @Test("A redirect that cannot be opened is an error before anything starts")
    func badRedirect() {
        #expect(throws: SystemError.self) {
            try ChildProcess.spawn("true", [], standardOutput: .pipe, standardError: .file("/no/such/folder/log"))
        }
    }
}

/// The pipes and process descriptors that are open: the runtime opens others when it likes.
private func openPipes() -> [String] {
    (0..<256).compactMap { descriptor in
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        let target = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return target.hasPrefix("pipe:") || target.contains("pidfd") ? "\(descriptor) \(target)" : nil
    }
}
