import Glibc
import Testing

@testable import TrelaySystem

@Suite("Durable files")
struct DurableFileTests {
    @Test("A file is replaced as a whole and leaves nothing beside it", arguments: [true, false])
    func replace(synchronize: Bool) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("state.json")
        try DurableFile.replace(path, with: Array("a longer first version".utf8), synchronize: synchronize)
        try DurableFile.replace(path, with: Array("second".utf8), synchronize: synchronize)
        #expect(try DurableFile.read(path, maximumBytes: 6) == Array("second".utf8))
        let listing = try ChildProcess.spawn("ls", ["-A", folder.path], standardOutput: .pipe)
        #expect(try listing.readOutput(maximumBytes: 1_000) == Array("state.json\n".utf8))
        #expect(listing.wait(timeout: .seconds(60)) == .exited(0))
    }

    @Test("Two threads that replace one file leave one of both versions")
    func concurrentReplace() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("state")
        let versions = [[UInt8](repeating: 1, count: 100_000), [UInt8](repeating: 2, count: 50_000)]
        let failures = Shared(0)
        let threads = try versions.map { version in
            try OSThread(name: "test") {
                for _ in 0..<20 {
                    do { try DurableFile.replace(path, with: version, synchronize: false) } catch { failures.value = 1 }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.value == 0)
        #expect(versions.contains(try DurableFile.read(path, maximumBytes: 1_000_000)))
    }

    @Test("What cannot be read or written says why and where")
    func errors() throws {
        let folder = try TemporaryFolder()
        func code(_ body: () throws(SystemError) -> Void) -> Int32? {
            do throws(SystemError) {
                try body()
                return nil
            } catch {
                #expect(error.path?.hasPrefix(folder.path) == true)
                return error.code
            }
        }
        let path = folder.file("file")
        try DurableFile.replace(path, with: [1, 2, 3], synchronize: false)
        #expect(code { () throws(SystemError) in _ = try DurableFile.read(folder.path, maximumBytes: 10) } == EISDIR)
        #expect(code { () throws(SystemError) in _ = try DurableFile.read(path, maximumBytes: 2) } == EFBIG)
        #expect(
            code { () throws(SystemError) in _ = try DurableFile.read(folder.file("no"), maximumBytes: 2) } == ENOENT)
        #expect(code { () throws(SystemError) in try DurableFile.replace(folder.file("no/file"), with: []) } == ENOENT)
        #expect(code { () throws(SystemError) in try DurableFile.createDirectory(path) } == ENOTDIR)
        #expect(code { () throws(SystemError) in try DurableFile.createDirectory(path + "/below") } == ENOTDIR)
        #expect("\(SystemError(operation: "open", path: "/x", code: ENOENT))" == "open /x: No such file or directory")
    }

    @Test("What killed processes left beside a file goes with its next replacement, and nothing else does")
    func leftovers() throws {
        let folder = try TemporaryFolder()
        let child = try ChildProcess.spawn("true", [])
        #expect(child.wait(timeout: .seconds(60)) == .exited(0))
        let dead = child.identifier
        let leftovers = ["state.\(dead).3.tmp", "state.\(getpid()).4000000000.tmp"]
        let others = [
            "other.\(dead).3.tmp", "state.\(getppid()).1.tmp", "state.\(dead).tmp", "state.\(dead).x.tmp", "state.tmp",
        ]
        for name in leftovers + others { try makeFile(folder.file(name)) }
        try DurableFile.replace(folder.file("state"), with: [1], synchronize: false)
        for name in leftovers { #expect(!DurableFile.exists(folder.file(name)), "\(name)") }
        for name in others { #expect(DurableFile.exists(folder.file(name)), "\(name)") }
    }

    private func makeFile(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
    }

    @Test("A FIFO and a device are refused at once, with no wait and nothing read")
    func notRegular() throws {
        let folder = try TemporaryFolder()
        let fifo = folder.file("fifo")
        #expect(mkfifo(fifo, 0o600) == 0)
        for path in [fifo, "/dev/zero", "/dev/null"] {
            let error = #expect(throws: SystemError.self) { try DurableFile.read(path, maximumBytes: 10) }
            #expect(error?.code == SystemError.notRegularFile)
            #expect(error.map { "\($0)" } == "read \(path): not a regular file")
        }
    }

    @Test("Folders are made with those above them, and may be there already")
    func folders() throws {
        let folder = try TemporaryFolder()
        try DurableFile.createDirectory(folder.file("a/b/c"))
        try DurableFile.createDirectory(folder.file("a/b/c/"))
        #expect(DurableFile.exists(folder.file("a/b/c")))
        #expect(!DurableFile.exists(folder.file("a/b/d")))
    }

    @Test("Removing a file that is not there is no error")
    func remove() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("file")
        try DurableFile.replace(path, with: [], synchronize: false)
        try DurableFile.remove(path)
        #expect(!DurableFile.exists(path))
        try DurableFile.remove(path)
    }

    @Test("An empty file is written and read")
    func empty() throws {
        let folder = try TemporaryFolder()
        try DurableFile.replace(folder.file("empty"), with: [])
        #expect(try DurableFile.read(folder.file("empty"), maximumBytes: 0) == [])
    }
}

@Suite("Whole reads and writes")
struct DescriptorTests {
    @Test("A write goes on when the reader is slow and the descriptor does not block")
    func slowReader() throws {
        let pipe = try Pipe()
        _ = fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK)
        _ = fcntl(pipe.readEnd, F_SETFL, O_NONBLOCK)
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let readEnd = pipe.readEnd
        let received = Shared<[UInt8]>([])
        let reader = try OSThread(name: "test") {
            received.value = (try? DescriptorIO.read(readEnd, maximumBytes: 1_000_000)) ?? []
        }
        try DescriptorIO.write(bytes, to: pipe.writeEnd)
        pipe.closeWriteEnd()
        reader.join()
        #expect(received.value == bytes)
    }

    @Test("A reader that has gone is an error value")
    func brokenPipe() throws {
        // Threads of this module have SIGPIPE blocked.
        let code = try onThread { () -> Int32? in
            guard let pipe = try? DescriptorIO.makePipe() else { return nil }
            close(pipe.readEnd)
            defer { close(pipe.writeEnd) }
            do throws(SystemError) {
                try DescriptorIO.write([1], to: pipe.writeEnd)
                return 0
            } catch {
                return error.code
            }
        }
        #expect(code == SystemError.brokenPipe)
    }
}
