import Testing
import TrelayCrypto
import TrelayModel
import TrelaySystem

@Suite("Artifacts on this machine")
struct LocalArtifactsTests {
    private func look(_ path: String, _ sha256: String? = nil, _ size: Int? = nil) -> ArtifactProblem? {
        LocalArtifacts().problem(with: "file://" + path, sha256: sha256, size: size)
    }

    @Test("One that is as described is no problem, with both spellings of its digest", arguments: [0, 3, 3_000_000])
    func sound(count: Int) throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try DurableFile.replace(folder.file("model"), with: bytes, synchronize: false)
        let digest = SHA256.hash(bytes)
        #expect(look(folder.file("model"), digest.hexadecimal, count) == nil)
        #expect(look(folder.file("model"), digest.description) == nil)
        #expect(look(folder.file("model")) == nil)
    }

    @Test("One that is missing is named with its path")
    func missing() throws {
        let folder = try TemporaryFolder()
        let problem = try #require(look(folder.file("model")))
        #expect(problem.code == "artifactMissing")
        #expect(problem.message.contains(folder.file("model")))
    }

    @Test("A wrong size and a wrong digest are two problems, the size first")
    func mismatch() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("model")
        try DurableFile.replace(path, with: [1, 2, 3], synchronize: false)
        let other = SHA256.hash([1, 2, 4]).hexadecimal
        #expect(look(path, other, 4)?.code == "artifactSizeMismatch")
        #expect(look(path, nil, 2)?.message.contains("3 bytes") == true)
        #expect(look(path, other, 3)?.code == "artifactDigestMismatch")
    }

    @Test("What is no regular file is refused at once")
    func notRegular() throws {
        let folder = try TemporaryFolder()
        let fifo = folder.file("fifo")
        #expect(try ChildProcess.spawn("mkfifo", [fifo]).wait(timeout: .seconds(60)) == .exited(0))
        // With a digest to compute: an endless device or a FIFO that nobody writes would keep the test for ever.
        let digest = Digest.zero.hexadecimal
        for path in [fifo, "/dev/zero"] {
            let problem = try #require(look(path, digest))
            #expect(problem.code == "artifactMissing")
            #expect(problem.message == "read \(path): not a regular file")
        }
        #expect(look(folder.path, digest)?.code == "artifactMissing")
    }

    @Test("A file larger than the limit is refused for its size before it is read")
    func tooLarge() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("sparse")
        // A hole of a terabyte, which takes no room on the disk.
        #expect(try ChildProcess.spawn("truncate", ["-s", "1T", path]).wait(timeout: .seconds(60)) == .exited(0))
        #expect(look(path, Digest.zero.hexadecimal, 5)?.code == "artifactSizeMismatch")
        #expect(look(path, Digest.zero.hexadecimal)?.code == "artifactMissing")
    }

    @Test("Other schemes are not looked at", arguments: ["https://models/x", "s3://bucket/x", "file:relative", ""])
    func otherSchemes(uri: String) {
        #expect(LocalArtifacts().problem(with: uri, sha256: "no digest", size: -1) == nil)
    }
}
