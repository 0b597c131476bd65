import TrelayCrypto
import TrelaySystem

/// An artifact on its way into the cache: what has come so far, with its hash.
struct PartialArtifact: ~Copyable {
    private var file: GrowingFile
    private var hasher: SHA256Hasher
    private let maximumBytes: Int
    private let expectedSize: Int?

    /// Opens what an earlier attempt left, or begins. What is there is read again: nobody's word is taken for it.
    init(_ path: String, expectedSize: Int?, maximumBytes: Int) throws(ModelError) {
        let file = try Self.open(path, limit: expectedSize ?? maximumBytes)
        hasher = try Self.hash(file)
        self.file = file
        self.expectedSize = expectedSize
        self.maximumBytes = maximumBytes
    }

    private static func open(_ path: String, limit: Int) throws(ModelError) -> GrowingFile {
        do throws(SystemError) {
            var file = try GrowingFile(path)
            if file.size > limit { try file.clear() }
            return file
        } catch {
            throw storage(error)
        }
    }

    private static func hash(_ file: borrowing GrowingFile) throws(ModelError) -> SHA256Hasher {
        var hasher = SHA256Hasher()
        var offset = 0
        while offset < file.size {
            let chunk: [UInt8]
            do throws(SystemError) { chunk = try file.chunk(at: offset) } catch { throw storage(error) }
            guard !chunk.isEmpty else { break }
            hasher.update(chunk)
            offset += chunk.count
        }
        return hasher
    }

    /// Bytes so far.
    var count: Int { file.size }

    /// Whether the model's word on its size, if it gives one, is fulfilled.
    var isComplete: Bool { file.size == expectedSize }

    /// Says no to a source that tells more or fewer bytes than the model, or more than is allowed.
    func check(total: Int) throws(ModelError) {
        if let expectedSize, total != expectedSize {
            throw ModelError(
                .artifactSizeMismatch, "the artifact has \(total) bytes, the model says \(expectedSize)")
        }
        guard total <= maximumBytes else {
            throw ModelError(
                .artifactTooLarge, "the artifact has \(total) bytes; this worker takes \(maximumBytes) at most")
        }
    }

    mutating func append(_ bytes: [UInt8]) throws(ModelError) {
        let limit = expectedSize ?? maximumBytes
        guard bytes.count <= limit - file.size else {
            throw expectedSize == nil
                ? ModelError(.artifactTooLarge, "more than \(limit) bytes came; this worker takes no more")
                : ModelError(.artifactSizeMismatch, "more bytes came than the \(limit) that the model says")
        }
        do throws(SystemError) { try file.append(bytes) } catch { throw Self.storage(error) }
        hasher.update(bytes)
    }

    mutating func clear() throws(ModelError) {
        do throws(SystemError) { try file.clear() } catch { throw Self.storage(error) }
        hasher = SHA256Hasher()
    }

    /// Checks what came, and gives it its name in the cache. Durable when this returns.
    consuming func publish(as path: String, digest expected: Digest) throws(ModelError) {
        if let expectedSize, file.size < expectedSize {
            throw ModelError(
                .artifactTruncated, "\(file.size) bytes came; the model says \(expectedSize)")
        }
        let digest = hasher.finalize()
        guard digest == expected else {
            throw ModelError(
                .artifactDigestMismatch,
                "the artifact hashes to \(digest.hexadecimal), the model says \(expected.hexadecimal)")
        }
        do throws(SystemError) { try file.publish(as: path) } catch { throw Self.storage(error) }
    }

    static func storage(_ error: SystemError) -> ModelError {
        ModelError(.artifactStorageFailed, "the artifact cache: \(error)")
    }
}
