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
            return Self.compare(try DurableFile.read(path, maximumBytes: Self.maximumBytes), sha256, size)
        } catch {
            return ArtifactProblem(code: "artifactMissing", message: error.description)
        }
    }

    private static func compare(_ bytes: [UInt8], _ sha256: String?, _ size: Int?) -> ArtifactProblem? {
        if let size, bytes.count != size {
            return ArtifactProblem(
                code: "artifactSizeMismatch", message: "the file has \(bytes.count) bytes, the model says \(size)")
        }
        guard let sha256 else { return nil }
        let digest = SHA256.hash(bytes)
        let expected = sha256.hasPrefix("sha256:") ? String(sha256.dropFirst(7)) : sha256
        guard digest.hexadecimal != expected else { return nil }
        return ArtifactProblem(
            code: "artifactDigestMismatch",
            message: "the file hashes to \(digest.hexadecimal), the model says \(expected)")
    }
}
