import TrelayCrypto
import TrelaySystem

/// Artifacts as files of this machine, named by `file:///path`. Others are not looked at here.
public struct LocalArtifacts: ArtifactSource {
    private static let maximumBytes = 4 << 30

    public init() {}

    public func problem(with uri: String, sha256: String?, size: Int?) -> ArtifactProblem? {
        guard uri.hasPrefix("file:///") else { return nil }
        let path = String(uri.dropFirst("file://".count))
        do throws(SystemError) {
            return try Self.compare(path, sha256, size)
        } catch {
            return ArtifactProblem(code: "artifactMissing", message: error.description)
        }
    }

    private static func compare(
        _ path: String, _ sha256: String?, _ size: Int?
    ) throws(SystemError) -> ArtifactProblem? {
        var file = try RegularFile(path)
        if let size, file.size != size {
            return ArtifactProblem(
                code: "artifactSizeMismatch", message: "the file has \(file.size) bytes, the model says \(size)")
        }
        guard file.size <= maximumBytes else {
            throw SystemError(operation: "read", path: path, code: SystemError.fileTooLarge)
        }
        guard let sha256 else { return nil }
        let digest = try digest(of: &file)
        let expected = sha256.hasPrefix("sha256:") ? String(sha256.dropFirst(7)) : sha256
        guard digest.hexadecimal != expected else { return nil }
        return ArtifactProblem(
            code: "artifactDigestMismatch",
            message: "the file hashes to \(digest.hexadecimal), the model says \(expected)")
    }

    /// In chunks: a model may be larger than the memory of this machine.
    private static func digest(of file: inout RegularFile) throws(SystemError) -> Digest {
        var hasher = SHA256Hasher()
        var hashed = 0
        // A file that grows meanwhile has another digest anyway, and must not keep this thread.
        while hashed <= file.size {
            let chunk = try file.nextChunk()
            if chunk.isEmpty { break }
            hasher.update(chunk)
            hashed += chunk.count
        }
        return hasher.finalize()
    }
}
