/// What can go wrong with a model, as one value: with its artifact, its runtime or a prediction.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A stable word for programs; open, so that later versions and runtimes of one's own may add to it.
    public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public init(stringLiteral value: String) {
            rawValue = value
        }
    }

    public var code: Code
    /// One line: what is wrong and what to do. Never a secret.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

// Artifacts.
extension ModelError.Code {
    /// The model does not say what its artifact hashes to: nobody could tell whether it is the right one.
    public static let artifactDigestMissing: Self = "artifactDigestMissing"
    /// No such scheme here, or not a URI of it.
    public static let artifactURIUnsupported: Self = "artifactURIUnsupported"
    public static let artifactMissing: Self = "artifactMissing"
    /// The path leaves the folders in which artifacts may lie.
    public static let artifactPathRefused: Self = "artifactPathRefused"
    public static let artifactSizeMismatch: Self = "artifactSizeMismatch"
    public static let artifactDigestMismatch: Self = "artifactDigestMismatch"
    /// Larger than this worker takes.
    public static let artifactTooLarge: Self = "artifactTooLarge"
    /// The cache has no room that is not in use.
    public static let artifactQuotaExceeded: Self = "artifactQuotaExceeded"
    /// The transfer ended early. What came is kept, and the next attempt goes on with it.
    public static let artifactTruncated: Self = "artifactTruncated"
    /// It became another one while it was read.
    public static let artifactChanged: Self = "artifactChanged"
    /// The server sends the client elsewhere: name that place in the model instead.
    public static let artifactRedirected: Self = "artifactRedirected"
    /// The server refuses: 401, 403 and the like.
    public static let artifactServerRefused: Self = "artifactServerRefused"
    /// The server fails: 5xx, or no connection.
    public static let artifactServerFailed: Self = "artifactServerFailed"
    /// The server sends more than it said or was asked for, or no HTTP.
    public static let artifactServerBroken: Self = "artifactServerBroken"
    /// The server's certificate is not trusted.
    public static let artifactTLSFailed: Self = "artifactTLSFailed"
    public static let artifactTimedOut: Self = "artifactTimedOut"
    /// The cache's own files cannot be read or written.
    public static let artifactStorageFailed: Self = "artifactStorageFailed"
}

// Runtimes.
extension ModelError.Code {
    /// This worker has no runtime of that name.
    public static let engineUnknown: Self = "engineUnknown"
    /// The engine's library is not on this machine.
    public static let engineMissing: Self = "engineMissing"
    /// The engine does not take the artifact for a model.
    public static let modelInvalid: Self = "modelInvalid"
    /// The model needs something that its declaration lacks, or that is of another type.
    public static let modelIncomplete: Self = "modelIncomplete"
    public static let hyperparametersInvalid: Self = "hyperparametersInvalid"
    public static let hookUnknown: Self = "hookUnknown"
    /// The hook ended with another status than 0, or by a signal.
    public static let hookFailed: Self = "hookFailed"
    public static let hookTimedOut: Self = "hookTimedOut"
    public static let hookWroteTooMuch: Self = "hookWroteTooMuch"
    /// What the hook wrote is no answer.
    public static let hookAnswerInvalid: Self = "hookAnswerInvalid"
    public static let predictionFailed: Self = "predictionFailed"
    /// What was asked does not fit the model: the caller's mistake.
    public static let inputInvalid: Self = "inputInvalid"
    public static let outputInvalid: Self = "outputInvalid"
    /// The loaded model does not give what the golden outputs say.
    public static let goldenMismatch: Self = "goldenMismatch"
    /// It was unloaded meanwhile.
    public static let modelUnloaded: Self = "modelUnloaded"
}
