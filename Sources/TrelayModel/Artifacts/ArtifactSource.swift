/// Where a worker finds the artifacts of models that it does not serve.
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
