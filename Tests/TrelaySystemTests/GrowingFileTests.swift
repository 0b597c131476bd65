import Testing

@testable import TrelaySystem

@Suite("Files that grow and then take their place")
struct GrowingFileTests {
    @Test("What was written stays when it is opened again, and takes its name at the end")
    func grows() throws {
        let folder = try TemporaryFolder()
        let (partial, name) = (folder.file("a.partial"), folder.file("a"))
        do {
            var file = try GrowingFile(partial)
            try file.append([1, 2, 3])
        }
        var file = try GrowingFile(partial)
        #expect(file.size == 3)
        #expect(try file.chunk(at: 1) == [2, 3])
        try file.append([4])
        try file.publish(as: name)
        #expect(try DurableFile.read(name, maximumBytes: 10) == [1, 2, 3, 4])
        #expect(!DurableFile.exists(partial))
    }

    @Test("It can begin anew")
    func clears() throws {
        let folder = try TemporaryFolder()
        var file = try GrowingFile(folder.file("a"))
        try file.append([1, 2, 3])
        try file.clear()
        try file.append([9])
        #expect(try file.chunk(at: 0) == [9])
    }

    @Test("A link is not followed, and a folder is none")
    func link() throws {
        let folder = try TemporaryFolder()
        try DurableFile.replace(folder.file("target"), with: [1])
        #expect(
            try ChildProcess.spawn("ln", ["-s", "target", folder.file("link")]).wait(timeout: .seconds(60))
                == .exited(0))
        #expect(throws: SystemError.self) { _ = try GrowingFile(folder.file("link")) }
        #expect(throws: SystemError.self) { _ = try GrowingFile(folder.path) }
    }

    @Test("A lock is held by one, until it is let go of")
    func lock() throws {
        let folder = try TemporaryFolder()
        do {
            let first = try FileLock(folder.file("lock"))
            let error = #expect(throws: SystemError.self) { _ = try FileLock(folder.file("lock")) }
            #expect(error?.code == SystemError.isLocked)
            _ = consume first
        }
        _ = try FileLock(folder.file("lock"))
    }

    @Test("A folder's entries have sizes and kinds")
    func entries() throws {
        let folder = try TemporaryFolder()
        try DurableFile.replace(folder.file("a"), with: [1, 2])
        try DurableFile.createDirectory(folder.file("b"))
        let entries = try Folder.entries(folder.path).sorted { $0.name < $1.name }
        #expect(entries.map(\.name) == ["a", "b"])
        #expect(entries.map(\.isRegularFile) == [true, false])
        #expect(entries[0].size == 2)
        #expect(throws: SystemError.self) { try Folder.entries(folder.file("nothing")) }
    }
}

@Suite("Shared libraries that are loaded at run time")
struct DynamicLibraryTests {
    private typealias Length = @convention(c) (UnsafePointer<CChar>?) -> Int

    @Test("A function of a library can be called; what is not there is an error that names it")
    func functions() throws {
        let library = try DynamicLibrary(firstOf: ["libnothing-of-the-kind.so", "libc.so.6"])
        #expect(library.name == "libc.so.6")
        let length = try library.function("strlen", Length.self)
        #expect(length("four") == 4)
        let missing = #expect(throws: DynamicLibraryError.self) { try library.function("no_such_thing", Length.self) }
        #expect(missing?.message.contains("no_such_thing") == true)
        let absent = #expect(throws: DynamicLibraryError.self) { try DynamicLibrary(firstOf: ["libnone.so.9"]) }
        #expect(absent?.message.contains("libnone.so.9") == true)
    }

    @Test("The process knows how much memory it has")
    func memory() throws {
        #expect(try #require(ProcessMemory.residentBytes) > 1 << 20)
    }
}
