import TrelayCore
import TrelayFormat
public import TrelayWorker

/// The role `model`: holds model contexts.
///
/// It refuses a model whose artifact is named by a `file:` URI and is not, on this machine, what the configuration says.
public enum ModelRole {
    public static let name = "model"

    /// - Parameter artifacts: looks at artifacts on this machine.
    public static func make(namespace: String, artifacts: any ArtifactSource) -> ProjectionRole {
        ProjectionRole(name: name, namespace: namespace) { (next, changes) throws(RoleRefusal) in
            for change in changes where change.key.kind == "model" {
                guard let artifact = change.new?.value["artifact"] else { continue }
                // Only the artifact decides: a change of hyperparameters alone does not read it again.
                guard change.old?.value["artifact"] != artifact else { continue }
                try check(artifact, of: change.key, artifacts)
            }
        }
    }

    private static func check(
        _ artifact: JSONValue, of key: ResourceKey, _ artifacts: any ArtifactSource
    ) throws(RoleRefusal) {
        guard let uri = artifact["uri"]?.stringValue else { return }
        let problem = artifacts.problem(
            with: uri, sha256: artifact["sha256"]?.stringValue, size: artifact["size"]?.integerValue)
        guard let problem else { return }
        throw RoleRefusal(
            code: problem.code, path: "/model/\(key.name)/artifact", message: "\(uri): \(problem.message)")
    }
}

/// Where a worker finds the artifacts that the configuration refers to.
public protocol ArtifactSource: Sendable {
    /// What is wrong with an artifact: a code for the NACK and words; nil when it is as described.
    func problem(with uri: String, sha256: String?, size: Int?) -> ArtifactProblem?
}

/// Why an artifact is not what the configuration says.
public struct ArtifactProblem: Hashable, Sendable {
    public var code: String
    public var message: String

    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
