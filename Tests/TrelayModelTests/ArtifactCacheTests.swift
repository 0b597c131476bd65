import Synchronization
import Testing
import TrelayCrypto
import TrelaySystem

@testable import TrelayModel

@Suite("The artifact cache: files")
struct ArtifactFileTests {
    private let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

    private func stage() throws -> (folder: TemporaryFolder, uri: String) {
        let folder = try TemporaryFolder()
        try DurableFile.replace(folder.file("model"), with: bytes, synchronize: false)
        return (folder, "file://" + folder.file("model"))
    }

    private func code(
        _ cache: ArtifactCache, _ uri: String, _ digest: Digest? = nil, size: Int? = nil
    ) -> String? {
        do throws(ModelError) {
            _ = try cache.fetch(ArtifactReference(uri: uri, sha256: digest ?? SHA256.hash(bytes), size: size))
            return nil
        } catch {
            return error.code.rawValue
        }
    }

    /// The names in the cache, without its lock.
    private func names(_ folder: String) throws -> [String] {
        try Folder.entries(folder + "/sha256").map(\.name).sorted()
    }

    @Test("A file comes into the cache under its digest, and stays when the file goes")
    func fetches() throws {
        let (folder, uri) = try stage()
        let cache = try ArtifactCache(folder: folder.file("cache"))
        defer { cache.close() }
        let digest = SHA256.hash(bytes)
        let lease = try cache.fetch(ArtifactReference(uri: uri, sha256: digest, size: bytes.count))
        #expect(lease.path == folder.file("cache/sha256/\(digest.hexadecimal)"))
        #expect(lease.byteCount == bytes.count && lease.digest == digest)
        #expect(try DurableFile.read(lease.path, maximumBytes: 1 << 23) == bytes)
        try DurableFile.remove(folder.file("model"))
        #expect(code(cache, uri) == nil)
        #expect(try names(folder.file("cache")) == [digest.hexadecimal])
        #expect(cache.usedBytes == bytes.count)
    }

    @Test("What is not as the model says is refused with a code, and leaves nothing")
    func refusals() throws {
        let (folder, uri) = try stage()
        let cache = try ArtifactCache(folder: folder.file("cache"))
        defer { cache.close() }
        let other = SHA256.hash([1])
        #expect(code(cache, uri, other) == "artifactDigestMismatch")
        #expect(code(cache, uri, other, size: 5) == "artifactSizeMismatch")
        #expect(code(cache, uri + "-not", other) == "artifactMissing")
        #expect(code(cache, "file://" + folder.path, other) == "artifactMissing")
        #expect(code(cache, "file:///dev/zero", other) == "artifactMissing")
        #expect(code(cache, "s3://bucket/key", other) == "artifactURIUnsupported")
        #expect(code(cache, "file:relative", other) == "artifactURIUnsupported")
        #expect(code(cache, "file:///%zz", other) == "artifactURIUnsupported")
        #expect(code(cache, "file:///tmp/%00", other) == "artifactURIUnsupported")
        #expect(code(cache, "file:///tmp/../etc/passwd", other) == "artifactPathRefused")
        #expect(code(cache, "file:///tmp/%2e%2e/etc/passwd", other) == "artifactPathRefused")
        #expect(try names(folder.file("cache")) == [])
        #expect(cache.usedBytes == 0)
    }

    @Test("Only files that really lie in an allowed folder are taken")
    func allowedFolders() throws {
        let (folder, uri) = try stage()
        let inside = folder.file("inside")
        try DurableFile.createDirectory(inside)
        try DurableFile.replace(inside + "/own", with: bytes, synchronize: false)
        for (target, name) in [("../model", "out"), ("own", "in")] {
            let link = try ChildProcess.spawn("ln", ["-s", target, inside + "/" + name])
            #expect(link.wait(timeout: patience) == .exited(0))
        }
        try DurableFile.createDirectory(inside + "-sibling")
        try DurableFile.replace(inside + "-sibling/model", with: bytes, synchronize: false)
        var settings = ArtifactCacheSettings()
        settings.allowedFolders = [inside]
        let cache = try ArtifactCache(folder: folder.file("cache"), settings: settings)
        defer { cache.close() }
        #expect(code(cache, uri) == "artifactPathRefused")
        #expect(code(cache, "file://\(inside)/out") == "artifactPathRefused")
        #expect(code(cache, "file://\(inside)-sibling/model") == "artifactPathRefused")
        #expect(code(cache, "file://\(inside)/in") == nil)
        #expect(code(cache, "file://\(inside)/own") == nil)
    }

    @Test("What was damaged in the cache is fetched again, or refused if it is gone")
    func damaged() throws {
        let (folder, uri) = try stage()
        let cache = try ArtifactCache(folder: folder.file("cache"))
        defer { cache.close() }
        let reference = ArtifactReference(uri: uri, sha256: SHA256.hash(bytes))
        let path = try cache.fetch(reference).path
        try DurableFile.replace(path, with: Array(bytes.dropLast()), synchronize: false)
        #expect(try DurableFile.read(try cache.fetch(reference).path, maximumBytes: 1 << 23) == bytes)
        try DurableFile.replace(path, with: [1, 2, 3], synchronize: false)
        try DurableFile.remove(folder.file("model"))
        #expect(code(cache, uri) == "artifactMissing")
        #expect(try names(folder.file("cache")) == [])
    }

    @Test("Too large for the worker, and more than the quota, are two things; both leave nothing")
    func tooLarge() throws {
        let (folder, uri) = try stage()
        var settings = ArtifactCacheSettings()
        settings.maximumArtifactBytes = bytes.count - 1
        let cache = try ArtifactCache(folder: folder.file("cache"), settings: settings)
        #expect(code(cache, uri) == "artifactTooLarge")
        cache.close()
        // A hole of a terabyte, which takes no room on the disk.
        let sparse = folder.file("sparse")
        #expect(try ChildProcess.spawn("truncate", ["-s", "1T", sparse]).wait(timeout: patience) == .exited(0))
        let second = try ArtifactCache(folder: folder.file("cache"))
        defer { second.close() }
        #expect(code(second, "file://" + sparse) == "artifactTooLarge")
        #expect(try names(folder.file("cache")) == [])
    }

    @Test("The longest unused goes when room is needed, what is in use never; also after a restart")
    func quota() throws {
        let folder = try TemporaryFolder()
        var settings = ArtifactCacheSettings()
        settings.quotaBytes = 2_500
        var references: [ArtifactReference] = []
        for index in 0..<4 {
            let bytes = [UInt8](repeating: UInt8(index), count: 1_000)
            try DurableFile.replace(folder.file("m\(index)"), with: bytes, synchronize: false)
            references.append(
                ArtifactReference(uri: "file://" + folder.file("m\(index)"), sha256: SHA256.hash(bytes)))
        }
        let hex = references.map(\.sha256.hexadecimal)
        do {
            let cache = try ArtifactCache(folder: folder.file("cache"), settings: settings)
            defer { cache.close() }
            let first = try cache.fetch(references[0])
            try cache.fetch(references[1]).release()
            try cache.fetch(references[2]).release()
            #expect(try names(folder.file("cache")) == [hex[0], hex[2]].sorted())
            let third = try cache.fetch(references[2])
            #expect(code(cache, references[3].uri, references[3].sha256) == "artifactQuotaExceeded")
            #expect(try names(folder.file("cache")) == [hex[0], hex[2]].sorted())
            first.release()
            try cache.fetch(references[3]).release()
            #expect(try names(folder.file("cache")) == [hex[2], hex[3]].sorted())
            third.release()
        }
        let cache = try ArtifactCache(folder: folder.file("cache"), settings: settings)
        defer { cache.close() }
        #expect(cache.usedBytes == 2_000)
        try cache.fetch(references[2]).release()
        try cache.fetch(references[0]).release()
        #expect(try names(folder.file("cache")) == [hex[0], hex[2]].sorted())
    }

    @Test("The folder belongs to one process")
    func exclusive() throws {
        let folder = try TemporaryFolder()
        let cache = try ArtifactCache(folder: folder.file("cache"))
        let error = #expect(throws: ModelError.self) { try ArtifactCache(folder: folder.file("cache")) }
        #expect(error?.code == .artifactStorageFailed)
        #expect(error?.message.contains("another process") == true)
        cache.close()
        try ArtifactCache(folder: folder.file("cache")).close()
    }
}
