import Glibc
import Synchronization
import Testing
import TrelayCrypto
import TrelaySystem

@testable import TrelayModel

@Suite("The artifact cache: web servers")
struct WebArtifactTests {
    private static let chunk = 10_000
    private let bytes = (0..<45_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }

    /// A cache and a server, for the length of `body`.
    private func withStage(
        _ manner: ArtifactServer.Manner = .well, _ change: (inout ArtifactCacheSettings) -> Void = { _ in },
        _ body: (ArtifactCache, ArtifactServer, TemporaryFolder) throws -> Void
    ) throws {
        let folder = try TemporaryFolder()
        let server = try ArtifactServer(bytes, manner)
        defer { server.stop() }
        var settings = ArtifactCacheSettings()
        settings.chunkBytes = Self.chunk
        change(&settings)
        let cache = try ArtifactCache(folder: folder.path, settings: settings)
        defer { cache.close() }
        try body(cache, server, folder)
    }

    private func code(
        _ cache: ArtifactCache, _ uri: String, size: Int? = nil, digest: Digest? = nil
    ) -> String? {
        do throws(ModelError) {
            let reference = ArtifactReference(uri: uri, sha256: digest ?? SHA256.hash(bytes), size: size)
            let lease = try cache.fetch(reference)
            #expect((try? DurableFile.read(lease.path, maximumBytes: 1 << 20)) == bytes)
            return nil
        } catch {
            #expect(!error.message.contains("secret"))
            return error.code.rawValue
        }
    }

    private func names(_ folder: TemporaryFolder) -> [String] {
        (try? Folder.entries(folder.path + "/sha256").map(\.name).sorted()) ?? ["no folder"]
    }

    @Test("It comes in bounded parts, with and without a size", arguments: [nil, 45_000])
    func fetches(size: Int?) throws {
        try withStage { cache, server, folder in
            #expect(code(cache, server.uri, size: size) == nil)
            let ranges = (0..<5).map { "bytes=\($0 * Self.chunk)-\(($0 + 1) * Self.chunk - 1)" }
            #expect(server.ranges == ranges)
            #expect(names(folder) == [SHA256.hash(bytes).hexadecimal])
            // It is here now.
            #expect(code(cache, server.uri, size: size) == nil)
            #expect(server.ranges == ranges)
        }
    }

    @Test("A server without ranges will do, as long as it fits")
    func whole() throws {
        try withStage(.whole) { cache, server, _ in #expect(code(cache, server.uri) == nil) }
        try withStage(.whole, { $0.maximumWholeBytes = 44_999 }) { cache, server, folder in
            #expect(code(cache, server.uri) == "artifactTooLarge")
            #expect(names(folder) == [])
        }
    }

    @Test("A transfer that broke off goes on where it ended, in another life of the process too")
    func resumes() throws {
        try withStage(.breaksAt(25_000), { $0.maximumAttempts = 2 }) { cache, server, folder in
            let name = SHA256.hash(bytes).hexadecimal
            #expect(code(cache, server.uri) == "artifactTruncated")
            #expect(server.ranges.suffix(2) == ["bytes=20000-29999", "bytes=20000-29999"])
            #expect(names(folder) == [name + ".partial"])
            #expect(cache.usedBytes == 20_000)
            cache.close()
            server.turn(.well)
            var settings = ArtifactCacheSettings()
            settings.chunkBytes = Self.chunk
            let next = try ArtifactCache(folder: folder.path, settings: settings)
            defer { next.close() }
            #expect(next.usedBytes == 20_000)
            #expect(code(next, server.uri) == nil)
            #expect(server.ranges == ["bytes=20000-29999", "bytes=30000-39999", "bytes=40000-49999"])
            #expect(names(folder) == [name])
        }
    }

    @Test("A partial file that was damaged, or is of another artifact, costs a second transfer")
    func damagedPartial() throws {
        // One that is longer than the artifact has nothing to go on with.
        for (count, requests) in [(20_000, 8), (50_000, 6)] {
            let damage = [UInt8](repeating: 9, count: count)
            try withStage { cache, server, folder in
                let partial = folder.path + "/sha256/\(SHA256.hash(bytes).hexadecimal).partial"
                try DurableFile.replace(partial, with: damage, synchronize: false)
                #expect(code(cache, server.uri) == nil)
                #expect(server.ranges.first == "bytes=\(damage.count)-\(damage.count + Self.chunk - 1)")
                #expect(server.ranges.contains("bytes=0-9999"))
                #expect(server.ranges.count == requests)
            }
        }
    }

    @Test("A partial file that is all there was only needs its name")
    func completePartial() throws {
        try withStage { cache, server, folder in
            let partial = folder.path + "/sha256/\(SHA256.hash(bytes).hexadecimal).partial"
            try DurableFile.replace(partial, with: bytes, synchronize: false)
            #expect(code(cache, server.uri, size: bytes.count) == nil)
            #expect(server.ranges == [])
        }
    }

    @Test(
        "What is not right is refused with a code, and leaves nothing",
        arguments: [
            ("artifactDigestMismatch", .changesSilentlyAt(20_000), nil, nil),
            // The new one is told whole, and is not what the model says.
            ("artifactDigestMismatch", .changesAt(20_000), nil, nil),
            ("artifactServerBroken", .sendsMore, nil, nil),
            ("artifactSizeMismatch", .saysMore(1), 45_000, nil),
            ("artifactSizeMismatch", .well, 44_999, nil),
            ("artifactSizeMismatch", .whole, 45_001, nil),
            ("artifactTooLarge", .well, nil, 44_999),
            ("artifactTooLarge", .whole, nil, 44_999),
            ("artifactMissing", .answers(404), nil, nil),
            ("artifactRedirected", .answers(302), nil, nil),
            ("artifactServerRefused", .answers(403), nil, nil),
        ] as [(String, ArtifactServer.Manner, Int?, Int?)])
    func refusals(expected: String, manner: ArtifactServer.Manner, size: Int?, maximum: Int?) throws {
        try withStage(manner, { if let maximum { $0.maximumArtifactBytes = maximum } }) { cache, server, folder in
            #expect(code(cache, server.uri + "?signature=secret", size: size) == expected)
            #expect(names(folder) == [])
            #expect(cache.usedBytes == 0)
        }
    }

    @Test("A server that says more than it has is asked for the rest, and the digest decides")
    func saysMore() throws {
        try withStage(.saysMore(1)) { cache, server, folder in
            #expect(code(cache, server.uri) == nil)
            #expect(server.ranges.last == "bytes=45000-54999")
            #expect(cache.usedBytes == 45_000)
            #expect(names(folder) == [SHA256.hash(bytes).hexadecimal])
        }
    }

    @Test("A server that fails for a while is asked again, one that fails longer is not waited for")
    func retries() throws {
        try withStage(.fails(times: 2)) { cache, server, _ in
            #expect(code(cache, server.uri) == nil)
            #expect(server.ranges.prefix(3) == ["bytes=0-9999", "bytes=0-9999", "bytes=0-9999"])
        }
        try withStage(.fails(times: 3)) { cache, server, folder in
            #expect(code(cache, server.uri) == "artifactServerFailed")
            #expect(names(folder) == [])
        }
    }

    @Test("Nobody there")
    func unreachable() throws {
        try withStage { cache, server, folder in
            server.stop()
            #expect(code(cache, server.uri) == "artifactServerFailed")
            #expect(code(cache, "http://") == "artifactURIUnsupported")
            #expect(names(folder) == [])
        }
    }

    @Test("Several who want the same artifact share one transfer")
    func shared() throws {
        try withStage { cache, server, _ in
            let failures = Atomic<Int>(0)
            var threads: [OSThread] = []
            let (uri, digest) = (server.uri, SHA256.hash(bytes))
            for index in 0..<8 {
                threads.append(
                    try OSThread(name: "fetch-\(index)") {
                        let lease = try? cache.fetch(ArtifactReference(uri: uri, sha256: digest))
                        if lease?.byteCount != 45_000 { failures.wrappingAdd(1, ordering: .relaxed) }
                    })
            }
            for thread in threads { thread.join() }
            #expect(failures.load(ordering: .relaxed) == 0)
            #expect(server.ranges.count == 5)
        }
    }

    @Test(
        "A certificate that nobody vouches for is refused",
        .enabled(if: DurableFile.exists("/usr/bin/openssl"), "no openssl at /usr/bin"))
    func certificate() throws {
        try withStage { cache, _, folder in
            let (key, file) = (folder.file("key.pem"), folder.file("certificate.pem"))
            let made = try ChildProcess.spawn(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-keyout", key, "-out", file,
                ], standardOutput: .null, standardError: .null)
            #expect(made.wait(timeout: patience) == .exited(0))
            // It tells the port that it took in its first line.
            let server = try ChildProcess.spawn(
                "/usr/bin/openssl", ["s_server", "-accept", "127.0.0.1:0", "-cert", file, "-key", key, "-www"],
                standardOutput: .file(folder.file("port")), standardError: .null)
            defer {
                server.signal(SystemSignal.kill)
                _ = server.wait(timeout: patience)
            }
            #expect(eventually { port(folder) != nil })
            let number = try #require(port(folder))
            #expect(code(cache, "https://localhost:\(number)/model?token=secret") == "artifactTLSFailed")
            #expect(names(folder) == [])
        }
    }

    private func port(_ folder: TemporaryFolder) -> Int? {
        let bytes = (try? DurableFile.read(folder.file("port"), maximumBytes: 10_000)) ?? []
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("ACCEPT") }
        return line?.split(separator: ":").last.flatMap { Int($0) }
    }
}
