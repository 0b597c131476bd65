/// A way to run models: an engine in this process, or a program beside it. Any thread.
public protocol ModelRuntime: Sendable {
    /// What `runtime.engine` of a model names it by.
    var engine: String { get }
    /// Whether a model of this engine cannot be without an artifact.
    var needsArtifact: Bool { get }

    /// Loads a model beside those that are loaded. May be slow; what serves is not touched.
    ///
    /// - Parameter artifact: in the cache and verified; it stays there until the model is unloaded.
    func load(_ declaration: ModelDeclaration, artifact: ArtifactLease?) throws(ModelError) -> any LoadedModel
}

/// A model in memory. Any thread.
public protocol LoadedModel: Sendable {
    /// What the model itself says about its tensors; nil if it does not know.
    var interface: ModelInterface? { get }

    /// The same loaded model with these hyperparameters and names: nothing is loaded again.
    ///
    /// - Throws: `hyperparametersInvalid` or `modelIncomplete`.
    func predictor(for declaration: ModelDeclaration) throws(ModelError) -> any Predictor

    /// Gives all memory back. Called once, when nobody predicts any more; a prediction after it fails.
    func unload()
}

/// A loaded model with its hyperparameters. Any thread, several at once.
public protocol Predictor: Sendable {
    /// What it takes and gives; nil if the model does not declare it and cannot tell.
    var interface: ModelInterface? { get }

    /// Whether a prediction may take so long that a thread which serves many must not wait for it.
    func isSlow(_ inputs: [Tensor]) -> Bool

    func predict(_ inputs: [Tensor]) throws(ModelError) -> [Tensor]
}

/// What a loaded model is known by: while this stays, a change of the model loads nothing.
public struct LoadKey: Hashable, Sendable {
    var engine: String
    var hook: String?
    var artifactDigest: String?
}
